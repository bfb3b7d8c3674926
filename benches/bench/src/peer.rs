//! What every peer does.

use crate::{
    Average, Canonical, Movie, MovieCredits, MovieDetails, NewMovie, NewUser, Page, PersonDetails,
    Renaming, Review, User,
};

/// Whatever went wrong in a peer; its text is shown.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// A result of a peer.
pub type Result<T> = std::result::Result<T, Error>;

/// One way to reach a database, written as its own documentation recommends.
///
/// Each method is a workload, timed as it stands: what it gives is in the peer's own types, converted elsewhere by
/// [`Canonical`]. A peer that does not know asynchronous code blocks, as it would in its users' programs.
pub trait Peer: Send + Sized + 'static {
    /// Opens `url`: `postgres://…`, or the path of an SQLite file, with write-ahead log and `synchronous = NORMAL`.
    fn connect(url: &str) -> impl Future<Output = Result<Self>> + Send;

    /// One user.
    fn user(&mut self, key: i64) -> impl Future<Output = Result<impl Canonical<User>>> + Send;

    /// Users by key.
    fn users(
        &mut self,
        page: Page,
    ) -> impl Future<Output = Result<impl Canonical<Vec<User>>>> + Send;

    /// A movie with directors, cast, reviews (the latest first) and their authors.
    fn movie(
        &mut self,
        key: i64,
    ) -> impl Future<Output = Result<impl Canonical<MovieDetails>>> + Send;

    /// A person with what they directed and acted in, by year and key, and the average ratings.
    fn person(
        &mut self,
        key: i64,
    ) -> impl Future<Output = Result<impl Canonical<PersonDetails>>> + Send;

    /// A user with the latest 10 reviews.
    fn user_with_latest(
        &mut self,
        key: i64,
    ) -> impl Future<Output = Result<impl Canonical<(User, Vec<Review>)>>> + Send;

    /// Movies by key, with directors and cast.
    fn movies(
        &mut self,
        page: Page,
    ) -> impl Future<Output = Result<impl Canonical<Vec<MovieCredits>>>> + Send;

    /// Reviews by key, with author and movie.
    fn reviews(
        &mut self,
        page: Page,
    ) -> impl Future<Output = Result<impl Canonical<Vec<(Review, User, Movie)>>>> + Send;

    /// Users by key, with all their reviews by key.
    fn users_with_reviews(
        &mut self,
        page: Page,
    ) -> impl Future<Output = Result<impl Canonical<Vec<(User, Vec<Review>)>>>> + Send;

    /// The users, by key, who have reviewed a movie that someone of this last name directed.
    fn reviewers(
        &mut self,
        last_name: String,
    ) -> impl Future<Output = Result<impl Canonical<Vec<User>>>> + Send;

    /// The movies with the best average rating, of equals those with the lesser key.
    fn best(
        &mut self,
        limit: i64,
    ) -> impl Future<Output = Result<impl Canonical<Vec<(Movie, Average)>>>> + Send;

    /// Inserts a user, and gives the row as stored.
    fn insert_user(
        &mut self,
        user: NewUser,
    ) -> impl Future<Output = Result<impl Canonical<User>>> + Send;

    /// Inserts users all or none, and gives the rows as stored in the order given.
    fn insert_users(
        &mut self,
        users: Vec<NewUser>,
    ) -> impl Future<Output = Result<impl Canonical<Vec<User>>>> + Send;

    /// Inserts a movie with its directors and cast in one transaction, and gives its key.
    fn insert_movie(&mut self, movie: NewMovie) -> impl Future<Output = Result<i64>> + Send;

    /// Gives a user another name, and the row as stored.
    fn rename_user(
        &mut self,
        renaming: Renaming,
    ) -> impl Future<Output = Result<impl Canonical<User>>> + Send;

    /// Reads these users one by one from [`TASKS`](crate::TASKS) tasks, or threads, over
    /// [`CONNECTIONS`](crate::CONNECTIONS) connections; gives how many bytes their names have together.
    fn users_from_tasks(&mut self, keys: Vec<i64>) -> impl Future<Output = Result<u64>> + Send;

    /// Runs a statement as it is, which is never timed.
    fn execute(&mut self, sql: &'static str) -> impl Future<Output = Result<()>> + Send;
}
