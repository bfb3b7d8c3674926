//! `toasty`, with `include` for what is nested, and raw SQL for averages, of which it knows none.

mod models;

use bench::{
    Average, CONNECTIONS, Canonical, MovieCredits, MovieDetails, NewMovie, NewUser, Page, Peer,
    PersonDetails, Renaming, Result, sql,
};
use toasty::stmt::{Type, Value};
use toasty::{Db, Deferred};

use models::{Actor, Director, Movie, Person, Review, User, signed};

struct Toasty {
    db: Db,
}

fn main() -> Result<()> {
    bench::run::<Toasty>()
}

fn rows(limit: i64) -> usize {
    usize::try_from(limit).expect("a count")
}

/// What was included is read out of its field.
fn loaded<T>(field: &mut Deferred<T>) -> T {
    std::mem::take(field).into_inner()
}

/// The people of a movie in their order.
fn directors(movie: &mut Movie) -> Vec<Person> {
    loaded(&mut movie.directors)
        .into_iter()
        .map(|mut link| loaded(&mut link.person))
        .collect()
}

fn cast(movie: &mut Movie) -> Vec<Person> {
    loaded(&mut movie.cast)
        .into_iter()
        .map(|mut link| loaded(&mut link.person))
        .collect()
}

fn rated_movie(row: Value) -> Result<(bench::Movie, Option<f64>)> {
    let Value::Record(row) = row else {
        return Err("a row is a record".into());
    };
    let [
        Value::I64(id),
        Value::String(title),
        Value::I32(year),
        Value::String(image),
        Value::String(description),
        average,
    ] = <[Value; 6]>::try_from(row.fields)
        .map_err(|_| "a movie and an average have six columns")?
    else {
        return Err("a movie has other types".into());
    };
    let average = if let Value::F64(average) = average {
        Some(average)
    } else {
        None
    };
    Ok((
        bench::Movie {
            id,
            title,
            year,
            image,
            description,
        },
        average,
    ))
}

impl Toasty {
    async fn rated_movies(
        &mut self,
        sql: &str,
        parameter: i64,
    ) -> Result<Vec<(bench::Movie, Option<f64>)>> {
        let types = [
            Type::I64,
            Type::String,
            Type::I32,
            Type::String,
            Type::String,
            Type::F64,
        ];
        let rows = toasty::sql::query(sql)
            .bind(parameter)
            .column_types(types)
            .exec(&mut self.db)
            .await?;
        rows.into_iter().map(rated_movie).collect()
    }
}

impl Peer for Toasty {
    async fn connect(url: &str) -> Result<Self> {
        let url = if url.starts_with("postgres") {
            url.to_owned()
        } else {
            format!("sqlite:{url}")
        };
        let models = toasty::models!(Person, Movie, Director, Actor, User, Review);
        let mut db = Db::builder()
            .models(models)
            .max_pool_size(CONNECTIONS)
            .connect(&url)
            .await?;
        if url.starts_with("sqlite") {
            // The file has its write-ahead log already.
            toasty::sql::statement("PRAGMA synchronous = NORMAL")
                .exec(&mut db)
                .await?;
            toasty::sql::statement("PRAGMA foreign_keys = ON")
                .exec(&mut db)
                .await?;
        }
        Ok(Toasty { db })
    }

    async fn user(&mut self, key: i64) -> Result<impl Canonical<bench::User>> {
        Ok(User::get_by_id(&mut self.db, key.unsigned_abs()).await?)
    }

    async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<bench::User>>> {
        let users = User::filter(User::fields().id().gt(page.after.unsigned_abs()))
            .order_by(User::fields().id().asc());
        Ok(users.limit(rows(page.limit)).exec(&mut self.db).await?)
    }

    async fn movie(&mut self, key: i64) -> Result<impl Canonical<MovieDetails>> {
        let mut movie = Movie::filter_by_id(key.unsigned_abs())
            .include(
                Movie::fields()
                    .directors()
                    .order_by(Director::fields().list_order().asc()),
            )
            .include(Movie::fields().directors().person())
            .include(
                Movie::fields()
                    .cast()
                    .order_by(Actor::fields().list_order().asc()),
            )
            .include(Movie::fields().cast().person())
            .include(
                Movie::fields()
                    .reviews()
                    .order_by(Review::fields().created_at().desc()),
            )
            .include(Movie::fields().reviews().author())
            .get(&mut self.db)
            .await?;
        let (directors, cast) = (directors(&mut movie), cast(&mut movie));
        let with_author = |mut review: Review| {
            let author = loaded(&mut review.author);
            (review, author)
        };
        let reviews: Vec<(Review, User)> = loaded(&mut movie.reviews)
            .into_iter()
            .map(with_author)
            .collect();
        Ok((movie, directors, cast, reviews))
    }

    async fn person(&mut self, key: i64) -> Result<impl Canonical<PersonDetails>> {
        let person = Person::get_by_id(&mut self.db, key.unsigned_abs()).await?;
        let directed = self.rated_movies(sql::DIRECTED, key).await?;
        let acted_in = self.rated_movies(sql::ACTED_IN, key).await?;
        Ok((person, directed, acted_in))
    }

    async fn user_with_latest(
        &mut self,
        key: i64,
    ) -> Result<impl Canonical<(bench::User, Vec<bench::Review>)>> {
        let user = User::get_by_id(&mut self.db, key.unsigned_abs()).await?;
        let latest = Review::filter_by_author_id(key.unsigned_abs())
            .order_by(Review::fields().created_at().desc())
            .limit(10);
        let latest = latest.exec(&mut self.db).await?;
        Ok((user, latest))
    }

