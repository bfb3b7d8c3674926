//! `tokio-postgres`, the raw driver of Postgres: prepared statements, a keyed second statement for what is nested, and
//! independent statements sent together, as its documentation shows. With `in-turn` behind the URL each waits for the one before,
//! as one that has written `query(…).await` below another does.

mod rows;

use bench::{
    Average, CONNECTIONS, Canonical, Movie, MovieCredits, MovieDetails, NewMovie, NewUser, Page,
    Peer, Person, PersonDetails, Renaming, Result, Review, User, sql,
};
use deadpool_postgres::{Manager, Pool};
use deadpool_postgres::{Object, tokio_postgres::types::ToSql};
use tokio::sync::Semaphore;
use tokio::try_join;
use tokio_postgres::{Error, NoTls, Row};

use rows::{movie, movie_at, movie_with_average, person, person_at, review, user, user_at};

type Parameters<'a> = [&'a (dyn ToSql + Sync)];

struct TokioPostgres {
    connection: Object,
    pool: Pool,
    /// How many statements may be on their way at once.
    together: Semaphore,
}

fn main() -> Result<()> {
    bench::run::<TokioPostgres>()
}

impl TokioPostgres {
    /// Statements are prepared once, and kept with the connection.
    async fn all<T>(
        &self,
        sql: &str,
        parameters: &Parameters<'_>,
        read: fn(&Row) -> T,
    ) -> std::result::Result<Vec<T>, Error> {
        let _turn = self.together.acquire().await;
        let statement = self.connection.prepare_cached(sql).await?;
        let rows = self.connection.query(&statement, parameters).await?;
        Ok(rows.iter().map(read).collect())
    }

    async fn one<T>(
        &self,
        sql: &str,
        parameters: &Parameters<'_>,
        read: fn(&Row) -> T,
    ) -> std::result::Result<T, Error> {
        let _turn = self.together.acquire().await;
        let statement = self.connection.prepare_cached(sql).await?;
        Ok(read(
            &self.connection.query_one(&statement, parameters).await?,
        ))
    }

    /// The people of each of these movies.
    async fn credits(
        &self,
        sql: &str,
        movies: &[i64],
    ) -> std::result::Result<Vec<Vec<Person>>, Error> {
        let sql = sql::with_array(sql, sql::IN_LIST_ORDER);
        let people = self
            .all(&sql, &[&movies], |row| (row.get(0), person_at(row, 1)))
            .await?;
        Ok(bench::grouped(movies, people))
    }
}

impl Peer for TokioPostgres {
    async fn connect(url: &str) -> Result<Self> {
        let manager = Manager::new(url.parse()?, NoTls);
        let pool = Pool::builder(manager).max_size(CONNECTIONS + 1).build()?;
        let in_turn = std::env::args().nth(2).as_deref() == Some("in-turn");
        Ok(TokioPostgres {
            connection: pool.get().await?,
            pool,
            together: Semaphore::new(if in_turn { 1 } else { CONNECTIONS }),
        })
    }

    async fn user(&mut self, key: i64) -> Result<impl Canonical<User>> {
        Ok(self.one(sql::USER, &[&key], user).await?)
    }

    async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<User>>> {
        Ok(self
            .all(sql::USERS, &[&page.after, &page.limit], user)
            .await?)
    }

    async fn movie(&mut self, key: i64) -> Result<impl Canonical<MovieDetails>> {
        let key: &Parameters<'_> = &[&key];
        Ok(try_join!(
            self.one(sql::MOVIE, key, movie),
            self.all(sql::DIRECTORS, key, person),
            self.all(sql::CAST, key, person),
            self.all(sql::REVIEWS_WITH_AUTHOR, key, |row| (
                review(row),
                user_at(row, 6)
            )),
        )?)
    }

    async fn person(&mut self, key: i64) -> Result<impl Canonical<PersonDetails>> {
        let key: &Parameters<'_> = &[&key];
        Ok(try_join!(
            self.one(sql::PERSON, key, person),
            self.all(sql::DIRECTED, key, movie_with_average),
            self.all(sql::ACTED_IN, key, movie_with_average),
        )?)
    }

    async fn user_with_latest(&mut self, key: i64) -> Result<impl Canonical<(User, Vec<Review>)>> {
        let key: &Parameters<'_> = &[&key];
        Ok(try_join!(
            self.one(sql::USER, key, user),
            self.all(sql::LATEST_REVIEWS, key, review)
        )?)
    }

