//! What a person writes after the statements of a raw driver: the related rows put to their parents.

use std::collections::HashMap;

use crate::{Movie, MovieCredits, Person, Review, User};

/// Movies and the people who come with their movies' keys.
pub fn credited_movies(movies: Vec<Movie>, directors: Vec<(i64, Person)>, cast: Vec<(i64, Person)>) -> Vec<MovieCredits> {
    let places: HashMap<i64, usize> = movies.iter().enumerate().map(|(place, movie)| (movie.id, place)).collect();
    let mut credited: Vec<MovieCredits> = movies.into_iter().map(|movie| (movie, Vec::new(), Vec::new())).collect();
    for (movie, person) in directors {
        credited[places[&movie]].1.push(person);
    }
    for (movie, person) in cast {
        credited[places[&movie]].2.push(person);
    }
    credited
}

/// Users and the reviews that name them.
pub fn reviewed_users(users: Vec<User>, reviews: Vec<Review>) -> Vec<(User, Vec<Review>)> {
    let places: HashMap<i64, usize> = users.iter().enumerate().map(|(place, user)| (user.id, place)).collect();
    let mut reviewed: Vec<(User, Vec<Review>)> = users.into_iter().map(|user| (user, Vec::new())).collect();
    for review in reviews {
        reviewed[places[&review.author_id]].1.push(review);
    }
    reviewed
}
