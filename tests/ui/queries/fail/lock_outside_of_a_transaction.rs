//! A lock lasts as long as its transaction: on a pool there is none.

use orm::prelude::*;

#[derive(Model)]
pub struct Job {
    pub id: i64,
    pub done: bool,
}

async fn take(db: &Db) -> orm::Result<Vec<Job>> {
    Job::filter(Job::done.eq(false)).for_update().all(db).await
}

fn main() {}
