use std::collections::HashMap;

use orm::prelude::*;

#[derive(Model)]
struct Book {
    id: i64,
    pages: u64,
    notes: Option<HashMap<String, String>>,
}

fn main() {}
