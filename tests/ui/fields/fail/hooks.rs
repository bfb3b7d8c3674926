use orm::prelude::*;

#[derive(Model)]
#[model(hooks(before_save, after_delete))]
struct Missing {
    id: i64,
}

#[derive(Model)]
#[model(hooks(before_sav, after_save, after_save))]
struct Misspelt {
    id: i64,
}

fn main() {}
