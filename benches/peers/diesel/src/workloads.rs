//! What is the same of all connections but for their types, and for the `await` of one of them.

/// The peer of a connection, which says how it is opened, what a transaction is and who shares it.
macro_rules! diesel_peer {
    ($connection:ty $(, $await:tt)?) => {
        impl bench::Peer for Diesel {
            async fn connect(url: &str) -> Result<Self> {
                Diesel::open(url).await
            }

            async fn user(&mut self, key: i64) -> Result<impl Canonical<bench::User>> {
                let connection = &mut self.connection;
                Ok(users::table.find(key).select(User::as_select()).first(connection)$(.$await)??)
            }

            async fn users(&mut self, page: Page) -> Result<impl Canonical<Vec<bench::User>>> {
                let users = users::table.filter(users::id.gt(page.after)).order(users::id).limit(page.limit);
                Ok(users.select(User::as_select()).load(&mut self.connection)$(.$await)??)
            }

            async fn movie(&mut self, key: i64) -> Result<impl Canonical<bench::MovieDetails>> {
                let connection = &mut self.connection;
                let movie = movie::table.find(key).select(Movie::as_select()).first(connection)$(.$await)??;
                let directors = Director::belonging_to(&movie).inner_join(person::table).order(director::list_order);
                let directors = directors.select(Person::as_select()).load(connection)$(.$await)??;
                let cast = Actor::belonging_to(&movie).inner_join(person::table).order(actor::list_order);
                let cast = cast.select(Person::as_select()).load(connection)$(.$await)??;
                let reviews = Review::belonging_to(&movie).inner_join(users::table).order(review::created_at.desc());
                let reviews = reviews.select((Review::as_select(), User::as_select()));
                let reviews: Vec<(Review, User)> = reviews.load(connection)$(.$await)??;
                Ok((movie, directors, cast, reviews))
            }

            async fn person(&mut self, key: i64) -> Result<impl Canonical<bench::PersonDetails>> {
                let connection = &mut self.connection;
                let person = person::table.find(key).select(Person::as_select()).first(connection)$(.$await)??;
                let average = || {
                    let reviews = review::table.filter(review::movie_id.eq(movie::id));
                    reviews.select(models::average()).single_value()
                };
                let directed = Director::belonging_to(&person).inner_join(movie::table).order((movie::year, movie::id));
                let directed = directed.select((Movie::as_select(), average()));
                let directed: Vec<(Movie, Option<f64>)> = directed.load(connection)$(.$await)??;
                let acted_in = Actor::belonging_to(&person).inner_join(movie::table).order((movie::year, movie::id));
                let acted_in = acted_in.select((Movie::as_select(), average()));
                let acted_in: Vec<(Movie, Option<f64>)> = acted_in.load(connection)$(.$await)??;
                Ok((person, directed, acted_in))
            }

            async fn user_with_latest(
                &mut self,
                key: i64,
            ) -> Result<impl Canonical<(bench::User, Vec<bench::Review>)>> {
                let connection = &mut self.connection;
                let user = users::table.find(key).select(User::as_select()).first(connection)$(.$await)??;
                let latest = Review::belonging_to(&user).order(review::created_at.desc()).limit(10);
                let latest = latest.select(Review::as_select()).load(connection)$(.$await)??;
                Ok((user, latest))
            }

            async fn movies(&mut self, page: Page) -> Result<impl Canonical<Vec<bench::MovieCredits>>> {
                let connection = &mut self.connection;
                let movies = movie::table.filter(movie::id.gt(page.after)).order(movie::id).limit(page.limit);
                let movies = movies.select(Movie::as_select()).load(connection)$(.$await)??;
                let directors = Director::belonging_to(&movies).inner_join(person::table).order(director::list_order);
                let directors = directors.select((Director::as_select(), Person::as_select()));
                let directors: Vec<(Director, Person)> = directors.load(connection)$(.$await)??;
                let cast = Actor::belonging_to(&movies).inner_join(person::table).order(actor::list_order);
                let cast = cast.select((Actor::as_select(), Person::as_select()));
                let cast: Vec<(Actor, Person)> = cast.load(connection)$(.$await)??;
                let (directors, cast) = (directors.grouped_by(&movies), cast.grouped_by(&movies));
                let credited = movies.into_iter().zip(directors).zip(cast);
                let credited = credited.map(|((movie, directors), cast)| (movie, people(directors), people(cast)));
                Ok(credited.collect::<Vec<_>>())
            }

            async fn reviews(
                &mut self,
                page: Page,
            ) -> Result<impl Canonical<Vec<(bench::Review, bench::User, bench::Movie)>>> {
                let reviews = review::table
                    .inner_join(users::table)
                    .inner_join(movie::table)
                    .filter(review::id.gt(page.after))
                    .order(review::id)
                    .limit(page.limit)
                    .select((Review::as_select(), User::as_select(), Movie::as_select()));
                let reviews: Vec<(Review, User, Movie)> = reviews.load(&mut self.connection)$(.$await)??;
                Ok(reviews)
            }

            async fn users_with_reviews(
                &mut self,
                page: Page,
            ) -> Result<impl Canonical<Vec<(bench::User, Vec<bench::Review>)>>> {
                let connection = &mut self.connection;
                let users = users::table.filter(users::id.gt(page.after)).order(users::id).limit(page.limit);
                let users = users.select(User::as_select()).load(connection)$(.$await)??;
                let reviews = Review::belonging_to(&users).order(review::id).select(Review::as_select());
                let reviews = reviews.load(connection)$(.$await)??.grouped_by(&users);
                Ok(users.into_iter().zip(reviews).collect::<Vec<_>>())
            }

            async fn reviewers(&mut self, last_name: String) -> Result<impl Canonical<Vec<bench::User>>> {
                let reviewers = review::table
                    .inner_join(movie::table.inner_join(director::table.inner_join(person::table)))
                    .filter(person::last_name.eq(last_name))
                    .select(review::author_id);
                let users = users::table.filter(users::id.eq_any(reviewers)).order(users::id);
                Ok(users.select(User::as_select()).load(&mut self.connection)$(.$await)??)
            }

            async fn best(&mut self, limit: i64) -> Result<impl Canonical<Vec<(bench::Movie, bench::Average)>>> {
                let best = movie::table
                    .inner_join(review::table)
                    .group_by(movie::id)
                    .order((models::average().desc(), movie::id))
                    .limit(limit)
                    .select((Movie::as_select(), models::average()));
                let best: Vec<(Movie, Option<f64>)> = best.load(&mut self.connection)$(.$await)??;
                Ok(best)
            }

            async fn insert_user(&mut self, new: bench::NewUser) -> Result<impl Canonical<bench::User>> {
                let insert = insert_into(users::table).values(NewUser::from(new)).returning(User::as_returning());
                Ok(insert.get_result(&mut self.connection)$(.$await)??)
            }

            async fn insert_users(&mut self, users: Vec<bench::NewUser>) -> Result<impl Canonical<Vec<bench::User>>> {
                let users: Vec<NewUser> = users.into_iter().map(NewUser::from).collect();
                let insert = insert_into(users::table).values(users).returning(User::as_returning());
                Ok(insert.get_results(&mut self.connection)$(.$await)??)
            }

            async fn insert_movie(&mut self, new: NewMovie) -> Result<i64> {
                Ok(in_transaction(&mut self.connection, new)$(.$await)??)
            }

            async fn rename_user(&mut self, renaming: Renaming) -> Result<impl Canonical<bench::User>> {
                let rename = update(users::table.find(renaming.key)).set(users::name.eq(renaming.name));
                Ok(rename.returning(User::as_returning()).get_result(&mut self.connection)$(.$await)??)
            }

            async fn users_from_tasks(&mut self, keys: Vec<i64>) -> Result<u64> {
                self.share(keys)$(.$await)?
            }

            async fn execute(&mut self, sql: &'static str) -> Result<()> {
                Ok(self.connection.batch_execute(sql)$(.$await)??)
            }
        }

        fn people<L>(links: Vec<(L, Person)>) -> Vec<Person> {
            links.into_iter().map(|(_, person)| person).collect()
        }
    };
}
