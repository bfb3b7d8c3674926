mod catalog;
mod definition;
mod function;
mod migration;
mod type_names;

use std::borrow::Cow;

use super::{Catalog, Dialect, GeneratedKey, Grammar, Lexicon, Scratch, aggregate_name, quote};
use crate::db::{Stored, set_needs_unhex, sqlite_rows, sqlite_set, sqlite_stored};
use crate::error::{Error, Result};
use crate::migrate::Change;
use crate::query::syntax::{Aggregate, Call, Expr, Insert, Membership, TextMatch};
use crate::query::syntax::{Lock, LockWait};
use crate::schema::snapshot::{ColumnSnapshot, TableName};
use crate::schema::{ForeignKey, Snapshot, Table};
use crate::sql::tokens;
use crate::sql::{AggregateForm, Writer, escape_pattern};
use crate::types::{Datum, Decimal, SqlType};

pub(super) struct Sqlite;

impl Grammar for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn catalog(&self) -> &'static dyn Catalog {
        &Sqlite
    }

    fn scratch(&self) -> Scratch {
        Scratch::Database("sqlite::memory:")
    }

    fn placeholder(&self, _position: usize) -> Cow<'static, str> {
        "?".into()
    }

    fn numbered_placeholder(&self, number: usize) -> Cow<'static, str> {
        format!("?{number}").into()
    }

    fn lexicon(&self) -> &'static Lexicon {
        &Lexicon {
            nested_comments: false,
            dollar_quotes: false,
            escape_strings: false,
            name_quotes: &[('"', '"'), ('`', '`'), ('[', ']')],
            placeholders: &['?', ':', '@'],
        }
    }

    /// An array becomes a JSON array, which `json_each` reads.
    fn parameter(&self, value: &Datum, ty: SqlType) -> Result<(Datum, SqlType)> {
        Ok(match (value, ty) {
            (Datum::Array(values), SqlType::Array(element)) => {
                (sqlite_set(values, *element, None)?, SqlType::Text)
            }
            (Datum::Null, SqlType::Array(_)) => (Datum::Null, SqlType::Text),
            _ => (value.clone(), ty),
        })
    }

    fn max_binds(&self) -> usize {
        32_766
    }

    /// SQLite has no schemas of one's own: the schema's name becomes part of the table's.
    fn table(&self, table: &Table) -> String {
        quote(&self.stored_name(table))
    }

    fn table_name(&self, table: &TableName) -> String {
        quote(&table.to_string())
    }

    /// Here the alias of a written table is not known.
    fn returned_table(&self, table: &Table, _alias: &str) -> String {
        self.table(table)
    }

    /// The name decides how SQLite stores and compares (its "affinity"): one with `INT` as an integer, with `CHAR` or
    /// `TEXT` as text, with `BLOB` as bytes, with `REAL` or `DOUB` as a float. It says too what the text or the bytes mean.
    fn type_name(&self, column: &ColumnSnapshot) -> Result<String> {
        let name = match column.ty {
            SqlType::Text => match column.max_length {
                Some(length) => return Ok(format!("VARCHAR({length})")),
                None => "TEXT",
            },
            SqlType::Bool => "BOOLEAN",
            SqlType::Int16 => "SMALLINT",
            SqlType::Int32 => "INTEGER",
            SqlType::Int64 => "BIGINT",
            SqlType::Float32 => "REAL",
            SqlType::Float64 => "DOUBLE",
            SqlType::Bytes => "BLOB",
            SqlType::Timestamp => "TIMESTAMP_TEXT",
            SqlType::DateTime => "DATETIME_TEXT",
            SqlType::Date => "DATE_TEXT",
            SqlType::Time => "TIME_TEXT",
            SqlType::Uuid => "UUID_BLOB",
            SqlType::Decimal => "DECIMAL_TEXT",
            SqlType::Json => "JSON_TEXT",
            SqlType::Array(_) => return Err(no_arrays(column)),
        };
        Ok(name.to_owned())
    }

    fn column_type(&self, name: &str) -> Option<(SqlType, Option<u32>)> {
        type_names::column_type(name)
    }

    fn reads_alike(&self, name: &str, other: &str) -> bool {
        type_names::reads_alike(name, other)
    }

    fn guards(&self, column: &str, type_name: &str, condition: &str) -> bool {
        let Some((ty, max_length)) = type_names::column_type(type_name) else {
            return false;
        };
        let column = ColumnSnapshot {
            name: column.to_owned(),
            renamed_from: None,
            ty,
            max_length,
            nullable: false,
            generated: false,
            default: None,
            computed: None,
            backfill: None,
        };
        let guards = self.type_checks(&column).into_iter();
        guards
            .map(|(_, guard)| guard)
            .any(|guard| tokens::is_same(&guard, condition, self.lexicon()))
    }

    fn cast_name(&self, ty: SqlType) -> String {
        let name = match ty {
            SqlType::Bool | SqlType::Int16 | SqlType::Int32 | SqlType::Int64 => "INTEGER",
            SqlType::Float32 | SqlType::Float64 => "REAL",
            SqlType::Bytes | SqlType::Uuid => "BLOB",
            _ => "TEXT",
        };
        name.to_owned()
    }

    fn generated_key(&self) -> GeneratedKey {
        GeneratedKey {
            clause: "PRIMARY KEY AUTOINCREMENT",
            type_name: Some("INTEGER"),
            is_primary_key: true,
        }
    }

    fn adds_constraints(&self) -> bool {
        false
    }

    /// A transaction that may write begins `IMMEDIATE`: it is the only one that writes, until it ends.
    fn lock(&self, lock: &Lock, _rows: &str) -> Result<Option<String>> {
        let what = match lock.wait {
            LockWait::Wait => return Ok(None),
            LockWait::SkipLocked => "`skip_locked`",
            LockWait::NoWait => "`nowait`",
        };
        Err(Error::unsupported(
            format!("{what}: it locks the whole database and no single rows"),
            Dialect::Sqlite,
        ))
    }

    fn offsets_without_limit(&self) -> bool {
        false
    }

    fn joins_groups(&self) -> bool {
        false
    }

    fn plans_semi_joins(&self) -> bool {
        false
    }

    fn nulls_are_greatest(&self) -> bool {
        false
    }

    /// `"id" IN (SELECT value FROM json_each(?))`; a composite key takes the columns out of each element.
    fn membership(&self, membership: &Membership, writer: &mut Writer<'_>) -> Result<()> {
        let width = membership.operands.len();
        if let [operand] = &membership.operands[..] {
            writer.operand(operand)?;
        } else {
            writer.push("(");
            writer.list(&membership.operands)?;
            writer.push(")");
        }
        writer.push(if membership.negated {
            " NOT IN (SELECT "
        } else {
            " IN (SELECT "
        });
        for (position, &ty) in membership.types.iter().enumerate() {
            writer.separate(position);
            let value = match width {
                1 => "value".to_owned(),
                _ => format!("value ->> {position}"),
            };
            match set_needs_unhex(ty) {
                true => writer.push(&format!("unhex({value})")),
                false => writer.push(&value),
            }
        }
        writer.push(" FROM json_each(");
        let names = membership
            .operands
            .iter()
            .map(|operand| writer.name_of(operand))
            .collect::<Vec<_>>();
        let json = sqlite_rows(&membership.rows, &membership.types, &names)?;
        writer.bind(json, SqlType::Text, None);
        writer.push("))");
        Ok(())
    }

    /// `LIKE` disregards the case of ASCII letters here, so it serves the forms that do; those that regard it are `GLOB`,
    /// and `instr` for the most frequent one.
    fn text_match(
        &self,
        kind: TextMatch,
        case_sensitive: bool,
        operand: &Expr,
        pattern: &Expr,
        writer: &mut Writer<'_>,
    ) -> Result<()> {
        if case_sensitive && kind == TextMatch::Contains {
            writer.push("instr(");
            writer.expr(operand)?;
            writer.push(", ");
            writer.expr(pattern)?;
            writer.push(") > 0");
            return Ok(());
        }
        writer.operand(operand)?;
        if case_sensitive {
            writer.push(" GLOB ");
            return writer.glob_pattern(kind, pattern);
        }
        writer.push(" LIKE ");
        writer.like_pattern(kind, pattern, escape_pattern)?;
        writer.push(" ESCAPE '\\'");
        Ok(())
    }

    fn aggregate(
        &self,
        function: Aggregate,
        _ty: SqlType,
        operand: SqlType,
    ) -> Result<AggregateForm> {
        if matches!(function, Aggregate::Sum | Aggregate::Average) {
            self.check_arithmetic(operand)?;
        }
        Ok(AggregateForm::plain(aggregate_name(function)))
    }

    fn value_suffix(&self, _ty: SqlType) -> String {
        String::new()
    }

    fn call(&self, call: &Call, writer: &mut Writer<'_>) -> Result<()> {
        function::write(call, writer)
    }

    fn check_arithmetic(&self, ty: SqlType) -> Result<()> {
        match ty {
            SqlType::Decimal => Err(Error::unsupported(
                "calculating with decimals (`+`, `sum`, `avg` …), which it has no type for; store an integer of the \
                 smallest unit, or calculate in Rust",
                Dialect::Sqlite,
            )),
            _ => Ok(()),
        }
    }

    /// An update from another source, be it a row of nothing, first keeps its results in a table of its own.
    fn check_distinct_on(&self) -> Result<()> {
        Err(Error::unsupported(
            "`distinct_on`; number the rows with `row_number().over(partition_by(…))`, or load a relation with `.limit(1)`",
            Dialect::Sqlite,
        ))
    }

    fn compute_first(&self) -> Option<&'static str> {
        Some("FROM (SELECT 1) AS \"once\"")
    }

    fn max_pattern(&self) -> Option<usize> {
        Some(50_000)
    }

    fn explain(&self) -> (&'static str, usize) {
        ("EXPLAIN QUERY PLAN", 3)
    }

    fn insert_rows(&self, insert: &Insert, writer: &mut Writer<'_>) -> Result<()> {
        writer.values(insert.table, &insert.columns, &insert.rows);
        Ok(())
    }

    /// A JSON array would be one parameter, but not every float comes out of it as it went in.
    fn rows(
        &self,
        table: &'static Table,
        columns: &[usize],
        rows: &[Vec<Datum>],
        name: &str,
        writer: &mut Writer<'_>,
    ) -> Result<()> {
        writer.values_as(table, columns, rows, name);
        Ok(())
    }

    fn rows_chunk(&self, columns: usize) -> usize {
        (self.max_binds() / columns.max(1)).max(1)
    }

    fn copy(&self, _table: &Table, _columns: &[usize]) -> Option<String> {
        None
    }

    fn create_schema(&self, _name: &str) -> Option<String> {
        None
    }

    /// Indexes of all tables share one space of names here, so a table's schema is part of its indexes' names.
    fn index_name(&self, table: &TableName, name: &str) -> String {
        match &table.schema {
            Some(schema) => quote(&format!("{schema}.{name}")),
            None => quote(name),
        }
    }

    /// Neither a text's length is limited here nor an integer's range, and an integer that overflows becomes a float.
    fn type_checks(&self, column: &ColumnSnapshot) -> Vec<(&'static str, String)> {
        let name = quote(&column.name);
        let condition = match (column.ty, column.max_length) {
            (SqlType::Text, Some(length)) => {
                ("length_check", format!("length({name}) <= {length}"))
            }
            (SqlType::Int16, _) => ("range_check", format!("{name} BETWEEN -32768 AND 32767")),
            (SqlType::Int32, _) => (
                "range_check",
                format!("{name} BETWEEN -2147483648 AND 2147483647"),
            ),
            (SqlType::Int64, _) => ("range_check", format!("typeof({name}) <> 'real'")),
            _ => return Vec::new(),
        };
        vec![condition]
    }

    fn bool_literal(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn number_literal(&self, number: &str, ty: SqlType) -> Result<String> {
        if ty != SqlType::Decimal {
            return Ok(number.to_owned());
        }
        match sqlite_stored(&Datum::Decimal(decimal(number)), SqlType::Decimal, None)? {
            Stored::Text(text) => Ok(self.text_literal(&text)),
            _ => Ok(number.to_owned()),
        }
    }

    fn migration(&self, from: &Snapshot, changes: &[Change]) -> Result<Vec<String>> {
        migration::migration(from, changes)
    }

    fn rebuilt(&self, from: &Snapshot, changes: &[Change]) -> Vec<TableName> {
        migration::rebuilt(from, changes)
    }

    fn refusal(&self, message: &str) -> Vec<String> {
        migration::refusal(message)
    }

    /// To drop a table is to delete its rows first, and with them those that refer to them and cascade.
    fn referrer(&self, tables: &[&'static Table]) -> Option<String> {
        let names: Vec<String> = tables
            .iter()
            .map(|table| self.text_literal(&self.stored_name(table)))
            .collect();
        let names = names.join(", ");
        Some(format!(
            "SELECT \"tables\".\"name\" FROM \"sqlite_schema\" AS \"tables\" \
             JOIN pragma_foreign_key_list(\"tables\".\"name\") AS \"keys\" \
             WHERE \"tables\".\"type\" = 'table' AND \"keys\".\"table\" IN ({names}) AND \"tables\".\"name\" NOT IN ({names})"
        ))
    }

    /// A row that is referred to cannot be deleted first.
    fn detach_rows(&self, table: &'static Table, key: &ForeignKey) -> Option<(String, String)> {
        let name = self.table(table);
        let column = key
            .columns
            .iter()
            .map(|&column| &table.columns[column])
            .find(|column| column.nullable)?;
        let is_there = format!(
            "SELECT EXISTS (SELECT 1 FROM \"sqlite_schema\" WHERE \"sqlite_schema\".\"type\" = 'table' AND \"sqlite_schema\".\"name\" = {})",
            self.text_literal(&self.stored_name(table))
        );
        let detach = format!("UPDATE {name} SET {} = NULL", quote(column.name));
        Some((is_there, detach))
    }

    /// A foreign key is part of its table here, and goes with it.
    fn drop_foreign_key(&self, _table: &Table, _key: &ForeignKey) -> Option<String> {
        None
    }
}

impl Sqlite {
    fn stored_name(&self, table: &Table) -> String {
        match table.schema {
            Some(schema) => format!("{schema}.{}", table.name),
            None => table.name.to_owned(),
        }
    }
}

fn no_arrays(column: &ColumnSnapshot) -> Error {
    Error::unsupported(
        format!(
            "array columns (`{}`); store the elements as rows of a table of their own, or as JSON",
            column.name
        ),
        Dialect::Sqlite,
    )
}

/// The number that a literal of the model's source says: `-12.50`.
fn decimal(literal: &str) -> Decimal {
    let literal = literal.replace('_', "");
    let (whole, fraction) = literal.split_once('.').unwrap_or((&literal, ""));
    Decimal {
        mantissa: format!("{whole}{fraction}").parse().unwrap_or_default(),
        scale: fraction.len() as u32,
    }
}
