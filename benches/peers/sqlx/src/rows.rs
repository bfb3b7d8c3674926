//! Rows by name, as `FromRow` reads them.

use bench::{Average, Canonical, canonical};
use sqlx::FromRow;

#[derive(Debug, FromRow)]
pub(crate) struct Person {
    id: i64,
    first_name: String,
    middle_name: Option<String>,
    last_name: String,
    image: String,
    bio: String,
}

#[derive(Debug, FromRow)]
pub(crate) struct Movie {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) year: i32,
    pub(crate) image: String,
    pub(crate) description: String,
}

#[derive(Debug, FromRow)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) image: String,
}

#[derive(Debug, FromRow)]
pub(crate) struct Review {
    pub(crate) id: i64,
    pub(crate) body: String,
    pub(crate) rating: i32,
    pub(crate) created_at: i64,
    pub(crate) author_id: i64,
    pub(crate) movie_id: i64,
}

/// A movie and what its reviews say.
#[derive(Debug, FromRow)]
pub(crate) struct RatedMovie {
    #[sqlx(flatten)]
    movie: Movie,
    average: Option<f64>,
}

/// A person and the movie that they made.
#[derive(Debug, FromRow)]
pub(crate) struct CreditedPerson {
    pub(crate) movie_id: i64,
    #[sqlx(flatten)]
    pub(crate) person: Person,
}

canonical!(Person {
    id,
    first_name,
    middle_name,
    last_name,
    image,
    bio
});
canonical!(Movie {
    id,
    title,
    year,
    image,
    description
});
canonical!(User { id, name, image });
canonical!(Review {
    id,
    body,
    rating,
    created_at,
    author_id,
    movie_id
});

impl Canonical<(bench::Movie, Average)> for RatedMovie {
    fn canonical(self) -> (bench::Movie, Average) {
        (self.movie, self.average).canonical()
    }
}
