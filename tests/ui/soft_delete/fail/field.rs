use chrono::{DateTime, Utc};
use orm::prelude::*;

#[derive(Model)]
#[model(soft_delete = delete_at)]
struct Unknown {
    id: i64,
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Model)]
#[model(soft_delete = deleted_at)]
struct AlwaysDeleted {
    id: i64,
    deleted_at: DateTime<Utc>,
}

#[derive(Model)]
#[model(soft_delete = deleted)]
struct NoTime {
    id: i64,
    deleted: Option<bool>,
}

#[derive(Model)]
#[model(soft_delete)]
struct Unnamed {
    id: i64,
    deleted_at: Option<DateTime<Utc>>,
}

fn main() {}
