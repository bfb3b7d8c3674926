//! All that a database does differently, one file each.

mod catalog;
mod json;
mod postgres;
mod sqlite;

use std::borrow::Cow;
use std::fmt;

pub(crate) use self::catalog::{Answer, Catalog, Record};

use crate::error::{Error, Result};
use crate::migrate::{Change, SafeFile, ScratchSchemas};
use crate::query::syntax::{Aggregate, Call, Expr, Function, Insert, Lock};
use crate::query::syntax::{Membership, Select, TextMatch};
use crate::schema::snapshot::{ColumnSnapshot, TableName};
use crate::schema::{ForeignKey, Snapshot, Table};
use crate::sql::{AggregateForm, Writer};
use crate::types::{Datum, SqlType};

/// A database that SQL is written for: what [`Query::sql`](crate::query::Query::sql) and
/// [`Schema::create_sql`](crate::schema::Schema::create_sql) take, and what [`Db::dialect`](crate::db::Db::dialect) gives.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// assert_eq!(db.dialect(), Dialect::Sqlite);
/// assert_eq!(Dialect::Postgres.to_string(), "Postgres");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dialect::Postgres => "Postgres",
            Dialect::Sqlite => "SQLite",
        })
    }
}

impl Dialect {
    /// The database's own manner of writing.
    pub(crate) fn grammar(self) -> &'static dyn Grammar {
        match self {
            Dialect::Postgres => &postgres::Postgres,
            Dialect::Sqlite => &sqlite::Sqlite,
        }
    }
}

/// What a database writes in its own way.
pub(crate) trait Grammar: Sync {
    /// The database.
    fn dialect(&self) -> Dialect;

    /// How it is asked what it has.
    fn catalog(&self) -> &'static dyn Catalog;

    /// Where tables are made to see how they are described.
    fn scratch(&self) -> Scratch;

    /// The placeholder of the bound value at this position, the first being 1.
    fn placeholder(&self, position: usize) -> Cow<'static, str>;

    /// The placeholder of the bound value of this number, wherever in the statement it stands.
    fn numbered_placeholder(&self, number: usize) -> Cow<'static, str>;

    /// Whether a placeholder names its value, so that a text that holds some may stand in the statement again.
    fn placeholders_are_numbered(&self) -> bool {
        self.placeholder(1) == self.numbered_placeholder(1)
    }

    /// How its texts are read.
    fn lexicon(&self) -> &'static Lexicon;

    /// A value bound to SQL that a person wrote, and its type: as it is, but for types that the database has not.
    fn parameter(&self, value: &Datum, ty: SqlType) -> Result<(Datum, SqlType)> {
        Ok((value.clone(), ty))
    }

    /// The most values that one statement may bind.
    fn max_binds(&self) -> usize;

    /// A table's name, quoted, in its schema.
    fn table(&self, table: &Table) -> String;

    /// The same of a table that is owned data.
    fn table_name(&self, table: &TableName) -> String;

    /// The name that a table goes by in `RETURNING`.
    fn returned_table(&self, table: &Table, alias: &str) -> String;

    /// The name that a type has in a table's definition.
    fn type_name(&self, column: &ColumnSnapshot) -> Result<String>;

    /// What a column is read and written as whose type has this name in a live database, and the most characters of its text:
    /// the way back of [`type_name`](Grammar::type_name), and more names besides.
    fn column_type(&self, name: &str) -> Option<(SqlType, Option<u32>)>;

    /// Whether columns whose types have these names are read and written alike, a precision of their own aside.
    fn reads_alike(&self, name: &str, other: &str) -> bool;

    /// Whether what a live table was made with says only where its rows are, and who reads and writes it cannot tell.
    fn is_only_storage(&self, _option: &str) -> bool {
        false
    }

    /// Whether a check on this column only repeats that values are of its type.
    fn guards(&self, column: &str, type_name: &str, condition: &str) -> bool;

    /// The name that a type has in a cast.
    fn cast_name(&self, ty: SqlType) -> String;

    /// What makes the database fill an integer key by itself, and whether that names the primary key already.
    fn generated_key(&self) -> GeneratedKey;

    /// Whether foreign keys may be added to a table that is there, so that two tables can refer to each other.
    fn adds_constraints(&self) -> bool;

    /// Whether `NULL` stands after all values upward, as everywhere in this crate.
    fn nulls_are_greatest(&self) -> bool;

    /// Whether a row can bring the rows that are related to it as one value.
    fn brings_rows(&self) -> bool {
        false
    }

