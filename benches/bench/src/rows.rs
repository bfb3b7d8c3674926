//! The rows that every peer answers with, whatever its own types are called.

use crate::canonical::Average;

/// One who directs or acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Counted from one.
    pub id: i64,
    /// The first of two or three names.
    pub first_name: String,
    /// Which every fourth person has.
    pub middle_name: Option<String>,
    /// By which the workload `filter` looks.
    pub last_name: String,
    /// The path of a picture.
    pub image: String,
    /// About 200 bytes.
    pub bio: String,
}

/// What is directed, acted in and reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movie {
    /// Counted from one.
    pub id: i64,
    /// A few words.
    pub title: String,
    /// Of its first showing.
    pub year: i32,
    /// The path of a picture.
    pub image: String,
    /// About 200 bytes.
    pub description: String,
}

/// One who reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Counted from one.
    pub id: i64,
    /// Two words.
    pub name: String,
    /// The path of a picture.
    pub image: String,
}

/// What a user thinks of a movie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Counted from one.
    pub id: i64,
    /// About 100 bytes.
    pub body: String,
    /// From 0 to 5.
    pub rating: i32,
    /// Microseconds since 1970, which every database and peer stores alike.
    pub created_at: i64,
    /// The user.
    pub author_id: i64,
    /// The movie.
    pub movie_id: i64,
}

/// A row of a join table, `director` or `actor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The movie.
    pub movie_id: i64,
    /// The director or actor.
    pub person_id: i64,
    /// The place among the movie's others, from zero.
    pub list_order: i32,
}

/// A user to be inserted, whose key the database makes.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Two words.
    pub name: String,
    /// The path of a picture.
    pub image: String,
}

/// A movie to be inserted together with the people who made it.
#[derive(Debug, Clone)]
pub struct NewMovie {
    /// A few words.
    pub title: String,
    /// Of its first showing.
    pub year: i32,
    /// The path of a picture.
    pub image: String,
    /// About 200 bytes.
    pub description: String,
    /// The keys of people, in their order.
    pub directors: Vec<i64>,
    /// The keys of people, in their order.
    pub cast: Vec<i64>,
}

/// A movie with its directors and cast in their order, and its reviews, the latest first, with their authors.
pub type MovieDetails = (Movie, Vec<Person>, Vec<Person>, Vec<(Review, User)>);

/// A person with the movies that they directed and acted in, by year and key, each with its average rating.
pub type PersonDetails = (Person, Vec<(Movie, Average)>, Vec<(Movie, Average)>);

/// A movie with its directors and cast in their order.
pub type MovieCredits = (Movie, Vec<Person>, Vec<Person>);
