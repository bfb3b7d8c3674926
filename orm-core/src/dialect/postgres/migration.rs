//! Changes of a schema → statements.

use super::super::{Dialect, Grammar, quote};
use super::Postgres;
use crate::error::{Error, Result};
use crate::migrate::conversion::{Conversion, conversion};
use crate::migrate::precheck::{Precheck, prechecks};
use crate::migrate::{Change, Constraint};
use crate::schema::Snapshot;
use crate::schema::snapshot::{ColumnSnapshot, ForeignKeySnapshot, TableName, TableSnapshot};
use crate::sql::ddl::{Ddl, primary_key, unique};
use crate::types::SqlType;

/// The statements that make these changes, in one transaction.
pub(super) fn migration(from: &Snapshot, changes: &[Change]) -> Result<Vec<String>> {
    let ddl = Ddl::new(Dialect::Postgres);
    let mut migration = Migration {
        ddl,
        current: from.settled(),
        statements: Vec::new(),
        later: Vec::new(),
    };
    let checks = prechecks(changes, ddl);
    migration.statements.extend(checks.iter().map(precheck));
    migration.create_schemas(changes);
    for change in changes {
        migration.make(change, changes)?;
        let applied = migration.current.apply(change);
        applied.map_err(|reason| Error::migration(format!("{change}: {reason}")))?;
    }
    migration.add_later();
    Ok(migration.statements)
}

/// The tables whose computed columns go and come back, with all that is on them.
pub(super) fn rebuilt(from: &Snapshot, changes: &[Change]) -> Vec<TableName> {
    let mut current = from.clone();
    let mut rebuilt = Vec::new();
    for change in changes {
        if let Change::AlterColumn { table, from, to } = change
            && has_other_type(from, to)
            && computed_columns(&current, table).next().is_some()
        {
            rebuilt.push(table.clone());
        }
        if current.apply(change).is_err() {
            break;
        }
    }
    rebuilt
}

/// Raises an error that says what is wrong.
pub(super) fn precheck(check: &Precheck) -> String {
    let message = Postgres.text_literal(&check.message.replace('%', "%%"));
    format!(
        "DO $check$ BEGIN\n    IF EXISTS (SELECT 1 {}) THEN\n        RAISE EXCEPTION {message};\n    END IF;\nEND $check$",
        check.from
    )
}

struct Migration {
    ddl: Ddl,
    /// The schema as the statements so far leave it.
    current: Snapshot,
    statements: Vec<String>,
    /// Constraints and indexes that come, or come back, when the columns under them are as they will be: by table.
    later: Vec<(TableName, Constraint)>,
}

impl Migration {
    fn push(&mut self, statement: String) {
        self.statements.push(statement);
    }

    fn alter(&mut self, table: &TableName, action: &str) {
        let table = self.ddl.grammar.table_name(table);
        self.push(format!("ALTER TABLE {table} {action}"));
    }

    fn create_schemas(&mut self, changes: &[Change]) {
        let is_known = |table: &&TableSnapshot| {
            let mut tables = self.current.tables.iter();
            tables.any(|known| known.name.schema == table.name.schema)
        };
        let created = changes.iter().filter_map(|change| match change {
            Change::CreateTable(table) => Some(table),
            _ => None,
        });
        let created: Vec<TableSnapshot> = created.filter(|t| !is_known(t)).cloned().collect();
        self.statements.extend(self.ddl.create_schemas(&created));
    }

    fn make(&mut self, change: &Change, all: &[Change]) -> Result<()> {
        match change {
            Change::CreateTable(table) => self.create_table(table)?,
            Change::DropTable(table) => {
                let table = self.ddl.grammar.table_name(table);
                self.push(format!("DROP TABLE {table}"));
            }
            Change::RenameTable { from, to, .. } => self.rename_table(from, to),
            Change::AddColumn { table, column } => self.add_column(table, column)?,
            Change::DropColumn { table, column } => {
                self.alter(table, &format!("DROP COLUMN {}", quote(&column.name)));
            }
            Change::RenameColumn { table, from, to } => {
                let action = format!("RENAME COLUMN {} TO {}", quote(from), quote(to));
                self.alter(table, &action);
                self.rename_in_later(table, from, to);
            }
            Change::AlterColumn { table, from, to } => self.alter_column(table, from, to)?,
            Change::AddConstraint { table, constraint } => {
                self.later.push((table.clone(), constraint.clone()));
            }
            Change::DropConstraint { table, constraint } => {
                self.set_aside_keys_on(table, constraint, all);
                self.drop_constraint(table, constraint);
            }
            Change::RenameConstraint {
                table,
                from,
                constraint,
            } => self.rename_constraint(table, from, constraint),
        }
        Ok(())
    }

