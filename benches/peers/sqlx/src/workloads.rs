//! What is the same on both databases but for the types of sqlx, which a generic function would have to bound one by one.

/// The peer of a database, which says how it connects, takes a set of keys and inserts many rows.
macro_rules! sqlx_peer {
    ($database:ty, $row:ty) => {
        pub(crate) struct Sqlx {
            source: crate::connection::Source<$database>,
        }

        impl bench::Peer for Sqlx {
            async fn connect(url: &str) -> Result<Self> {
                Ok(Sqlx {
                    source: Source::open(options(url)?).await?,
                })
            }

            async fn user(&mut self, key: i64) -> Result<impl Canonical<bench::User>> {
                let mut connection = self.source.get().await?;
                Ok(query_as::<_, User>(sql::USER)
                    .bind(key)
                    .fetch_one(&mut *connection)
                    .await?)
            }

            async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<bench::User>>> {
                let mut connection = self.source.get().await?;
                Ok(users(page, &mut connection).await?)
            }

            async fn movie(&mut self, key: i64) -> Result<impl Canonical<bench::MovieDetails>> {
                let connection = &mut *self.source.get().await?;
                let movie: Movie = query_as(sql::MOVIE)
                    .bind(key)
                    .fetch_one(&mut *connection)
                    .await?;
                let directors: Vec<Person> = query_as(sql::DIRECTORS)
                    .bind(key)
                    .fetch_all(&mut *connection)
                    .await?;
                let cast: Vec<Person> = query_as(sql::CAST)
                    .bind(key)
                    .fetch_all(&mut *connection)
                    .await?;
                let reviews = query(sql::REVIEWS_WITH_AUTHOR).bind(key);
                let reviews =
                    reviews.try_map(|row: $row| Ok((review_at(&row)?, user_at(&row, 6)?)));
                Ok((movie, directors, cast, reviews.fetch_all(connection).await?))
            }

            async fn person(&mut self, key: i64) -> Result<impl Canonical<bench::PersonDetails>> {
                let connection = &mut *self.source.get().await?;
                let person: Person = query_as(sql::PERSON)
                    .bind(key)
                    .fetch_one(&mut *connection)
                    .await?;
                let directed: Vec<RatedMovie> = query_as(sql::DIRECTED)
                    .bind(key)
                    .fetch_all(&mut *connection)
                    .await?;
                let acted_in: Vec<RatedMovie> = query_as(sql::ACTED_IN)
                    .bind(key)
                    .fetch_all(connection)
                    .await?;
                Ok((person, directed, acted_in))
            }

            async fn user_with_latest(
                &mut self,
                key: i64,
            ) -> Result<impl Canonical<(bench::User, Vec<bench::Review>)>> {
                let connection = &mut *self.source.get().await?;
                let user: User = query_as(sql::USER)
                    .bind(key)
                    .fetch_one(&mut *connection)
                    .await?;
                let latest: Vec<Review> = query_as(sql::LATEST_REVIEWS)
                    .bind(key)
                    .fetch_all(connection)
                    .await?;
                Ok((user, latest))
            }

            async fn movies(
                &mut self,
                page: Page,
            ) -> Result<impl Canonical<Vec<bench::MovieCredits>>> {
                let connection = &mut *self.source.get().await?;
                let movies = query_as(sql::MOVIES).bind(page.after).bind(page.limit);
                let movies: Vec<Movie> = movies.fetch_all(&mut *connection).await?;
                let keys: Vec<i64> = movies.iter().map(|movie| movie.id).collect();
                let directors = credits(sql::DIRECTORS_OF, &keys, connection).await?;
                let cast = credits(sql::CAST_OF, &keys, connection).await?;
                let credited = movies.into_iter().zip(directors).zip(cast);
                Ok(credited
                    .map(|((movie, directors), cast)| (movie, directors, cast))
                    .collect::<Vec<_>>())
            }

            async fn reviews(
                &mut self,
                page: Page,
            ) -> Result<impl Canonical<Vec<(bench::Review, bench::User, bench::Movie)>>> {
                let mut connection = self.source.get().await?;
                let reviews = query(sql::REVIEWS_WITH_BOTH)
                    .bind(page.after)
                    .bind(page.limit);
                let reviews = reviews.try_map(|row: $row| {
                    Ok((review_at(&row)?, user_at(&row, 6)?, movie_at(&row, 9)?))
                });
                Ok(reviews.fetch_all(&mut *connection).await?)
            }

            async fn users_with_reviews(
                &mut self,
                page: Page,
            ) -> Result<impl Canonical<Vec<(bench::User, Vec<bench::Review>)>>> {
                let connection = &mut *self.source.get().await?;
                let users = users(page, connection).await?;
                let keys: Vec<i64> = users.iter().map(|user| user.id).collect();
                let reviews: Vec<Review> =
                    keyed(sql::REVIEWS_OF, &keys, sql::BY_AUTHOR, connection).await?;
                let reviews = bench::grouped(
                    &keys,
                    reviews.into_iter().map(|review| (review.author_id, review)),
                );
                Ok(users.into_iter().zip(reviews).collect::<Vec<_>>())
            }

            async fn reviewers(
                &mut self,
                last_name: String,
            ) -> Result<impl Canonical<Vec<bench::User>>> {
                let mut connection = self.source.get().await?;
                Ok(query_as::<_, User>(sql::REVIEWERS)
                    .bind(last_name)
                    .fetch_all(&mut *connection)
                    .await?)
            }

            async fn best(
                &mut self,
                limit: i64,
            ) -> Result<impl Canonical<Vec<(bench::Movie, bench::Average)>>> {
                let mut connection = self.source.get().await?;
                Ok(query_as::<_, RatedMovie>(sql::BEST)
                    .bind(limit)
                    .fetch_all(&mut *connection)
                    .await?)
            }

            async fn insert_user(&mut self, new: NewUser) -> Result<impl Canonical<bench::User>> {
                let mut connection = self.source.get().await?;
                let insert = query_as::<_, User>(sql::INSERT_USER)
                    .bind(new.name)
                    .bind(new.image);
                Ok(insert.fetch_one(&mut *connection).await?)
            }

            async fn insert_users(
                &mut self,
                users: Vec<NewUser>,
            ) -> Result<impl Canonical<Vec<bench::User>>> {
                let mut connection = self.source.get().await?;
                Ok(insert_users(users, &mut connection).await?)
            }

            async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
                let mut connection = self.source.get().await?;
                let mut transaction = connection.begin().await?;
                let movie = query_scalar(sql::INSERT_MOVIE)
                    .bind(new.title)
                    .bind(new.year);
                let movie = movie.bind(new.image).bind(new.description);
                let key: i64 = movie.fetch_one(&mut *transaction).await?;
                insert_credits("director", key, new.directors, &mut transaction).await?;
                insert_credits("actor", key, new.cast, &mut transaction).await?;
                transaction.commit().await?;
                Ok(key)
            }

            async fn rename_user(
                &mut self,
                renaming: Renaming,
            ) -> Result<impl Canonical<bench::User>> {
                let mut connection = self.source.get().await?;
                let rename = query_as::<_, User>(sql::RENAME_USER)
                    .bind(renaming.name)
                    .bind(renaming.key);
                Ok(rename.fetch_one(&mut *connection).await?)
            }

            async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
                let pool = self.source.pool()?;
                bench::spread_over_tasks(keys, move |keys| {
                    let pool = pool.clone();
                    async move {
                        let mut bytes = 0;
                        for key in keys {
                            bytes += query_as::<_, User>(sql::USER)
                                .bind(key)
                                .fetch_one(&pool)
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
                let mut connection = self.source.get().await?;
                sqlx::raw_sql(sql).execute(&mut *connection).await?;
                Ok(())
            }
        }

        /// The people of each of these movies.
        async fn credits(
            sql: &str,
            movies: &[i64],
            connection: &mut Connection,
        ) -> sqlx::Result<Vec<Vec<Person>>> {
            let people: Vec<CreditedPerson> =
                keyed(sql, movies, sql::IN_LIST_ORDER, connection).await?;
            Ok(bench::grouped(
                movies,
                people
                    .into_iter()
                    .map(|credited| (credited.movie_id, credited.person)),
            ))
        }

        async fn users(page: Page, connection: &mut Connection) -> sqlx::Result<Vec<User>> {
            query_as(sql::USERS)
                .bind(page.after)
                .bind(page.limit)
                .fetch_all(connection)
                .await
        }

        /// Of rows joined to others `FromRow` does not know which `id` is whose.
        fn user_at(row: &$row, at: usize) -> sqlx::Result<User> {
            Ok(User {
                id: row.try_get(at)?,
                name: row.try_get(at + 1)?,
                image: row.try_get(at + 2)?,
            })
        }

        fn movie_at(row: &$row, at: usize) -> sqlx::Result<Movie> {
            Ok(Movie {
                id: row.try_get(at)?,
                title: row.try_get(at + 1)?,
                year: row.try_get(at + 2)?,
                image: row.try_get(at + 3)?,
                description: row.try_get(at + 4)?,
            })
        }

        fn review_at(row: &$row) -> sqlx::Result<Review> {
            Ok(Review {
                id: row.try_get(0)?,
                body: row.try_get(1)?,
                rating: row.try_get(2)?,
                created_at: row.try_get(3)?,
                author_id: row.try_get(4)?,
                movie_id: row.try_get(5)?,
            })
        }
    };
}
