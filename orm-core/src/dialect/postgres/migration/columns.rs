//! Columns that come, and that are otherwise than they were.

use super::super::super::{Dialect, Grammar, quote};
use super::super::Postgres;
use super::Migration;
use crate::error::{Error, Result};
use crate::migrate::conversion::{Conversion, conversion};
use crate::schema::Snapshot;
use crate::schema::snapshot::{ColumnSnapshot, TableName};
use crate::types::SqlType;

impl Migration {
    /// A column with a value for the rows that are there; what only they need is no default afterwards.
    pub(super) fn add_column(&mut self, table: &TableName, column: &ColumnSnapshot) -> Result<()> {
        let backfill = column
            .backfill
            .as_ref()
            .filter(|_| column.default.is_none());
        let added = ColumnSnapshot {
            default: column.default.clone().or(backfill.cloned()),
            ..column.clone()
        };
        let definition = self.ddl.column(&added)?;
        self.alter(table, &format!("ADD COLUMN {definition}"));
        if backfill.is_some() {
            let action = format!("ALTER COLUMN {} DROP DEFAULT", quote(&column.name));
            self.alter(table, &action);
        }
        Ok(())
    }

    pub(super) fn alter_column(
        &mut self,
        table: &TableName,
        from: &ColumnSnapshot,
        to: &ColumnSnapshot,
    ) -> Result<()> {
        let name = quote(&to.name);
        let has_other_type = has_other_type(from, to);
        if from.computed.is_some() {
            self.alter(table, &format!("ALTER COLUMN {name} DROP EXPRESSION"));
        }
        if from.generated && !to.generated {
            self.alter(table, &format!("ALTER COLUMN {name} DROP IDENTITY"));
        }
        let keeps_default = from.default == to.default && !has_other_type;
        if from.default.is_some() && !keeps_default {
            self.alter(table, &format!("ALTER COLUMN {name} DROP DEFAULT"));
        }
        if has_other_type {
            self.change_type(table, from, to)?;
        }
        match (from.nullable, to.nullable) {
            (true, false) => self.alter(table, &format!("ALTER COLUMN {name} SET NOT NULL")),
            (false, true) => self.alter(table, &format!("ALTER COLUMN {name} DROP NOT NULL")),
            _ => {}
        }
        if let Some(default) = to.default.as_ref().filter(|_| !keeps_default) {
            let literal = self.ddl.literal(default, to.ty)?;
            self.alter(table, &format!("ALTER COLUMN {name} SET DEFAULT {literal}"));
        }
        if to.generated && !from.generated {
            self.generate(table, to);
        }
        Ok(())
    }

    fn change_type(
        &mut self,
        table: &TableName,
        from: &ColumnSnapshot,
        to: &ColumnSnapshot,
    ) -> Result<()> {
        let computed: Vec<ColumnSnapshot> =
            computed_columns(&self.current, table).cloned().collect();
        for column in &computed {
            self.set_aside(table, &column.name);
            self.alter(table, &format!("DROP COLUMN {}", quote(&column.name)));
        }
        if from.ty != to.ty {
            self.set_aside_foreign_keys(table, &to.name);
        }
        let name = quote(&to.name);
        let ty = self.ddl.grammar.type_name(to)?;
        let value = converted(from, to, table)?;
        let using = match value {
            Some(value) => format!(" USING {value}"),
            None => String::new(),
        };
        self.alter(table, &format!("ALTER COLUMN {name} TYPE {ty}{using}"));
        for column in &computed {
            let definition = self.ddl.column(column)?;
            self.alter(table, &format!("ADD COLUMN {definition}"));
        }
        Ok(())
    }

    /// The next values come after those that are there.
    fn generate(&mut self, table: &TableName, column: &ColumnSnapshot) {
        let name = quote(&column.name);
        let clause = self.ddl.grammar.generated_key().clause;
        self.alter(table, &format!("ALTER COLUMN {name} ADD {clause}"));
        let rows = self.ddl.grammar.table_name(table);
        self.push(format!(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({name}), 0) + 1, false) FROM {rows}",
            Postgres.text_literal(&rows),
            Postgres.text_literal(&column.name),
        ));
    }
}

pub(super) fn has_other_type(from: &ColumnSnapshot, to: &ColumnSnapshot) -> bool {
    (from.ty, from.max_length) != (to.ty, to.max_length)
}

/// The database refuses another type for a column that another one may be computed from.
pub(super) fn computed_columns<'s>(
    schema: &'s Snapshot,
    table: &TableName,
) -> impl Iterator<Item = &'s ColumnSnapshot> {
    let columns = schema.table(table).into_iter();
    let columns = columns.flat_map(|table| &table.columns);
    columns.filter(|column| column.computed.is_some())
}

/// A column's value as one of its new type, where the database needs to be told.
fn converted(
    from: &ColumnSnapshot,
    to: &ColumnSnapshot,
    table: &TableName,
) -> Result<Option<String>> {
    let name = quote(&to.name);
    if conversion(from.ty, to.ty) == Conversion::Unknown {
        return Err(Error::no_conversion(table, from, to, Dialect::Postgres));
    }
    Ok(match (from.ty, to.ty) {
        (from, to) if from == to => None,
        (SqlType::Bool, SqlType::Int32) => Some(format!("{name}::integer")),
        (SqlType::Bool, _) => Some(format!("{name}::integer::{}", Postgres.cast_name(to.ty))),
        (SqlType::Date, SqlType::Timestamp) => {
            Some(format!("{name}::timestamp AT TIME ZONE 'UTC'"))
        }
        (SqlType::DateTime, SqlType::Timestamp) | (SqlType::Timestamp, SqlType::DateTime) => {
            Some(format!("{name} AT TIME ZONE 'UTC'"))
        }
        (SqlType::Uuid | SqlType::Json, SqlType::Text) => Some(format!("{name}::text")),
        _ => None,
    })
}
