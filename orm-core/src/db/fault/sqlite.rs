use sqlx::error::DatabaseError;

use super::{Classified, Kind, Subject};
use crate::error::{COMPUTED, RESULT};

/// What an error of SQLite comes to, by its extended result code and, where that says too little, its message.
///
/// The codes are listed at <https://www.sqlite.org/rescode.html>.
pub(super) fn classify(error: &dyn DatabaseError) -> Classified {
    kind(code(error), error.message()).refused()
}

fn code(error: &dyn DatabaseError) -> i32 {
    error
        .code()
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

fn kind(code: i32, message: &str) -> Kind {
    match code {
        // UNIQUE, PRIMARYKEY, ROWID
        2067 | 1555 | 2579 => Kind::Unique(columns(message, "UNIQUE constraint failed: ")),
        1299 => Kind::NotNull(columns(message, "NOT NULL constraint failed: ")),
        275 => Kind::Check(check(message)),
        // FOREIGNKEY, and TRIGGER: `ON DELETE RESTRICT` is a trigger inside SQLite
        787 => Kind::ForeignKey(Subject::default()),
        1811 if message == "FOREIGN KEY constraint failed" => Kind::ForeignKey(Subject::default()),
        // DATATYPE, in a STRICT table
        3091 => datatype(message),
        // TOOBIG
        18 => invalid(RESULT, COMPUTED, "the value is larger than SQLite stores"),
        9 => Kind::Timeout,
        // SCHEMA
        17 => Kind::SchemaChanged(None),
        1 => by_message(message),
        _ => match code & 0xff {
            5 | 6 => Kind::Busy,
            8 => Kind::ReadOnly,
            _ => Kind::Other,
        },
    }
}

fn by_message(message: &str) -> Kind {
    if message.starts_with("Expression tree is too large") {
        let what = "sub-queries count for what is in them: `any` of `any` and the like are nested deeper than that";
        return Kind::TooComplex { what, limit: 1_000 };
    }
    if message == "at most 64 tables in a join" {
        let what = "more tables are joined than that";
        return Kind::TooComplex { what, limit: 64 };
    }
    if message == "integer overflow" {
        return invalid(RESULT, COMPUTED, "the number is out of its type's range");
    }
    if let Some(table) = message.strip_prefix("no such table: ") {
        return Kind::MissingTable(Some(table.trim_start_matches("main.").to_owned()));
    }
    if let Some(column) = message.strip_prefix("no such column: ") {
        // SQLite appends advice to it: `"x" - should this be a string literal in single-quotes?`
        let column = column
            .split(" - ")
            .next()
            .unwrap_or(column)
            .trim_matches('"');
        return Kind::SchemaChanged(Some(format!("there is no column `{column}`")));
    }
    if message.contains("has no column named ") {
        return Kind::SchemaChanged(Some(message.to_owned()));
    }
    Kind::Other
}

/// `UNIQUE constraint failed: book.isbn, book.year`, or `…: index 'book_title_lower'` for an index over expressions.
fn columns(message: &str, prefix: &str) -> Subject {
    let named = message.strip_prefix(prefix).unwrap_or_default();
    if let Some(index) = named.strip_prefix("index '") {
        return Subject {
            constraint: Some(index.trim_end_matches('\'').to_owned()),
            ..Subject::default()
        };
    }
    let pairs = named.split(", ").filter_map(|pair| pair.rsplit_once('.'));
    let (tables, columns): (Vec<&str>, Vec<String>) = pairs
        .map(|(table, column)| (table, column.to_owned()))
        .unzip();
    Subject {
        table: tables.first().map(|&table| table.to_owned()),
        constraint: None,
        columns,
    }
}

/// `CHECK constraint failed: book_title_length`; a check without a name gives its text instead.
fn check(message: &str) -> Subject {
    Subject {
        constraint: message
            .strip_prefix("CHECK constraint failed: ")
            .map(str::to_owned),
        ..Subject::default()
    }
}

/// `cannot store TEXT value in INTEGER column book.year`
fn datatype(message: &str) -> Kind {
    let place = message
        .rsplit(' ')
        .next()
        .and_then(|place| place.split_once('.'));
    let (table, column) = place.unwrap_or((RESULT, COMPUTED));
    invalid(table, column, "its type is not the column's")
}

fn invalid(table: &str, column: &str, reason: &str) -> Kind {
    Kind::InvalidValue {
        table: table.to_owned(),
        column: column.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Why the file could not be opened, and the mend.
pub(super) fn connect_reason(error: &dyn DatabaseError) -> String {
    match code(error) & 0xff {
        14 => "the file cannot be opened; look at the path and at the permissions of the folder".to_owned(),
        26 => "the file is no SQLite database".to_owned(),
        8 => "the file or its folder cannot be written; open it with `?mode=ro`, or look at the permissions".to_owned(),
        5 => "another process holds a lock on the file".to_owned(),
        11 => "the file is damaged; restore it from a copy".to_owned(),
        code => format!("SQLite refused (code {code})"),
    }
}
