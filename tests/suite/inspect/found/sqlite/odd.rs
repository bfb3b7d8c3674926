// Models of a SQLite database, as `inspect` found it.
// Left out:
// - the table `no_key`: it has no primary key

use orm::prelude::*;

/// A key that is given, and not numbered by the database.
pub type Table1aKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "1a")]
pub struct Table1a {
    pub id: Table1aKey,
    #[foreign_key(Type, related_name = table1as, on_delete = set_null, index = false)]
    pub type_id: Option<i64>,
    #[one_to_one(
        Type,
        name = other_type_type,
        related_name = table1a_by_other_type,
        on_delete = cascade
    )]
    pub other_type: Option<i64>,
}

// Not said by the model:
// - the column `c` is compared by `NOCASE`
// - the table is STRICT
// - the unique constraint: ("b", "c") ON CONFLICT IGNORE
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Option")]
pub struct OptionRow {
    #[primary_key]
    pub a: i64,
    #[primary_key]
    pub b: i64,
    pub c: Option<i64>,
}

// Not said by the model:
// - the foreign key (y, x) to `Option`: the model does not say DEFERRABLE INITIALLY DEFERRED
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "a\"b")]
#[foreign_key(
    OptionRow,
    columns(x, y),
    name = option_row,
    related_name = abs,
    on_delete = set_null,
    on_update = cascade,
    index = false
)]
pub struct AB {
    pub id: i64,
    pub x: Option<i64>,
    pub y: Option<i64>,
    #[column(max_length = 8)]
    #[foreign_key(
        AtticType,
        name = attic_type,
        related_name = abs,
        on_delete = no_action,
        index = false
    )]
    pub code: Option<String>,
}

// Not said by the model:
// - the foreign key (editor_id) to `person`: SET DEFAULT is not possible, as a column has no such value
// - the index `book_title`: (lower(shelf), "isbn" DESC)
#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Person, name = readers, related_name = books_by_readers)]
pub struct Book {
    pub id: i64,
    #[column(unique)]
    pub isbn: String,
    #[foreign_key(
        Person,
        name = person,
        related_name = books_by_author,
        on_delete = no_action,
        index = false
    )]
    pub author: i64,
    #[foreign_key(
        Person,
        related_name = books_by_editor,
        on_delete = no_action,
        index = false
    )]
    pub editor_id: Option<i64>,
    pub shelf: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Following {
    #[primary_key]
    #[foreign_key(Person, related_name = followings_by_follower, on_delete = cascade)]
    pub follower_id: i64,
    #[primary_key]
    #[foreign_key(
        Person,
        related_name = followings_by_followed,
        on_delete = cascade,
        index = false
    )]
    pub followed_id: i64,
    pub since: Option<chrono::NaiveDate>,
}

// Not said by the model:
// - the column `box_of` is of type `geometry`, which no field has
// - the check: (box_of IS NOT NULL)
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "heads")]
pub struct Head {
    #[one_to_one(Type, name = r#type, related_name = head, on_delete = no_action)]
    pub id: i64,
}

// Not said by the model:
// - the index `loan_late`: ("day") WHERE day < '2000-01-01'
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Loan {
    pub id: i64,
    #[foreign_key(
        Book,
        name = book,
        related_name = loans,
        references = isbn,
        on_delete = no_action,
        on_update = cascade,
        index = false
    )]
    pub isbn: String,
    pub day: chrono::NaiveDate,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(
    Person,
    name = people,
    related_name = people_through_following,
    through = Following,
    through_fields(follower_id, followed_id)
)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub books: Option<i64>,
    #[foreign_key(
        Person,
        related_name = people_by_parent,
        on_delete = no_action,
        index = false
    )]
    pub parent_id: Option<i64>,
}

// Not said by the model:
// - the column `rowid` has a name that databases keep for themselves
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Type {
    pub id: i64,
    pub r#fn: String,
    #[column(name = "self")]
    pub self_: Option<i64>,
    #[column(name = "save")]
    pub save_: Option<i64>,
    #[column(name = "1a")]
    pub _1a: Option<String>,
    #[column(name = "a\"b")]
    pub a_b: Option<String>,
    #[column(name = "query", default = "it's \"so\"")]
    pub query_: Option<String>,
    pub größe: Option<f64>,
}

// Not said by the model:
// - the column `lat` is of type `geometry`, which no field has
// - the column `half` is computed when it is read
// - the table is WITHOUT ROWID
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "type",
    schema = "attic",
    check = "code <> 'x' OR price > 0",
    check = "price <> 0"
)]
pub struct AtticType {
    #[primary_key]
    #[column(max_length = 8)]
    pub code: String,
    #[column(generated = "code || code")]
    pub twice: Option<String>,
    #[column(default = -1.5)]
    pub price: Option<f64>,
    #[column(default_sql = "'{}'")]
    pub note: serde_json::Value,
    #[column(default_sql = "CURRENT_TIMESTAMP")]
    pub at: Option<chrono::NaiveDateTime>,
    #[column(default_sql = "randomblob(16)")]
    pub tag: Option<uuid::Uuid>,
    #[column(generated = "price / 2")]
    pub half: Option<f64>,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![Table1a, OptionRow, AB, Book, Following, Head, Loan, Person, Type, AtticType]
}