    async fn movies(&mut self, page: Page) -> Result<impl Canonical<Vec<MovieCredits>>> {
        let movies = self
            .all(sql::MOVIES, &[&page.after, &page.limit], movie)
            .await?;
        let keys: Vec<i64> = movies.iter().map(|movie| movie.id).collect();
        let (directors, cast) = try_join!(
            self.credits(sql::DIRECTORS_OF, &keys),
            self.credits(sql::CAST_OF, &keys)
        )?;
        let credited = movies.into_iter().zip(directors).zip(cast);
        Ok(credited
            .map(|((movie, directors), cast)| (movie, directors, cast))
            .collect::<Vec<_>>())
    }

    async fn reviews(&mut self, page: Page) -> Result<impl Canonical<Vec<(Review, User, Movie)>>> {
        let read = |row: &Row| (review(row), user_at(row, 6), movie_at(row, 9));
        Ok(self
            .all(sql::REVIEWS_WITH_BOTH, &[&page.after, &page.limit], read)
            .await?)
    }

    async fn users_with_reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(User, Vec<Review>)>>> {
        let users = self
            .all(sql::USERS, &[&page.after, &page.limit], user)
            .await?;
        let keys: Vec<i64> = users.iter().map(|user| user.id).collect();
        let sql = sql::with_array(sql::REVIEWS_OF, sql::BY_AUTHOR);
        let reviews = self.all(&sql, &[&keys], review).await?;
        let reviews = bench::grouped(
            &keys,
            reviews.into_iter().map(|review| (review.author_id, review)),
        );
        Ok(users.into_iter().zip(reviews).collect::<Vec<_>>())
    }

    async fn reviewers(&mut self, last_name: String) -> Result<impl Canonical<Vec<User>>> {
        Ok(self.all(sql::REVIEWERS, &[&last_name], user).await?)
    }

    async fn best(&mut self, limit: i64) -> Result<impl Canonical<Vec<(Movie, Average)>>> {
        Ok(self.all(sql::BEST, &[&limit], movie_with_average).await?)
    }

    async fn insert_user(&mut self, new: NewUser) -> Result<impl Canonical<User>> {
        Ok(self
            .one(sql::INSERT_USER, &[&new.name, &new.image], user)
            .await?)
    }

    async fn insert_users(&mut self, users: Vec<NewUser>) -> Result<impl Canonical<Vec<User>>> {
        let (names, images): (Vec<String>, Vec<String>) =
            users.into_iter().map(|new| (new.name, new.image)).unzip();
        Ok(self
            .all(sql::INSERT_USERS, &[&names, &images], user)
            .await?)
    }

    async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
        let insert_movie = self.connection.prepare_cached(sql::INSERT_MOVIE).await?;
        let insert_directors = self
            .connection
            .prepare_cached(sql::INSERT_DIRECTORS)
            .await?;
        let insert_cast = self.connection.prepare_cached(sql::INSERT_CAST).await?;
        let transaction = self.connection.transaction().await?;
        let movie: &Parameters<'_> = &[&new.title, &new.year, &new.image, &new.description];
        let key: i64 = transaction.query_one(&insert_movie, movie).await?.get(0);
        let (directors, cast): (&Parameters<'_>, &Parameters<'_>) =
            (&[&key, &new.directors], &[&key, &new.cast]);
        try_join!(
            transaction.execute(&insert_directors, directors),
            transaction.execute(&insert_cast, cast)
        )?;
        transaction.commit().await?;
        Ok(key)
    }

    async fn rename_user(&mut self, renaming: Renaming) -> Result<impl Canonical<User>> {
        Ok(self
            .one(sql::RENAME_USER, &[&renaming.name, &renaming.key], user)
            .await?)
    }

    async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
        let pool = self.pool.clone();
        bench::spread_over_tasks(keys, move |keys| {
            let pool = pool.clone();
            async move {
                let mut bytes = 0;
                for key in keys {
                    let connection = pool.get().await?;
                    let statement = connection.prepare_cached(sql::USER).await?;
                    bytes += user(&connection.query_one(&statement, &[&key]).await?)
                        .name
                        .len() as u64;
                }
                Ok(bytes)
            }
        })
        .await
    }

    async fn execute(&mut self, sql: &'static str) -> Result<()> {
        Ok(self.connection.batch_execute(sql).await?)
    }
}
