//! What a person would write for the raw drivers, in SQL that both databases know.
//!
//! Parameters are numbered in the order in which they stand, so SQLite, to which `$1` is a name, counts them alike.

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $($part:expr),+;)+) => {
        $($(#[$doc])* pub const $name: &str = concat!($($part),+);)+
    };
}

macro_rules! person {
    () => {
        "p.id, p.first_name, p.middle_name, p.last_name, p.image, p.bio"
    };
}
macro_rules! movie {
    () => {
        "m.id, m.title, m.year, m.image, m.description"
    };
}
macro_rules! user {
    () => {
        "u.id, u.name, u.image"
    };
}
macro_rules! review {
    () => {
        "r.id, r.body, r.rating, r.created_at, r.author_id, r.movie_id"
    };
}
macro_rules! average {
    () => {
        "(SELECT CAST(avg(r.rating) AS double precision) FROM review r WHERE r.movie_id = m.id)"
    };
}

statements! {
    /// A user by key.
    USER = "SELECT ", user!(), " FROM users u WHERE u.id = $1";
    /// So many users after a key.
    USERS = "SELECT ", user!(), " FROM users u WHERE u.id > $1 ORDER BY u.id LIMIT $2";
    /// A movie by key.
    MOVIE = "SELECT ", movie!(), " FROM movie m WHERE m.id = $1";
    /// So many movies after a key.
    MOVIES = "SELECT ", movie!(), " FROM movie m WHERE m.id > $1 ORDER BY m.id LIMIT $2";
    /// The directors of a movie.
    DIRECTORS = "SELECT ", person!(), " FROM director d JOIN person p ON p.id = d.person_id \
        WHERE d.movie_id = $1 ORDER BY d.list_order";
    /// Those who act in a movie.
    CAST = "SELECT ", person!(), " FROM actor a JOIN person p ON p.id = a.person_id \
        WHERE a.movie_id = $1 ORDER BY a.list_order";
    /// The reviews of a movie with their authors.
    REVIEWS_WITH_AUTHOR = "SELECT ", review!(), ", ", user!(), " FROM review r JOIN users u ON u.id = r.author_id \
        WHERE r.movie_id = $1 ORDER BY r.created_at DESC";
    /// A person by key.
    PERSON = "SELECT ", person!(), " FROM person p WHERE p.id = $1";
    /// What a person directed, with average ratings.
    DIRECTED = "SELECT ", movie!(), ", ", average!(), " AS average FROM director d JOIN movie m ON m.id = d.movie_id \
        WHERE d.person_id = $1 ORDER BY m.year, m.id";
    /// What a person acted in, with average ratings.
    ACTED_IN = "SELECT ", movie!(), ", ", average!(), " AS average FROM actor a JOIN movie m ON m.id = a.movie_id \
        WHERE a.person_id = $1 ORDER BY m.year, m.id";
    /// The latest reviews of a user.
    LATEST_REVIEWS = "SELECT ", review!(), " FROM review r WHERE r.author_id = $1 ORDER BY r.created_at DESC LIMIT 10";
    /// So many reviews after a key, with authors and movies.
    REVIEWS_WITH_BOTH = "SELECT ", review!(), ", ", user!(), ", ", movie!(), " FROM review r \
        JOIN users u ON u.id = r.author_id JOIN movie m ON m.id = r.movie_id WHERE r.id > $1 ORDER BY r.id LIMIT $2";
    /// The directors of several movies, up to the set of keys.
    DIRECTORS_OF = "SELECT d.movie_id, ", person!(), " FROM director d JOIN person p ON p.id = d.person_id \
        WHERE d.movie_id ";
    /// Those who act in several movies, up to the set of keys.
    CAST_OF = "SELECT a.movie_id, ", person!(), " FROM actor a JOIN person p ON p.id = a.person_id WHERE a.movie_id ";
    /// What follows the set of keys of movies.
    IN_LIST_ORDER = " ORDER BY movie_id, list_order";
    /// The reviews of several users, up to the set of keys.
    REVIEWS_OF = "SELECT ", review!(), " FROM review r WHERE r.author_id ";
    /// What follows the set of keys of users.
    BY_AUTHOR = " ORDER BY r.author_id, r.id";
    /// The users who have reviewed a movie that someone of a last name directed.
    REVIEWERS = "SELECT ", user!(), " FROM users u WHERE u.id IN (SELECT r.author_id FROM person p \
        JOIN director d ON d.person_id = p.id JOIN review r ON r.movie_id = d.movie_id WHERE p.last_name = $1) \
        ORDER BY u.id";
    /// The movies with the best average rating.
    BEST = "SELECT ", movie!(), ", b.average FROM (SELECT movie_id, CAST(avg(rating) AS double precision) AS average \
        FROM review GROUP BY movie_id ORDER BY 2 DESC, 1 LIMIT $1) b JOIN movie m ON m.id = b.movie_id \
        ORDER BY b.average DESC, m.id";
    /// A new user.
    INSERT_USER = "INSERT INTO users (name, image) VALUES ($1, $2) RETURNING id, name, image";
    /// A new movie.
    INSERT_MOVIE = "INSERT INTO movie (title, year, image, description) VALUES ($1, $2, $3, $4) RETURNING id";
    /// A new director of a movie.
    INSERT_DIRECTOR = "INSERT INTO director (movie_id, person_id, list_order) VALUES ($1, $2, $3)";
    /// A new actor in a movie.
    INSERT_ACTOR = "INSERT INTO actor (movie_id, person_id, list_order) VALUES ($1, $2, $3)";
    /// Many new users, on Postgres.
    INSERT_USERS = "INSERT INTO users (name, image) SELECT * FROM unnest($1::text[], $2::text[]) RETURNING id, name, image";
    /// The directors of a new movie in their order, on Postgres.
    INSERT_DIRECTORS = "INSERT INTO director (movie_id, person_id, list_order) \
        SELECT $1, person_id, place - 1 FROM unnest($2::bigint[]) WITH ORDINALITY AS given (person_id, place)";
    /// The cast of a new movie in their order, on Postgres.
    INSERT_CAST = "INSERT INTO actor (movie_id, person_id, list_order) \
        SELECT $1, person_id, place - 1 FROM unnest($2::bigint[]) WITH ORDINALITY AS given (person_id, place)";
    /// Another name for a user.
    RENAME_USER = "UPDATE users SET name = $1 WHERE id = $2 RETURNING id, name, image";
}

/// A statement of a set of keys as Postgres takes it, in one parameter.
pub fn with_array(before: &str, after: &str) -> String {
    format!("{before}= ANY($1){after}")
}

/// A statement of a set of keys as SQLite takes it, in a parameter for each.
pub fn with_list(before: &str, keys: usize, after: &str) -> String {
    let mut sql = format!("{before}IN (");
    for place in 0..keys {
        sql.push_str(if place == 0 { "?" } else { ",?" });
    }
    sql.push(')');
    sql.push_str(after);
    sql
}
