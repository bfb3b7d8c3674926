//! Rows by position.

use bench::{Movie, Person, Review, User};
use tokio_postgres::Row;

pub(crate) fn user(row: &Row) -> User {
    user_at(row, 0)
}

pub(crate) fn user_at(row: &Row, at: usize) -> User {
    User {
        id: row.get(at),
        name: row.get(at + 1),
        image: row.get(at + 2),
    }
}

pub(crate) fn movie(row: &Row) -> Movie {
    movie_at(row, 0)
}

pub(crate) fn movie_at(row: &Row, at: usize) -> Movie {
    Movie {
        id: row.get(at),
        title: row.get(at + 1),
        year: row.get(at + 2),
        image: row.get(at + 3),
        description: row.get(at + 4),
    }
}

pub(crate) fn movie_with_average(row: &Row) -> (Movie, Option<f64>) {
    (movie(row), row.get(5))
}

pub(crate) fn person(row: &Row) -> Person {
    person_at(row, 0)
}

pub(crate) fn person_at(row: &Row, at: usize) -> Person {
    Person {
        id: row.get(at),
        first_name: row.get(at + 1),
        middle_name: row.get(at + 2),
        last_name: row.get(at + 3),
        image: row.get(at + 4),
        bio: row.get(at + 5),
    }
}

pub(crate) fn review(row: &Row) -> Review {
    Review {
        id: row.get(0),
        body: row.get(1),
        rating: row.get(2),
        created_at: row.get(3),
        author_id: row.get(4),
        movie_id: row.get(5),
    }
}
