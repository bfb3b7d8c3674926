//! The rows, and which belong to which.

use bench::canonical;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Double, Nullable};

use crate::schema::{actor, director, movie, person, review, users};

#[derive(Debug, Queryable, Selectable, Identifiable)]
#[diesel(table_name = person)]
pub(crate) struct Person {
    id: i64,
    first_name: String,
    middle_name: Option<String>,
    last_name: String,
    image: String,
    bio: String,
}

#[derive(Debug, Queryable, Selectable, Identifiable)]
#[diesel(table_name = movie)]
pub(crate) struct Movie {
    id: i64,
    title: String,
    year: i32,
    image: String,
    description: String,
}

#[derive(Debug, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
pub(crate) struct User {
    id: i64,
    pub(crate) name: String,
    image: String,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = director, primary_key(movie_id, person_id), belongs_to(Movie), belongs_to(Person))]
pub(crate) struct Director {
    movie_id: i64,
    person_id: i64,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = actor, primary_key(movie_id, person_id), belongs_to(Movie), belongs_to(Person))]
pub(crate) struct Actor {
    movie_id: i64,
    person_id: i64,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = review, belongs_to(User, foreign_key = author_id), belongs_to(Movie))]
pub(crate) struct Review {
    id: i64,
    body: String,
    rating: i32,
    created_at: i64,
    author_id: i64,
    movie_id: i64,
}

/// Without values that SQLite would have to be asked for row by row.
#[derive(Debug, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct NewUser {
    name: String,
    image: String,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = director, treat_none_as_default_value = false)]
pub(crate) struct NewDirector {
    movie_id: i64,
    person_id: i64,
    list_order: i32,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = actor, treat_none_as_default_value = false)]
pub(crate) struct NewActor {
    movie_id: i64,
    person_id: i64,
    list_order: i32,
}

/// Diesel's own `avg` of integers is a decimal, which is no type of SQLite's.
pub(crate) fn average() -> SqlLiteral<Nullable<Double>> {
    sql("CAST(avg(review.rating) AS double precision)")
}

impl From<bench::NewUser> for NewUser {
    fn from(bench::NewUser { name, image }: bench::NewUser) -> Self {
        NewUser { name, image }
    }
}

#[derive(Debug, Insertable)]
#[diesel(table_name = movie, treat_none_as_default_value = false)]
pub(crate) struct NewMovie {
    title: String,
    year: i32,
    image: String,
    description: String,
}

pub(crate) fn movie(title: String, year: i32, image: String, description: String) -> NewMovie {
    NewMovie {
        title,
        year,
        image,
        description,
    }
}

pub(crate) fn directors(movie_id: i64, people: Vec<i64>) -> Vec<NewDirector> {
    let new = |(list_order, person_id)| NewDirector {
        movie_id,
        person_id,
        list_order,
    };
    (0..).zip(people).map(new).collect()
}

pub(crate) fn cast(movie_id: i64, people: Vec<i64>) -> Vec<NewActor> {
    let new = |(list_order, person_id)| NewActor {
        movie_id,
        person_id,
        list_order,
    };
    (0..).zip(people).map(new).collect()
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