    /// The rows of a query as one value.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported).
    fn rows_as_value(&self, _select: &Select, _writer: &mut Writer<'_>) -> Result<()> {
        Err(Error::unsupported("rows as one value", self.dialect()))
    }

    /// Whether it joins rows with groups of others as fast as it makes the groups.
    fn joins_groups(&self) -> bool;

    /// Whether it finds by itself at which end a condition on related rows is best begun.
    fn plans_semi_joins(&self) -> bool;

    /// The clause that locks the rows of tables, given as they are called in the query; nothing where the transaction keeps
    /// every other writer out by itself.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported).
    fn lock(&self, lock: &Lock, rows: &str) -> Result<Option<String>>;

    /// Whether an `OFFSET` may stand without a `LIMIT`.
    fn offsets_without_limit(&self) -> bool;

    /// A set that is bound as one parameter.
    fn membership(&self, membership: &Membership, writer: &mut Writer<'_>) -> Result<()>;

    /// A search in a text.
    fn text_match(
        &self,
        kind: TextMatch,
        case_sensitive: bool,
        operand: &Expr,
        pattern: &Expr,
        writer: &mut Writer<'_>,
    ) -> Result<()>;

    /// An aggregate's form, given the types of the result and of the operand.
    fn aggregate(
        &self,
        function: Aggregate,
        ty: SqlType,
        operand: SqlType,
    ) -> Result<AggregateForm>;

    /// What follows a bound value of this type where nothing around it says the type.
    fn value_suffix(&self, ty: SqlType) -> String;

    /// A function of values of the same row.
    fn call(&self, call: &Call, writer: &mut Writer<'_>) -> Result<()>;

    /// Refuses to calculate with a type that the database has no numbers for.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported).
    fn check_arithmetic(&self, ty: SqlType) -> Result<()>;

    /// Refuses to give the first of the rows that agree in some values.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported).
    fn check_distinct_on(&self) -> Result<()>;

    /// What an update is written with so that all new values are computed before the first is stored, where the database
    /// would let one row's value be computed from what was just stored in another row.
    fn compute_first(&self) -> Option<&'static str>;

    /// The most bytes of a `LIKE` or `GLOB` pattern.
    fn max_pattern(&self) -> Option<usize>;

    /// What is put before a query to ask for its plan, and the position of the text in each row of the answer.
    fn explain(&self) -> (&'static str, usize);

    /// The rows of an insertion of more than one row, after the column list.
    fn insert_rows(&self, insert: &Insert, writer: &mut Writer<'_>) -> Result<()>;

    /// Rows of values as a table of this name, quoted, whose columns are `column1`, `column2` …
    fn rows(
        &self,
        table: &'static Table,
        columns: &[usize],
        rows: &[Vec<Datum>],
        name: &str,
        writer: &mut Writer<'_>,
    ) -> Result<()>;

    /// The most rows of so many columns that one statement takes.
    fn rows_chunk(&self, columns: usize) -> usize;

    /// The statement behind which rows of these columns are sent in binary form, where the database has one.
    fn copy(&self, table: &Table, columns: &[usize]) -> Option<String>;

    /// What makes a database schema for tables to stand in, where the database has such.
    fn create_schema(&self, name: &str) -> Option<String>;

    /// The name, quoted, of an index on this table, where it is created.
    fn index_name(&self, table: &TableName, name: &str) -> String;

    /// The conditions on a column's values that its type does not enforce by itself, each with the suffix of its constraint's
    /// name.
    fn type_checks(&self, column: &ColumnSnapshot) -> Vec<(&'static str, String)>;

    /// A boolean's literal.
    fn bool_literal(&self, value: bool) -> &'static str;

    /// A number's literal, as a column of this type stores it.
    fn number_literal(&self, number: &str, ty: SqlType) -> Result<String>;

    /// A text's literal.
    fn text_literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// The statements that make changes of this schema, all in one transaction.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported).
    fn migration(&self, from: &Snapshot, changes: &[Change]) -> Result<Vec<String>>;

    /// The migrations that make changes of this schema one after the other, each of which stops programs that use the
    /// database for no longer than a moment.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported).
    fn safe_migrations(&self, from: &Snapshot, changes: &[Change]) -> Result<Vec<SafeFile>> {
        let statements = self.migration(from, changes)?;
        Ok(vec![SafeFile {
            name: "all".to_owned(),
            in_transaction: true,
            statements,
            changes: changes.to_vec(),
            undo: Vec::new(),
        }])
    }

    /// The tables that these changes make anew, in whole or in part: what another migration did to them might be lost.
    fn rebuilt(&self, from: &Snapshot, changes: &[Change]) -> Vec<TableName>;

    /// The statements that stop a migration with these words.
    fn refusal(&self, message: &str) -> Vec<String>;

    /// What asks for a table that refers to one of these and is none of them, where the database would not refuse to drop
    /// what is referred to.
    fn referrer(&self, tables: &[&'static Table]) -> Option<String>;

    /// What asks whether a table is there, and what takes its rows from those that a foreign key refers to: needed where a
    /// table cannot be dropped while rows refer to it.
    fn detach_rows(&self, table: &'static Table, key: &ForeignKey) -> Option<(String, String)>;

    /// What drops a foreign key of a table that may not be there, so that the table it refers to can be dropped first.
    fn drop_foreign_key(&self, table: &Table, key: &ForeignKey) -> Option<String>;
}

/// How a database reads a text, as far as what is a string, a comment and a placeholder.
pub(crate) struct Lexicon {
    /// Whether a comment may stand within a comment.
    pub nested_comments: bool,
    /// Whether `$tag$ … $tag$` is a string.
    pub dollar_quotes: bool,
    /// Whether `E'…'` is a string with backslashes.
    pub escape_strings: bool,
    /// What begins and ends a quoted name.
    pub name_quotes: &'static [(char, char)],
    /// What begins a placeholder, besides `$1`.
    pub placeholders: &'static [char],
}

/// Where tables are made that are not to stay.
pub(crate) enum Scratch {
    /// In a database of their own, at this address.
    Database(&'static str),
    /// In schemas of their own, within a transaction that is undone.
    Schemas(ScratchSchemas),
}

/// How an integer key is generated.
pub(crate) struct GeneratedKey {
    /// What follows the column's type.
    pub clause: &'static str,
    /// The type's name, where it must be this one.
    pub type_name: Option<&'static str>,
    /// Whether the clause declares the primary key already.
    pub is_primary_key: bool,
}

/// An identifier in quotes, the quote character doubled.
pub(crate) fn quote(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    push_quoted(&mut quoted, name);
    quoted
}

/// Appends an identifier in quotes, the quote character doubled.
pub(crate) fn push_quoted(text: &mut String, name: &str) {
    text.push('"');
    match name.as_bytes().contains(&b'"') {
        true => text.push_str(&name.replace('"', "\"\"")),
        false => text.push_str(name),
    }
    text.push('"');
}

/// The name of an aggregate, where nothing about its types needs another.
fn aggregate_name(function: Aggregate) -> &'static str {
    match function {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Average => "avg",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
    }
}

/// The shape of a function that is written alike everywhere.
fn common_shape(function: Function) -> Option<&'static str> {
    Some(match function {
        Function::Lower => "lower({0})",
        Function::Upper => "upper({0})",
        Function::Length => "length({0})",
        Function::Trim => "trim({0})",
        Function::TrimStart => "ltrim({0})",
        Function::TrimEnd => "rtrim({0})",
        Function::Replace => "replace({0}, {1}, {2})",
        Function::Substring => "substr({0}, {1}, {2})",
        Function::Concatenate => "({0} || {1})",
        Function::Absolute => "abs({0})",
        Function::Coalesce => "coalesce({0}, {1})",
        Function::NullIf => "nullif({0}, {1})",
        _ => return None,
    })
}

/// From here on a 64-bit float has no digits behind the point: two to the power of 52.
const WHOLE: f64 = 4_503_599_627_370_496.0;

/// Half of one, less the least bit: added to a number before its digits are cut off, it rounds half away from zero. With
/// 0.5 itself the sum of the largest number below 0.5 would be 1.
const ALMOST_HALF: f64 = 0.499_999_999_999_999_94;

/// Rounds a float to so many digits behind the point, given how the database makes a number one of 64 bits, and how it cuts
/// off the digits of one. Numbers that have no such digits stay as they are, and nothing overflows.
fn round_shape(digits: u8, number: &str, cut_off: impl Fn(&str) -> String) -> String {
    let power = 10_f64.powi(i32::from(digits));
    let cut = cut_off(&format!(
        "{number} * {power:?} + sign({number}) * {ALMOST_HALF:?}"
    ));
    let limit = WHOLE / power;
    format!("CASE WHEN abs({number}) < {limit:?} THEN {cut} / {power:?} ELSE {number} END")
}
