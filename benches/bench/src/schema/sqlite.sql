CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    middle_name TEXT,
    last_name TEXT NOT NULL,
    image TEXT NOT NULL,
    bio TEXT NOT NULL
);
CREATE TABLE movie (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    year INTEGER NOT NULL,
    image TEXT NOT NULL,
    description TEXT NOT NULL
);
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    image TEXT NOT NULL
);
CREATE TABLE director (
    movie_id INTEGER NOT NULL REFERENCES movie (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    list_order INTEGER NOT NULL,
    PRIMARY KEY (movie_id, person_id)
);
CREATE TABLE actor (
    movie_id INTEGER NOT NULL REFERENCES movie (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    list_order INTEGER NOT NULL,
    PRIMARY KEY (movie_id, person_id)
);
CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    rating INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES users (id),
    movie_id INTEGER NOT NULL REFERENCES movie (id)
);
CREATE INDEX director_person_id ON director (person_id);
CREATE INDEX actor_person_id ON actor (person_id);
CREATE INDEX review_author_id ON review (author_id);
CREATE INDEX review_movie_id ON review (movie_id);
