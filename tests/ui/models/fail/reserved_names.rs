use orm::prelude::*;

#[derive(Model)]
struct Search {
    id: i64,
    query: String,
    with: String,
    #[column(name = "raw_text")]
    raw: String,
    #[foreign_key(Search, name = delete, related_name = refresh)]
    parent_id: Option<i64>,
    #[foreign_key(Search)]
    save_id: Option<i64>,
}

fn main() {}
