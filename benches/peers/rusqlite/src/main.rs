//! `rusqlite`, the raw driver of SQLite: cached statements, and a keyed second statement for what is nested.

mod pool;
mod rows;

use bench::{
    Average, Canonical, Movie, MovieCredits, MovieDetails, NewMovie, NewUser, Page, Peer, Person,
    PersonDetails, Renaming, Result, Review, User, sql,
};
use rusqlite::{Connection, Params, Row, params, params_from_iter};

use rows::{movie, movie_at, movie_with_average, person, person_at, review, user, user_at};

struct Rusqlite {
    connection: Connection,
    pool: r2d2::Pool<pool::File>,
}

fn main() -> Result<()> {
    bench::run::<Rusqlite>()
}

impl Rusqlite {
    fn all<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection
            .prepare_cached(sql)?
            .query_map(parameters, read)?
            .collect()
    }

    fn one<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.connection
            .prepare_cached(sql)?
            .query_row(parameters, read)
    }

    /// The people of each of these movies.
    fn credits(&self, sql: &str, movies: &[i64]) -> rusqlite::Result<Vec<Vec<Person>>> {
        let sql = sql::with_list(sql, movies.len(), sql::IN_LIST_ORDER);
        let people = self.all(&sql, params_from_iter(movies), |row| {
            Ok((row.get(0)?, person_at(row, 1)?))
        })?;
        Ok(bench::grouped(movies, people))
    }
}

impl Peer for Rusqlite {
    async fn connect(url: &str) -> Result<Self> {
        let connection = pool::open(url)?;
        Ok(Rusqlite {
            connection,
            pool: pool::open_several(url)?,
        })
    }

    async fn user(&mut self, key: i64) -> Result<impl Canonical<User>> {
        Ok(self.one(sql::USER, [key], user)?)
    }

    async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<User>>> {
        Ok(self.all(sql::USERS, [page.after, page.limit], user)?)
    }

    async fn movie(&mut self, key: i64) -> Result<impl Canonical<MovieDetails>> {
        let found = self.one(sql::MOVIE, [key], movie)?;
        let directors = self.all(sql::DIRECTORS, [key], person)?;
        let cast = self.all(sql::CAST, [key], person)?;
        let reviews = self.all(sql::REVIEWS_WITH_AUTHOR, [key], |row| {
            Ok((review(row)?, user_at(row, 6)?))
        })?;
        Ok((found, directors, cast, reviews))
    }

    async fn person(&mut self, key: i64) -> Result<impl Canonical<PersonDetails>> {
        let found = self.one(sql::PERSON, [key], person)?;
        let directed = self.all(sql::DIRECTED, [key], movie_with_average)?;
        let acted_in = self.all(sql::ACTED_IN, [key], movie_with_average)?;
        Ok((found, directed, acted_in))
    }

    async fn user_with_latest(&mut self, key: i64) -> Result<impl Canonical<(User, Vec<Review>)>> {
        let found = self.one(sql::USER, [key], user)?;
        let latest = self.all(sql::LATEST_REVIEWS, [key], review)?;
        Ok((found, latest))
    }

    async fn movies(&mut self, page: Page) -> Result<impl Canonical<Vec<MovieCredits>>> {
        let movies = self.all(sql::MOVIES, [page.after, page.limit], movie)?;
        let keys: Vec<i64> = movies.iter().map(|movie| movie.id).collect();
        let directors = self.credits(sql::DIRECTORS_OF, &keys)?;
        let cast = self.credits(sql::CAST_OF, &keys)?;
        let credited = movies.into_iter().zip(directors).zip(cast);
        Ok(credited
            .map(|((movie, directors), cast)| (movie, directors, cast))
            .collect::<Vec<_>>())
    }

    async fn reviews(&mut self, page: Page) -> Result<impl Canonical<Vec<(Review, User, Movie)>>> {
        Ok(
            self.all(sql::REVIEWS_WITH_BOTH, [page.after, page.limit], |row| {
                Ok((review(row)?, user_at(row, 6)?, movie_at(row, 9)?))
            })?,
        )
    }

    async fn users_with_reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(User, Vec<Review>)>>> {
        let users = self.all(sql::USERS, [page.after, page.limit], user)?;
        let keys: Vec<i64> = users.iter().map(|user| user.id).collect();
        let sql = sql::with_list(sql::REVIEWS_OF, keys.len(), sql::BY_AUTHOR);
        let reviews = self.all(&sql, params_from_iter(&keys), review)?;
        let reviews = bench::grouped(
            &keys,
            reviews.into_iter().map(|review| (review.author_id, review)),
        );
        Ok(users.into_iter().zip(reviews).collect::<Vec<_>>())
    }

    async fn reviewers(&mut self, last_name: String) -> Result<impl Canonical<Vec<User>>> {
        Ok(self.all(sql::REVIEWERS, [last_name], user)?)
    }

    async fn best(&mut self, limit: i64) -> Result<impl Canonical<Vec<(Movie, Average)>>> {
        Ok(self.all(sql::BEST, [limit], movie_with_average)?)
    }

    async fn insert_user(&mut self, new: NewUser) -> Result<impl Canonical<User>> {
        Ok(self.one(sql::INSERT_USER, [new.name, new.image], user)?)
    }

    async fn insert_users(&mut self, users: Vec<NewUser>) -> Result<impl Canonical<Vec<User>>> {
        let transaction = self.connection.transaction()?;
        let mut insert = transaction.prepare_cached(sql::INSERT_USER)?;
        let stored = users
            .into_iter()
            .map(|new| insert.query_row([new.name, new.image], user));
        let stored = stored.collect::<rusqlite::Result<Vec<User>>>()?;
        drop(insert);
        transaction.commit()?;
        Ok(stored)
    }

    async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
        let transaction = self.connection.transaction()?;
        let movie = params![new.title, new.year, new.image, new.description];
        let key: i64 = transaction
            .prepare_cached(sql::INSERT_MOVIE)?
            .query_row(movie, |row| row.get(0))?;
        for (sql, people) in [
            (sql::INSERT_DIRECTOR, &new.directors),
            (sql::INSERT_ACTOR, &new.cast),
        ] {
            let mut insert = transaction.prepare_cached(sql)?;
            for (place, person) in people.iter().enumerate() {
                insert.execute(params![key, person, i64::try_from(place)?])?;
            }
        }
        transaction.commit()?;
        Ok(key)
    }

    async fn rename_user(&mut self, renaming: Renaming) -> Result<impl Canonical<User>> {
        Ok(self.one(sql::RENAME_USER, params![renaming.name, renaming.key], user)?)
    }

    async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
        bench::spread_over_threads(&keys, |keys| {
            let mut bytes = 0;
            for key in keys {
                let connection = self.pool.get()?;
                let found = connection
                    .prepare_cached(sql::USER)?
                    .query_row([key], user)?;
                bytes += found.name.len() as u64;
            }
            Ok(bytes)
        })
    }

    async fn execute(&mut self, sql: &'static str) -> Result<()> {
        Ok(self.connection.execute_batch(sql)?)
    }
}
