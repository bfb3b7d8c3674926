use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Shape)]
struct NoModel {
    name: String,
}

#[derive(Shape)]
#[shape]
struct EmptyModel {
    name: String,
}

#[derive(Shape)]
#[shape(Author)]
#[shape(Author)]
struct TwoModels {
    name: String,
}

#[derive(Shape)]
#[shape(Author, table = "x")]
struct NoSuchOption {
    name: String,
}

#[derive(Shape)]
#[shape(Author)]
struct Tuple(String);

#[derive(Shape)]
#[shape(Author)]
struct Unit;

#[derive(Shape)]
#[shape(Author)]
enum Choice {
    Name,
}

#[derive(Shape)]
#[shape(Author)]
struct Generic<T> {
    name: T,
}

#[derive(Shape)]
#[shape(Author)]
struct Borrowed<'a> {
    name: &'a str,
}

#[derive(Shape)]
#[shape(Author)]
struct Endless {
    friends: Vec<Endless>,
}

#[derive(Shape)]
#[shape(Author)]
struct Options {
    #[shape(flaten)]
    flat: Author,
    #[shape(keys = Author::name)]
    map: Vec<Author>,
    #[shape]
    nothing: String,
    #[shape(flatten = true)]
    flat_value: Author,
    #[shape(key)]
    key_alone: Vec<Author>,
    #[shape(Author::name, Author::id)]
    two: String,
    #[shape(flatten, key = Author::id)]
    flat_key: Author,
    #[shape(name = "full_name")]
    name: String,
}

fn main() {}
