use chrono::{Days, NaiveDate};
use orm::prelude::*;

use super::models::*;
use crate::classics::dice::Dice;

/// A hundred films with actors and reviews, the last ten without a copy; copies in two stores, not all of them rented;
/// rentals by a dozen customers, some not returned.
pub async fn fill(db: &Db) {
    let schema = schema![
        Language, Actor, Category, Film, Copy, Customer, Rental, Review
    ];
    schema.create_all(db).await.unwrap();
    let mut dice = Dice::new(3);
    let films = fill_films(db, &mut dice).await;
    let customers = (1..=12).map(|n| {
        Customer::create()
            .name(format!("Customer {n:02}"))
            .active(n % 5 != 0)
    });
    let customers = Customer::create_many(customers).save(db).await.unwrap();
    fill_rentals(db, &mut dice, &films[..90], &customers).await;
    let mut reviews = Vec::new();
    for film in &films {
        for _ in 0..dice.below(7) {
            let review = Review::create()
                .film(film)
                .customer(dice.pick(&customers))
                .stars(i32::try_from(dice.between(1, 5)).unwrap());
            reviews.push(review);
        }
    }
    Review::create_many(reviews).save(db).await.unwrap();
}

async fn fill_films(db: &Db, dice: &mut Dice) -> Vec<Film> {
    let languages = ["English", "French", "Latin"].map(|name| Language::create().name(name));
    let languages = Language::create_many(languages).save(db).await.unwrap();
    let categories =
        ["Action", "Comedy", "Drama", "Horror"].map(|name| Category::create().name(name));
    let categories = Category::create_many(categories).save(db).await.unwrap();
    let actors = (1..=25).map(|n| Actor::create().name(format!("Actor {n:02}")));
    let actors = Actor::create_many(actors).save(db).await.unwrap();
    let films: Vec<_> = (1..=100)
        .map(|n| {
            Film::create()
                .title(format!("Film {n:03}"))
                .minutes(i32::try_from(dice.between(60, 200)).unwrap())
                .language(dice.pick(&languages[..2]))
        })
        .collect();
    let films = Film::create_many(films).save(db).await.unwrap();
    for film in &films {
        let cast = actors[..24].iter().filter(|_| dice.chance(12));
        film.actors().add(cast, db).await.unwrap();
        let category = dice.pick(&categories);
        film.categories().add([category], db).await.unwrap();
    }
    films
}

async fn fill_rentals(db: &Db, dice: &mut Dice, films: &[Film], customers: &[Customer]) {
    let mut copies = Vec::new();
    for film in films {
        for store in 1..=2 {
            if dice.chance(60) {
                copies.push(Copy::create().film(film).store(store));
            }
        }
    }
    let copies = Copy::create_many(copies).save(db).await.unwrap();
    let start = NaiveDate::from_ymd_opt(2005, 5, 1).unwrap();
    let rentals: Vec<_> = (0..300)
        .map(|n| {
            let day = start + Days::new(n / 3);
            let days = u64::try_from(dice.between(1, 10)).unwrap();
            let returned = (n < 270).then(|| day + Days::new(days));
            Rental::create()
                .copy(dice.pick(&copies))
                .customer(dice.pick(&customers[..11]))
                .rented_on(day)
                .returned_on(returned)
                .price_in_cents(*dice.pick(&[99, 299, 499]))
        })
        .collect();
    Rental::create_many(rentals).save(db).await.unwrap();
}
