//! What the peers of the benchmark share: the data, the workloads, the form of the answers and the loop of a peer's
//! process. It knows no database driver.
//!
//! A peer implements [`Peer`] and is one line of `main`: `bench::run::<Sqlx>()`.

mod allocation;
mod canonical;
mod data;
mod inputs;
mod peer;
mod process;
mod random;
mod rows;
mod schema;
pub mod sql;
mod stitch;
mod tasks;
mod workload;

pub use allocation::{Counting, measure_memory};
pub use canonical::{Average, Canonical};
pub use data::{Data, MOVIES, PEOPLE, REVIEWS, UPDATED_USERS, USERS};
pub use inputs::{Page, Renaming};
pub use peer::{Error, Peer, Result};
pub use process::run;
pub use rows::{
    Credit, Movie, MovieCredits, MovieDetails, NewMovie, NewUser, Person, PersonDetails, Review,
    User,
};
pub use schema::{POSTGRES_SCHEMA, SQLITE_SCHEMA};
pub use stitch::grouped;
pub use tasks::{CONNECTIONS, TASKS, spread_over_tasks, spread_over_threads};
pub use workload::Workload;