    async fn movies(&mut self, page: Page) -> Result<impl Canonical<Vec<MovieCredits>>> {
        let movies = Movie::filter(Movie::fields().id().gt(page.after.unsigned_abs()))
            .include(
                Movie::fields()
                    .directors()
                    .order_by(Director::fields().list_order().asc()),
            )
            .include(Movie::fields().directors().person())
            .include(
                Movie::fields()
                    .cast()
                    .order_by(Actor::fields().list_order().asc()),
            )
            .include(Movie::fields().cast().person())
            .order_by(Movie::fields().id().asc())
            .limit(rows(page.limit))
            .exec(&mut self.db)
            .await?;
        let with_credits = |mut movie: Movie| {
            let (directors, cast) = (directors(&mut movie), cast(&mut movie));
            (movie, directors, cast)
        };
        Ok(movies.into_iter().map(with_credits).collect::<Vec<_>>())
    }

    async fn reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(bench::Review, bench::User, bench::Movie)>>> {
        let reviews = Review::filter(Review::fields().id().gt(page.after.unsigned_abs()))
            .include(Review::fields().author())
            .include(Review::fields().movie())
            .order_by(Review::fields().id().asc())
            .limit(rows(page.limit))
            .exec(&mut self.db)
            .await?;
        let with_both = |mut review: Review| {
            let (author, movie) = (loaded(&mut review.author), loaded(&mut review.movie));
            (review, author, movie)
        };
        Ok(reviews.into_iter().map(with_both).collect::<Vec<_>>())
    }

    async fn users_with_reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(bench::User, Vec<bench::Review>)>>> {
        let users = User::filter(User::fields().id().gt(page.after.unsigned_abs()))
            .include(
                User::fields()
                    .reviews()
                    .order_by(Review::fields().id().asc()),
            )
            .order_by(User::fields().id().asc())
            .limit(rows(page.limit))
            .exec(&mut self.db)
            .await?;
        let with_reviews = |mut user: User| {
            let reviews = loaded(&mut user.reviews);
            (user, reviews)
        };
        Ok(users.into_iter().map(with_reviews).collect::<Vec<_>>())
    }

    async fn reviewers(&mut self, last_name: String) -> Result<impl Canonical<Vec<bench::User>>> {
        let directed = Movie::fields()
            .directors()
            .any(Director::fields().person().last_name().eq(last_name));
        let movies = Movie::filter(directed).select(Movie::fields().id());
        let reviewed = User::fields()
            .reviews()
            .any(Review::fields().movie_id().in_query(movies));
        Ok(User::filter(reviewed)
            .order_by(User::fields().id().asc())
            .exec(&mut self.db)
            .await?)
    }

    async fn best(&mut self, limit: i64) -> Result<impl Canonical<Vec<(bench::Movie, Average)>>> {
        self.rated_movies(sql::BEST, limit).await
    }

    async fn insert_user(&mut self, new: NewUser) -> Result<impl Canonical<bench::User>> {
        Ok(User::create()
            .name(new.name)
            .image(new.image)
            .exec(&mut self.db)
            .await?)
    }

    async fn insert_users(
        &mut self,
        users: Vec<NewUser>,
    ) -> Result<impl Canonical<Vec<bench::User>>> {
        let create = users.into_iter().fold(User::create_many(), |many, new| {
            many.item(User::create().name(new.name).image(new.image))
        });
        Ok(create.exec(&mut self.db).await?)
    }

    async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
        let mut transaction = self.db.transaction().await?;
        let movie = Movie::create()
            .title(new.title)
            .year(new.year)
            .image(new.image)
            .description(new.description);
        let key = movie.exec(&mut transaction).await?.id;
        let directors =
            (0..)
                .zip(new.directors)
                .fold(Director::create_many(), |many, (place, person)| {
                    many.item(
                        Director::create()
                            .movie_id(key)
                            .person_id(person.unsigned_abs())
                            .list_order(place),
                    )
                });
        directors.exec(&mut transaction).await?;
        let cast = (0..)
            .zip(new.cast)
            .fold(Actor::create_many(), |many, (place, person)| {
                many.item(
                    Actor::create()
                        .movie_id(key)
                        .person_id(person.unsigned_abs())
                        .list_order(place),
                )
            });
        cast.exec(&mut transaction).await?;
        transaction.commit().await?;
        Ok(signed(key))
    }

    async fn rename_user(&mut self, renaming: Renaming) -> Result<impl Canonical<bench::User>> {
        User::update_by_id(renaming.key.unsigned_abs())
            .name(renaming.name)
            .exec(&mut self.db)
            .await?;
        Ok(User::get_by_id(&mut self.db, renaming.key.unsigned_abs()).await?)
    }

    async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
        let db = self.db.clone();
        bench::spread_over_tasks(keys, move |keys| {
            let mut db = db.clone();
            async move {
                let mut bytes = 0;
                for key in keys {
                    bytes += User::get_by_id(&mut db, key.unsigned_abs())
                        .await?
                        .name
                        .len() as u64;
                }
                Ok(bytes)
            }
        })
        .await
    }

    async fn execute(&mut self, sql: &'static str) -> Result<()> {
        if sql.starts_with("PRAGMA") {
            toasty::sql::query(sql).exec(&mut self.db).await?;
        } else {
            toasty::sql::statement(sql).exec(&mut self.db).await?;
        }
        Ok(())
    }
}
