//! `sea-orm`, with the entity loader of version 2 for what is nested.

mod entities;

use bench::{
    Average, CONNECTIONS, Canonical, MovieCredits, MovieDetails, NewMovie, NewUser, Page, Peer,
    PersonDetails, Renaming, Result,
};
use sea_orm::compound::{EntityLoaderTrait, HasMany};
use sea_orm::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, JoinType, QueryOrder,
    QuerySelect, RelationTrait, Set, TransactionTrait, Unchanged,
};
use sea_orm::{ExprTrait, QueryTrait};

use entities::{RatedMovie, actor, director, movie, person, review, user};

const AVERAGE: &str = "CAST(AVG(review.rating) AS double precision)";

struct SeaOrm {
    db: DatabaseConnection,
}

fn main() -> Result<()> {
    bench::run::<SeaOrm>()
}

/// The people of a movie in their order, which the loader does not know.
fn directors(links: HasMany<director::Entity>) -> Vec<person::ModelEx> {
    let mut links: Vec<director::ModelEx> = links.into_iter().collect();
    links.sort_by_key(|link| link.list_order);
    links.into_iter().map(|link| link.person.unwrap()).collect()
}

fn cast(links: HasMany<actor::Entity>) -> Vec<person::ModelEx> {
    let mut links: Vec<actor::ModelEx> = links.into_iter().collect();
    links.sort_by_key(|link| link.list_order);
    links.into_iter().map(|link| link.person.unwrap()).collect()
}

fn average_of_movie() -> SelectStatement {
    Query::select()
        .expr(Expr::cust(AVERAGE))
        .from(review::Entity)
        .and_where(
            Expr::col((review::Entity, review::Column::MovieId))
                .equals((movie::Entity, movie::Column::Id)),
        )
        .take()
}

fn links<L>(people: Vec<i64>, link: impl Fn(i32, i64) -> L) -> Vec<L> {
    (0..)
        .zip(people)
        .map(|(place, person)| link(place, person))
        .collect()
}

