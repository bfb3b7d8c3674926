//! The workloads on either database: the URL decides.

use std::time::Duration;

use bench::{
    Average, CONNECTIONS, Canonical, MovieCredits, MovieDetails, NewMovie, NewUser, Page, Peer,
    PersonDetails, Renaming, Result,
};
use orm::prelude::*;

use crate::models::{Acting, Actor, Directing, Director, Movie, Person, RatedMovie, Review, User};

pub(crate) struct Orm {
    db: Db,
}

fn rows(limit: i64) -> u64 {
    limit.unsigned_abs()
}

/// The place in a list, from zero.
fn place(at: usize) -> i32 {
    i32::try_from(at).expect("a few")
}

impl Peer for Orm {
    async fn connect(url: &str) -> Result<Self> {
        let url = if url.starts_with("postgres") {
            url.to_owned()
        } else {
            format!("sqlite://{url}")
        };
        let mut db = Db::builder().max_connections(u32::try_from(CONNECTIONS)?);
        if std::env::args().nth(2).as_deref() == Some("threads") {
            db = db.inline_budget(Duration::ZERO);
        }
        Ok(Orm {
            db: db.connect(&url).await?,
        })
    }

    async fn user(&mut self, key: i64) -> Result<impl Canonical<bench::User>> {
        Ok(User::get(key, &self.db).await?)
    }

    async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<bench::User>>> {
        let users = User::filter(User::id.gt(page.after)).order_by(User::id.asc());
        Ok(users.limit(rows(page.limit)).all(&self.db).await?)
    }

    async fn movie(&mut self, key: i64) -> Result<impl Canonical<MovieDetails>> {
        let movie = Movie::by_key(key)
            .with(
                Movie::direction
                    .shape::<Directing>()
                    .order_by(Director::list_order.asc()),
            )
            .with(
                Movie::acting
                    .shape::<Acting>()
                    .order_by(Actor::list_order.asc()),
            )
            .with(
                Movie::reviews
                    .with(Review::author)
                    .order_by(Review::created_at.desc()),
            );
        Ok(movie.get(&self.db).await?)
    }

    async fn person(&mut self, key: i64) -> Result<impl Canonical<PersonDetails>> {
        let by_year = || (Movie::year.asc(), Movie::id.asc());
        let person = Person::by_key(key)
            .with(Person::directed.shape::<RatedMovie>().order_by(by_year()))
            .with(Person::acted_in.shape::<RatedMovie>().order_by(by_year()));
        Ok(person.get(&self.db).await?)
    }

    async fn user_with_latest(
        &mut self,
        key: i64,
    ) -> Result<impl Canonical<(bench::User, Vec<bench::Review>)>> {
        let latest = User::reviews.order_by(Review::created_at.desc()).limit(10);
        Ok(User::by_key(key).with(latest).get(&self.db).await?)
    }

    async fn movies(&mut self, page: Page) -> Result<impl Canonical<Vec<MovieCredits>>> {
        let movies = Movie::filter(Movie::id.gt(page.after))
            .with(
                Movie::direction
                    .shape::<Directing>()
                    .order_by(Director::list_order.asc()),
            )
            .with(
                Movie::acting
                    .shape::<Acting>()
                    .order_by(Actor::list_order.asc()),
            )
            .order_by(Movie::id.asc());
        Ok(movies.limit(rows(page.limit)).all(&self.db).await?)
    }

    async fn reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(bench::Review, bench::User, bench::Movie)>>> {
        let reviews = Review::filter(Review::id.gt(page.after))
            .with(Review::author)
            .with(Review::movie)
            .order_by(Review::id.asc());
        Ok(reviews.limit(rows(page.limit)).all(&self.db).await?)
    }

    async fn users_with_reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(bench::User, Vec<bench::Review>)>>> {
        let users = User::filter(User::id.gt(page.after))
            .with(User::reviews.order_by(Review::id.asc()))
            .order_by(User::id.asc());
        Ok(users.limit(rows(page.limit)).all(&self.db).await?)
    }

    async fn reviewers(&mut self, last_name: String) -> Result<impl Canonical<Vec<bench::User>>> {
        let directed = Movie::directors.any(Person::last_name.eq(last_name));
        let users = User::filter(User::reviews.any(Review::movie.has(directed)));
        Ok(users.order_by(User::id.asc()).all(&self.db).await?)
    }

    async fn best(&mut self, limit: i64) -> Result<impl Canonical<Vec<(bench::Movie, Average)>>> {
        let best = Movie::query()
            .order_by((Movie::reviews.avg(Review::rating).desc(), Movie::id.asc()))
            .limit(rows(limit));
        Ok(best.shape::<RatedMovie>().all(&self.db).await?)
    }

    async fn insert_user(&mut self, new: NewUser) -> Result<impl Canonical<bench::User>> {
        Ok(User::create()
            .name(new.name)
            .image(new.image)
            .save(&self.db)
            .await?)
    }

    async fn insert_users(
        &mut self,
        users: Vec<NewUser>,
    ) -> Result<impl Canonical<Vec<bench::User>>> {
        let users = users
            .into_iter()
            .map(|new| User::create().name(new.name).image(new.image));
        Ok(User::create_many(users).save(&self.db).await?)
    }

    async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
        let directors = new.directors.into_iter().enumerate();
        let cast = new.cast.into_iter().enumerate();
        let movie = Movie::create()
            .title(new.title)
            .year(new.year)
            .image(new.image)
            .description(new.description)
            .with(
                Movie::direction,
                directors
                    .map(|(at, person)| Director::create().person_id(person).list_order(place(at))),
            )
            .with(
                Movie::acting,
                cast.map(|(at, person)| Actor::create().person_id(person).list_order(place(at))),
            )
            .save(&self.db)
            .await?;
        Ok(movie.id)
    }

    async fn rename_user(&mut self, renaming: Renaming) -> Result<impl Canonical<bench::User>> {
        Ok(User::by_key(renaming.key)
            .set(User::name, renaming.name)
            .update_returning(&self.db)
            .await?
            .remove(0))
    }

    async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
        let db = self.db.clone();
        bench::spread_over_tasks(keys, move |keys| {
            let db = db.clone();
            async move {
                let mut bytes = 0;
                for key in keys {
                    bytes += User::get(key, &db).await?.name.len() as u64;
                }
                Ok(bytes)
            }
        })
        .await
    }

    async fn execute(&mut self, sql: &'static str) -> Result<()> {
        self.db.execute_raw(sql).await?;
        Ok(())
    }
}