    /// A table with the foreign keys whose targets are there; the others come later.
    fn create_table(&mut self, table: &TableSnapshot) -> Result<()> {
        let is_there = |key: &ForeignKeySnapshot| {
            let target = match key.target == table.name {
                true => Some(table),
                false => self.current.table(&key.target),
            };
            target.is_some_and(|target| is_key(target, &key.references))
        };
        let keys = table.foreign_keys.iter().cloned();
        let (now, later): (Vec<_>, Vec<_>) = keys.partition(is_there);
        let create = self.ddl.create_table(table, &now)?;
        self.push(create);
        self.statements.extend(self.ddl.create_indexes(table));
        let later = later.into_iter().map(Constraint::ForeignKey);
        self.later
            .extend(later.map(|key| (table.name.clone(), key)));
        Ok(())
    }

    fn rename_table(&mut self, from: &TableName, to: &TableName) {
        let mut place = from.clone();
        if from.schema != to.schema {
            let schema = to.schema.as_deref().unwrap_or("public");
            self.alter(&place, &format!("SET SCHEMA {}", quote(schema)));
            place.schema.clone_from(&to.schema);
        }
        if from.name != to.name {
            self.alter(&place, &format!("RENAME TO {}", quote(&to.name)));
        }
        for (table, constraint) in &mut self.later {
            if table == from {
                *table = to.clone();
            }
            if let Constraint::ForeignKey(key) = constraint
                && key.target == *from
            {
                key.target = to.clone();
            }
        }
    }

    fn rename_in_later(&mut self, table: &TableName, from: &str, to: &str) {
        for (holder, constraint) in &mut self.later {
            let Constraint::ForeignKey(key) = constraint else {
                continue;
            };
            let own = key.columns.iter_mut().filter(|_| holder == table);
            let target = key.references.iter_mut().filter(|_| key.target == *table);
            for name in own.chain(target).filter(|name| *name == from) {
                to.clone_into(name);
            }
        }
    }