async fn insert_links(key: i64, new: NewMovie, transaction: &DatabaseTransaction) -> Result<()> {
    let directors = links(new.directors, |place, person| director::ActiveModel {
        movie_id: Set(key),
        person_id: Set(person),
        list_order: Set(place),
    });
    director::Entity::insert_many(directors)
        .exec_without_returning(transaction)
        .await?;
    let cast = links(new.cast, |place, person| actor::ActiveModel {
        movie_id: Set(key),
        person_id: Set(person),
        list_order: Set(place),
    });
    actor::Entity::insert_many(cast)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

fn new_user(new: NewUser) -> user::ActiveModel {
    user::ActiveModel {
        name: Set(new.name),
        image: Set(new.image),
        ..Default::default()
    }
}

impl Peer for SeaOrm {
    async fn connect(url: &str) -> Result<Self> {
        let url = if url.starts_with("postgres") {
            url.to_owned()
        } else {
            format!("sqlite://{url}")
        };
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(u32::try_from(CONNECTIONS)?)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|options| {
                options
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Normal)
            });
        Ok(SeaOrm {
            db: Database::connect(options).await?,
        })
    }

    async fn user(&mut self, key: i64) -> Result<impl Canonical<bench::User>> {
        Ok(user::Entity::find_by_id(key)
            .one(&self.db)
            .await?
            .ok_or("no such user")?)
    }

    async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<bench::User>>> {
        let users = user::Entity::find()
            .filter(user::Column::Id.gt(page.after))
            .order_by_asc(user::Column::Id);
        Ok(users.limit(page.limit.unsigned_abs()).all(&self.db).await?)
    }

    async fn movie(&mut self, key: i64) -> Result<impl Canonical<MovieDetails>> {
        let movie = movie::Entity::load()
            .filter_by_id(key)
            .with((director::Entity, person::Entity))
            .with((actor::Entity, person::Entity))
            .with((review::Entity, user::Entity));
        let mut movie = movie.one(&self.db).await?.ok_or("no such movie")?;
        let directors = directors(std::mem::replace(&mut movie.directors, HasMany::Unloaded));
        let cast = cast(std::mem::replace(&mut movie.cast, HasMany::Unloaded));
        let reviews = std::mem::replace(&mut movie.reviews, HasMany::Unloaded);
        let mut reviews: Vec<review::ModelEx> = reviews.into_iter().collect();
        reviews.sort_by_key(|review| std::cmp::Reverse(review.created_at));
        let with_author = |mut review: review::ModelEx| {
            let author = std::mem::take(&mut review.author).unwrap();
            (review, author)
        };
        Ok((
            movie,
            directors,
            cast,
            reviews.into_iter().map(with_author).collect::<Vec<_>>(),
        ))
    }

    async fn person(&mut self, key: i64) -> Result<impl Canonical<PersonDetails>> {
        let person = person::Entity::find_by_id(key)
            .one(&self.db)
            .await?
            .ok_or("no such person")?;
        let movies = || {
            movie::Entity::find()
                .expr_as(
                    Expr::SubQuery(None, Box::new(average_of_movie().into())),
                    "average",
                )
                .order_by_asc(movie::Column::Year)
                .order_by_asc(movie::Column::Id)
        };
        let directed = movies()
            .inner_join(director::Entity)
            .filter(director::Column::PersonId.eq(key));
        let directed = directed.into_model::<RatedMovie>().all(&self.db).await?;
        let acted_in = movies()
            .inner_join(actor::Entity)
            .filter(actor::Column::PersonId.eq(key));
        let acted_in = acted_in.into_model::<RatedMovie>().all(&self.db).await?;
        Ok((person, directed, acted_in))
    }

    async fn user_with_latest(
        &mut self,
        key: i64,
    ) -> Result<impl Canonical<(bench::User, Vec<bench::Review>)>> {
        let user = user::Entity::find_by_id(key)
            .one(&self.db)
            .await?
            .ok_or("no such user")?;
        let latest = user
            .find_related(review::Entity)
            .order_by_desc(review::Column::CreatedAt)
            .limit(10);
        let latest = latest.all(&self.db).await?;
        Ok((user, latest))
    }

    async fn movies(&mut self, page: Page) -> Result<impl Canonical<Vec<MovieCredits>>> {
        let movies = movie::Entity::load()
            .filter(movie::Column::Id.gt(page.after))
            .order_by_id_asc()
            .with((director::Entity, person::Entity))
            .with((actor::Entity, person::Entity));
        let movies = movies
            .paginate(&self.db, page.limit.unsigned_abs())
            .fetch_page(0)
            .await?;
        let with_credits = |mut movie: movie::ModelEx| {
            let directors = directors(std::mem::replace(&mut movie.directors, HasMany::Unloaded));
            let cast = cast(std::mem::replace(&mut movie.cast, HasMany::Unloaded));
            (movie, directors, cast)
        };
        Ok(movies.into_iter().map(with_credits).collect::<Vec<_>>())
    }

    async fn reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(bench::Review, bench::User, bench::Movie)>>> {
        let reviews = review::Entity::load()
            .filter(review::Column::Id.gt(page.after))
            .order_by_id_asc()
            .with(user::Entity)
            .with(movie::Entity);
        let reviews = reviews
            .paginate(&self.db, page.limit.unsigned_abs())
            .fetch_page(0)
            .await?;
        let with_both = |mut review: review::ModelEx| {
            let author = std::mem::take(&mut review.author).unwrap();
            let movie = std::mem::take(&mut review.movie).unwrap();
            (review, author, movie)
        };
        Ok(reviews.into_iter().map(with_both).collect::<Vec<_>>())
    }

    async fn users_with_reviews(
        &mut self,
        page: Page,
    ) -> Result<impl Canonical<Vec<(bench::User, Vec<bench::Review>)>>> {
        let users = user::Entity::load()
            .filter(user::Column::Id.gt(page.after))
            .order_by_id_asc()
            .with(review::Entity);
        let users = users
            .paginate(&self.db, page.limit.unsigned_abs())
            .fetch_page(0)
            .await?;
        let with_reviews = |mut user: user::ModelEx| {
            let reviews = std::mem::replace(&mut user.reviews, HasMany::Unloaded);
            let mut reviews: Vec<review::ModelEx> = reviews.into_iter().collect();
            reviews.sort_by_key(|review| review.id);
            (user, reviews)
        };
        Ok(users.into_iter().map(with_reviews).collect::<Vec<_>>())
    }

    async fn reviewers(&mut self, last_name: String) -> Result<impl Canonical<Vec<bench::User>>> {
        let reviewers = review::Entity::find()
            .select_only()
            .column(review::Column::AuthorId)
            .inner_join(movie::Entity)
            .join(JoinType::InnerJoin, movie::Relation::Director.def())
            .join(JoinType::InnerJoin, director::Relation::Person.def())
            .filter(person::Column::LastName.eq(last_name));
        let users =
            user::Entity::find().filter(user::Column::Id.in_subquery(reviewers.into_query()));
        Ok(users.order_by_asc(user::Column::Id).all(&self.db).await?)
    }

    async fn best(&mut self, limit: i64) -> Result<impl Canonical<Vec<(bench::Movie, Average)>>> {
        let best = movie::Entity::find()
            .expr_as(Expr::cust(AVERAGE), "average")
            .inner_join(review::Entity)
            .group_by(movie::Column::Id)
            .order_by_desc(Expr::cust(AVERAGE))
            .order_by_asc(movie::Column::Id)
            .limit(limit.unsigned_abs());
        Ok(best.into_model::<RatedMovie>().all(&self.db).await?)
    }

    async fn insert_user(&mut self, new: NewUser) -> Result<impl Canonical<bench::User>> {
        Ok(new_user(new).insert(&self.db).await?)
    }

    async fn insert_users(
        &mut self,
        users: Vec<NewUser>,
    ) -> Result<impl Canonical<Vec<bench::User>>> {
        Ok(user::Entity::insert_many(users.into_iter().map(new_user))
            .exec_with_returning(&self.db)
            .await?)
    }

    async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
        let transaction = self.db.begin().await?;
        let movie = movie::ActiveModel {
            title: Set(new.title.clone()),
            year: Set(new.year),
            image: Set(new.image.clone()),
            description: Set(new.description.clone()),
            ..Default::default()
        };
        let key = movie.insert(&transaction).await?.id;
        insert_links(key, new, &transaction).await?;
        transaction.commit().await?;
        Ok(key)
    }

    async fn rename_user(&mut self, renaming: Renaming) -> Result<impl Canonical<bench::User>> {
        let user = user::ActiveModel {
            id: Unchanged(renaming.key),
            name: Set(renaming.name),
            ..Default::default()
        };
        Ok(user.update(&self.db).await?)
    }

    async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
        let db = self.db.clone();
        bench::spread_over_tasks(keys, move |keys| {
            let db = db.clone();
            async move {
                let mut bytes = 0;
                for key in keys {
                    let user = user::Entity::find_by_id(key)
                        .one(&db)
                        .await?
                        .ok_or("no such user")?;
                    bytes += user.name.len() as u64;
                }
                Ok(bytes)
            }
        })
        .await
    }

    async fn execute(&mut self, sql: &'static str) -> Result<()> {
        self.db.execute_unprepared(sql).await?;
        Ok(())
    }
}
