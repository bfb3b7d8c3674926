use chrono::{DateTime, Utc};
use orm::prelude::*;

#[derive(Model)]
#[model(soft_delete = deleted_at)]
struct Page {
    id: i64,
    #[column(unique)]
    slug: String,
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Model)]
struct Link {
    id: i64,
    #[foreign_key(Page, references = slug, name = page)]
    page_slug: String,
}

fn main() {}