    /// A column with a value for the rows that are there; what only they need is no default afterwards.
    fn add_column(&mut self, table: &TableName, column: &ColumnSnapshot) -> Result<()> {
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

    fn alter_column(
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

    /// Takes away what is on a column until the end of the migration.
    fn set_aside(&mut self, table: &TableName, column: &String) {
        self.set_aside_foreign_keys(table, column);
        let own = self
            .current
            .table(table)
            .into_iter()
            .flat_map(TableSnapshot::constraints);
        let own: Vec<Constraint> = own.filter(|own| own.columns().contains(column)).collect();
        for constraint in own {
            self.set_aside_constraint(table, &constraint);
        }
    }

    /// Takes away the foreign keys that hold a column or refer to it.
    fn set_aside_foreign_keys(&mut self, table: &TableName, column: &String) {
        let holders = self.current.tables.iter();
        let keys =
            holders.flat_map(|holder| holder.foreign_keys.iter().map(move |key| (holder, key)));
        let touched = keys.filter(|(holder, key)| {
            holder.name == *table && key.columns.contains(column)
                || key.target == *table && key.references.contains(column)
        });
        let touched: Vec<(TableName, Constraint)> = touched
            .map(|(holder, key)| (holder.name.clone(), Constraint::ForeignKey(key.clone())))
            .collect();
        for (holder, key) in touched {
            self.set_aside_constraint(&holder, &key);
        }
    }

    /// A key cannot go while foreign keys refer to it: those that stay come back when another one is there.
    fn set_aside_keys_on(&mut self, table: &TableName, constraint: &Constraint, all: &[Change]) {
        if !matches!(
            constraint,
            Constraint::PrimaryKey(_) | Constraint::Unique(_)
        ) {
            return;
        }
        let is_dropped = |holder: &TableName, key: &ForeignKeySnapshot| {
            all.iter().any(|change| {
                matches!(change, Change::DropConstraint { table, constraint: Constraint::ForeignKey(dropped) }
                    if table == holder && dropped.name == key.name)
            })
        };
        let keys = self.current.referrers(table);
        let keys = keys.filter(|(_, key)| key.references == constraint.columns());
        let keys = keys.filter(|(holder, key)| !is_dropped(&holder.name, key));
        let keys: Vec<_> = keys
            .map(|(holder, key)| (holder.name.clone(), Constraint::ForeignKey(key.clone())))
            .collect();
        for (holder, key) in keys {
            self.set_aside_constraint(&holder, &key);
        }
    }

    fn set_aside_constraint(&mut self, table: &TableName, constraint: &Constraint) {
        let entry = (table.clone(), constraint.clone());
        if !self.later.contains(&entry) {
            self.drop_constraint(table, constraint);
            self.later.push(entry);
        }
    }

    fn drop_constraint(&mut self, table: &TableName, constraint: &Constraint) {
        // Already taken away for a while: it does not come back.
        let entry = (table.clone(), constraint.clone());
        if let Some(position) = self.later.iter().position(|later| *later == entry) {
            self.later.remove(position);
            return;
        }
        match is_index(constraint) {
            true => {
                let name = self.index(table, constraint.name());
                self.push(format!("DROP INDEX {name}"));
            }
            false => {
                let name = quote(constraint.name());
                self.alter(table, &format!("DROP CONSTRAINT {name}"));
            }
        }
    }

    fn rename_constraint(&mut self, table: &TableName, from: &str, constraint: &Constraint) {
        let is_aside = |(holder, later): &&mut (TableName, Constraint)| {
            holder == table && later.name() == from
        };
        if let Some((_, later)) = self.later.iter_mut().find(is_aside) {
            *later = constraint.clone();
            return;
        }
        let to = quote(constraint.name());
        match is_index(constraint) {
            true => {
                let from = self.index(table, from);
                self.push(format!("ALTER INDEX {from} RENAME TO {to}"));
            }
            false => {
                let action = format!("RENAME CONSTRAINT {} TO {to}", quote(from));
                self.alter(table, &action);
            }
        }
    }

    /// An index stands in the schema of its table.
    fn index(&self, table: &TableName, name: &str) -> String {
        self.ddl.grammar.table_name(&TableName {
            schema: table.schema.clone(),
            name: name.to_owned(),
        })
    }

    /// Keys first, and foreign keys last.
    fn add_later(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        later.sort_by_key(|(_, constraint)| match constraint {
            Constraint::PrimaryKey(_) => 0,
            Constraint::Unique(_) => 1,
            Constraint::Check(_) => 2,
            Constraint::Index(_) => 3,
            Constraint::ForeignKey(_) => 4,
        });
        for (table, constraint) in &later {
            self.add_constraint(table, constraint);
        }
    }

    fn add_constraint(&mut self, table: &TableName, constraint: &Constraint) {
        let definition = match constraint {
            Constraint::PrimaryKey(key) => primary_key(key),
            Constraint::Unique(key) if key.unless.is_none() => unique(key),
            Constraint::Unique(key) => {
                let create = self.ddl.create_index("UNIQUE INDEX", table, key);
                return self.push(create);
            }
            Constraint::Index(key) => {
                let create = self.ddl.create_index("INDEX", table, key);
                return self.push(create);
            }
            Constraint::ForeignKey(key) => self.ddl.foreign_key(key),
            Constraint::Check(check) => self.ddl.check(check),
        };
        self.alter(table, &format!("ADD {definition}"));
    }
}

fn has_other_type(from: &ColumnSnapshot, to: &ColumnSnapshot) -> bool {
    (from.ty, from.max_length) != (to.ty, to.max_length)
}

/// The database refuses another type for a column that another one may be computed from.
fn computed_columns<'s>(
    schema: &'s Snapshot,
    table: &TableName,
) -> impl Iterator<Item = &'s ColumnSnapshot> {
    let columns = schema.table(table).into_iter();
    let columns = columns.flat_map(|table| &table.columns);
    columns.filter(|column| column.computed.is_some())
}

fn is_index(constraint: &Constraint) -> bool {
    match constraint {
        Constraint::Index(_) => true,
        Constraint::Unique(key) => key.unless.is_some(),
        _ => false,
    }
}

/// Whether rows can be referred to by these columns.
fn is_key(table: &TableSnapshot, columns: &[String]) -> bool {
    let mut unique = table.unique.iter().filter(|key| key.unless.is_none());
    table.primary_key.columns == columns || unique.any(|key| key.columns == columns)
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
