use chrono::NaiveDate;
use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Language {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Actor {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Actor, name = actors, related_name = films)]
#[many_to_many(Category, name = categories, related_name = films)]
pub struct Film {
    pub id: i64,
    pub title: String,
    pub minutes: i32,
    #[foreign_key(Language, related_name = films)]
    pub language_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Copy {
    pub id: i64,
    #[foreign_key(Film, related_name = copies)]
    pub film_id: i64,
    pub store: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: i64,
    pub name: String,
    pub active: bool,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Rental {
    pub id: i64,
    #[foreign_key(Copy, related_name = rentals)]
    pub copy_id: i64,
    #[foreign_key(Customer, related_name = rentals)]
    pub customer_id: i64,
    pub rented_on: NaiveDate,
    pub returned_on: Option<NaiveDate>,
    pub price_in_cents: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Review {
    pub id: i64,
    #[foreign_key(Film, related_name = reviews)]
    pub film_id: i64,
    #[foreign_key(Customer, related_name = reviews)]
    pub customer_id: i64,
    pub stars: i32,
}
