//! Rows by name, as `FromRow` reads them.

use std::collections::HashMap;

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

canonical!(Person { id, first_name, middle_name, last_name, image, bio });
canonical!(Movie { id, title, year, image, description });
canonical!(User { id, name, image });
canonical!(Review { id, body, rating, created_at, author_id, movie_id });

impl Canonical<(bench::Movie, Average)> for RatedMovie {
    fn canonical(self) -> (bench::Movie, Average) {
        (self.movie, self.average).canonical()
    }
}

/// Movies with the people who name them.
pub(crate) fn credited(
    movies: Vec<Movie>,
    directors: Vec<CreditedPerson>,
    cast: Vec<CreditedPerson>,
) -> Vec<(Movie, Vec<Person>, Vec<Person>)> {
    let places: HashMap<i64, usize> = movies.iter().enumerate().map(|(place, movie)| (movie.id, place)).collect();
    let mut credited: Vec<_> = movies.into_iter().map(|movie| (movie, Vec::new(), Vec::new())).collect();
    for CreditedPerson { movie_id, person } in directors {
        credited[places[&movie_id]].1.push(person);
    }
    for CreditedPerson { movie_id, person } in cast {
        credited[places[&movie_id]].2.push(person);
    }
    credited
}

/// Users with the reviews that name them.
pub(crate) fn reviewed(users: Vec<User>, reviews: Vec<Review>) -> Vec<(User, Vec<Review>)> {
    let places: HashMap<i64, usize> = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let mut reviewed: Vec<_> = users.into_iter().map(|user| (user, Vec::new())).collect();
    for review in reviews {
        reviewed[places[&review.author_id]].1.push(review);
    }
    reviewed
}
