use orm::prelude::*;

use super::models::*;
use crate::classics::{Question, questions};

pub fn all() -> Vec<Question> {
    questions()
}

questions! {
    /// Which films were never rented, and why: is there no copy, or did nobody want one?
    films_never_rented(db) -> (String, i64) {
        Film::filter(Film::copies.all(Copy::rentals.is_empty()))
            .select((Film::title, Film::copies.count()))
            .order_by(Film::title.asc())
            .all(db)
            .await
    }
    "SELECT f.title, count(c.id)
        FROM film f
        LEFT JOIN copy c ON c.film_id = f.id
        LEFT JOIN rental r ON r.copy_id = c.id
        GROUP BY f.id, f.title
        HAVING count(r.id) = 0
        ORDER BY f.title"

    /// Who played together with an actor most often?
    actors_who_played_together(db) -> (String, i64) {
        let one = Actor::filter(Actor::name.eq("Actor 01")).get(db).await?;
        let together = Actor::films.filter(Film::actors.any(Actor::id.eq(one.id))).count();
        Actor::filter(Actor::id.ne(one.id) & together.clone().gt(0))
            .select((Actor::name, together.clone()))
            .order_by((together.desc(), Actor::name.asc()))
            .limit(5)
            .all(db)
            .await
    }
    "SELECT a.name, count(*)
        FROM film_actors mine
        JOIN film_actors other ON other.film_id = mine.film_id AND other.actor_id <> mine.actor_id
        JOIN actor a ON a.id = other.actor_id
        WHERE mine.actor_id = (SELECT id FROM actor WHERE name = 'Actor 01')
        GROUP BY a.id, a.name
        ORDER BY 2 DESC, a.name
        LIMIT 5"

    /// Which actors were in the most films?
    busiest_actors(db) -> (String, i64) {
        Actor::query()
            .select((Actor::name, Actor::films.count()))
            .order_by((Actor::films.count().desc(), Actor::name.asc()))
            .limit(3)
            .all(db)
            .await
    }
    "SELECT a.name, count(fa.film_id)
        FROM actor a
        LEFT JOIN film_actors fa ON fa.actor_id = a.id
        GROUP BY a.id, a.name
        ORDER BY 2 DESC, a.name
        LIMIT 3"

    /// Which actors were in no film?
    actors_without_a_film(db) -> (String,) {
        Actor::filter(Actor::films.is_empty())
            .select((Actor::name,))
            .order_by(Actor::name.asc())
            .all(db)
            .await
    }
    "SELECT name FROM actor
        WHERE NOT EXISTS (SELECT 1 FROM film_actors WHERE actor_id = actor.id)
        ORDER BY name"

    /// What are the three newest reviews of each of the hundred films?
    newest_reviews_of_each_film(db) -> (String, i64, i32) {
        let newest = Film::reviews.order_by(Review::id.desc()).limit(3);
        let films: Vec<(Film, Vec<Review>)> = Film::query().with(newest).order_by(Film::title.asc()).all(db).await?;
        let reviews = films.into_iter().flat_map(|(film, reviews)| {
            reviews.into_iter().map(move |review| (film.title.clone(), review.id, review.stars))
        });
        Ok(reviews.collect())
    }
    "SELECT title, id, stars FROM (
            SELECT f.title, r.id, r.stars, row_number() OVER (PARTITION BY f.id ORDER BY r.id DESC) AS place
            FROM review r
            JOIN film f ON f.id = r.film_id
        ) AS numbered
        WHERE place <= 3
        ORDER BY title, id DESC"

    /// What did each category of films bring in?
    revenue_by_category(db) -> (String, Option<i64>) {
        let revenue = scalar(
            Rental::filter(Rental::copy.then(Copy::film).has(
                Film::categories.any(Category::id.eq(outer(Category::id))),
            ))
            .select(Rental::price_in_cents.sum()),
        );
        Category::query()
            .select((Category::name, revenue))
            .order_by(Category::name.asc())
            .all(db)
            .await
    }
    "SELECT g.name, CAST(SUM(r.price_in_cents) AS bigint)
        FROM category g
        JOIN film_categories fc ON fc.category_id = g.id
        JOIN copy c ON c.film_id = fc.film_id
        JOIN rental r ON r.copy_id = c.id
        GROUP BY g.id, g.name
        ORDER BY g.name"

    /// Which copies are out, and with whom?
    copies_that_are_out(db) -> (String, String) {
        Rental::filter(Rental::returned_on.is_null())
            .select((Rental::copy.then(Copy::film).then(Film::title), Rental::customer.then(Customer::name)))
            .order_by(Rental::id.asc())
            .all(db)
            .await
    }
    "SELECT f.title, u.name
        FROM rental r
        JOIN copy c ON c.id = r.copy_id
        JOIN film f ON f.id = c.film_id
        JOIN customer u ON u.id = r.customer_id
        WHERE r.returned_on IS NULL
        ORDER BY r.id"

    /// Which films are in both stores?
    films_in_both_stores(db) -> (String,) {
        let in_store = |store| Film::filter(Film::copies.any(Copy::store.eq(store)));
        in_store(1)
            .intersect(in_store(2))
            .select((Film::title,))
            .order_by(Film::title.asc())
            .all(db)
            .await
    }
    "SELECT f.title FROM film f JOIN copy c ON c.film_id = f.id
        GROUP BY f.id, f.title
        HAVING count(DISTINCT c.store) = 2
        ORDER BY f.title"

    /// Which films are longer than every film in French?
    films_longer_than_all_in_french(db) -> (String, i32) {
        let french = scalar(
            Film::filter(Film::language.has(Language::name.eq("French"))).select(Film::minutes.max()),
        );
        Film::filter(Film::minutes.ge(french))
            .select((Film::title, Film::minutes))
            .order_by((Film::minutes.desc(), Film::title.asc()))
            .all(db)
            .await
    }
    "SELECT title, minutes FROM film
        WHERE minutes >= (SELECT MAX(f.minutes) FROM film f JOIN language l ON l.id = f.language_id WHERE l.name = 'French')
        ORDER BY minutes DESC, title"

    /// How many films are short, feature length and long?
    films_by_length(db) -> (String, i64) {
        let length = case()
            .when(Film::minutes.lt(90), "short")
            .when(Film::minutes.lt(150), "feature")
            .otherwise("long");
        Film::query()
            .group_by(length.clone())
            .select((length.clone(), count()))
            .order_by(length.asc())
            .all(db)
            .await
    }
    "SELECT CASE WHEN minutes < 90 THEN 'short' WHEN minutes < 150 THEN 'feature' ELSE 'long' END AS length, count(*)
        FROM film
        GROUP BY 1
        ORDER BY 1"

    /// Which customers have rented more than the average customer?
    customers_above_the_average(db) -> (String, i64) {
        let customers = Customer::query().count(db).await?;
        let rentals = Rental::query().count(db).await?;
        Customer::filter((Customer::rentals.count() * customers).gt(rentals))
            .select((Customer::name, Customer::rentals.count()))
            .order_by((Customer::rentals.count().desc(), Customer::name.asc()))
            .all(db)
            .await
    }
    "SELECT u.name, count(*)
        FROM customer u
        JOIN rental r ON r.customer_id = u.id
        GROUP BY u.id, u.name
        HAVING count(*) * (SELECT count(*) FROM customer) > (SELECT count(*) FROM rental)
        ORDER BY 2 DESC, u.name"

    /// Which are the two most rented films of each category?
    most_rented_films_of_each_category(db) -> (String, String, i64) {
        let rentals = scalar(
            Rental::filter(Rental::copy.then(Copy::film_id).eq(outer(Film::id))).select(count()),
        );
        let best = Category::films
            .order_by((rentals.desc(), Film::title.asc()))
            .limit(2);
        let categories = Category::query().with(best).order_by(Category::name.asc()).all(db).await?;
        let films = categories.into_iter().flat_map(|(category, films)| {
            films.into_iter().enumerate().map(move |(place, film)| (category.name.clone(), film.title, place as i64 + 1))
        });
        Ok(films.collect())
    }
    "WITH counted AS (
            SELECT g.name AS category, f.title, (
                SELECT count(*) FROM rental r JOIN copy c ON c.id = r.copy_id WHERE c.film_id = f.id
            ) AS rentals
            FROM category g
            JOIN film_categories fc ON fc.category_id = g.id
            JOIN film f ON f.id = fc.film_id
        ), ranked AS (
            SELECT category, title, row_number() OVER (PARTITION BY category ORDER BY rentals DESC, title) AS place FROM counted
        )
        SELECT category, title, place FROM ranked WHERE place <= 2 ORDER BY category, place"

    /// Which films have five stars from everybody who reviewed them?
    films_that_everybody_likes(db) -> (String, i64) {
        Film::filter(!Film::reviews.is_empty() & Film::reviews.all(Review::stars.ge(4)))
            .select((Film::title, Film::reviews.count()))
            .order_by(Film::title.asc())
            .all(db)
            .await
    }
    "SELECT f.title, count(*)
        FROM film f
        JOIN review r ON r.film_id = f.id
        GROUP BY f.id, f.title
        HAVING MIN(r.stars) >= 4
        ORDER BY f.title"
}
