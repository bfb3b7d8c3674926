//! Tables, constraints and indexes, written from owned data: what creates a whole schema, and the parts that migrations
//! change it by.

use crate::dialect::{Dialect, Grammar, quote};
use crate::error::Result;
use crate::schema::snapshot::{
    CheckSnapshot, ColumnSnapshot, Condition, DefaultSnapshot, ForeignKeySnapshot, KeySnapshot,
    Snapshot, TableName, TableSnapshot,
};
use crate::schema::{Action, Table, shorten};
use crate::types::SqlType;

/// The statements that create one table with its constraints and indexes; references to other tables included.
pub(crate) fn create_table_sql(table: &'static Table, dialect: Dialect) -> String {
    let ddl = Ddl::new(dialect);
    let table = TableSnapshot::of(table);
    match ddl.create_table(&table, &table.foreign_keys) {
        Ok(create) => {
            let statements: Vec<String> = std::iter::once(create)
                .chain(ddl.create_indexes(&table))
                .map(|statement| format!("{statement};"))
                .collect();
            statements.join("\n")
        }
        Err(error) => format!("-- {error}"),
    }
}

/// The statements that create tables, in this order. A foreign key to a table that comes later is added afterwards, where
/// the database can do that, and stands in the table where it need not be there yet.
pub(crate) fn create_schema(snapshot: &Snapshot, dialect: Dialect) -> Result<Vec<String>> {
    let ddl = Ddl::new(dialect);
    let mut statements = ddl.create_schemas(&snapshot.tables);
    let mut later = Vec::new();
    for (position, table) in snapshot.tables.iter().enumerate() {
        let known = &snapshot.tables[..=position];
        let is_known = |key: &ForeignKeySnapshot| known.iter().any(|t| t.name == key.target);
        let keys = table.foreign_keys.iter().cloned();
        let (now, after): (Vec<_>, Vec<_>) =
            keys.partition(|key| !ddl.grammar.adds_constraints() || is_known(key));
        statements.push(ddl.create_table(table, &now)?);
        statements.extend(ddl.create_indexes(table));
        later.extend(
            after
                .iter()
                .map(|key| ddl.add_foreign_key(&table.name, key)),
        );
    }
    statements.extend(later);
    Ok(statements)
}

/// Writes definitions in a database's manner.
#[derive(Clone, Copy)]
pub(crate) struct Ddl {
    pub(crate) grammar: &'static dyn Grammar,
}

impl Ddl {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Ddl {
            grammar: dialect.grammar(),
        }
    }

    /// What makes the database schemas that tables stand in.
    pub(crate) fn create_schemas(self, tables: &[TableSnapshot]) -> Vec<String> {
        let names = tables
            .iter()
            .filter_map(|table| table.name.schema.as_deref());
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        let create = |name| self.grammar.create_schema(name);
        names.into_iter().filter_map(create).collect()
    }

    /// A table with these of its foreign keys.
    pub(crate) fn create_table(
        self,
        table: &TableSnapshot,
        foreign_keys: &[ForeignKeySnapshot],
    ) -> Result<String> {
        self.create_table_with(table, &self.checks(table), foreign_keys)
    }

    /// A table with these checks and foreign keys.
    pub(crate) fn create_table_with(
        self,
        table: &TableSnapshot,
        checks: &[CheckSnapshot],
        foreign_keys: &[ForeignKeySnapshot],
    ) -> Result<String> {
        let mut lines = Vec::new();
        for column in &table.columns {
            lines.push(self.column(column)?);
        }
        if !self.key_is_in_column(table) {
            lines.push(primary_key(&table.primary_key));
        }
        let constraints = table.unique.iter().filter(|key| key.unless.is_none());
        lines.extend(constraints.map(unique));
        lines.extend(checks.iter().map(|check| self.check(check)));
        lines.extend(foreign_keys.iter().map(|key| self.foreign_key(key)));
        Ok(format!(
            "CREATE TABLE {} (\n    {}\n)",
            self.grammar.table_name(&table.name),
            lines.join(",\n    ")
        ))
    }

    /// Whether the primary key is declared where its column is, and not as a constraint.
    pub(crate) fn key_is_in_column(self, table: &TableSnapshot) -> bool {
        let mut columns = table.columns.iter();
        columns.any(|column| column.generated) && self.grammar.generated_key().is_primary_key
    }

    /// A column's definition, its constraints aside.
    pub(crate) fn column(self, column: &ColumnSnapshot) -> Result<String> {
        let name = quote(&column.name);
        if column.generated {
            let generated = self.grammar.generated_key();
            let ty = match generated.type_name {
                Some(ty) => ty.to_owned(),
                None => self.grammar.type_name(column)?,
            };
            return Ok(format!("{name} {ty} {}", generated.clause));
        }
        let mut definition = format!("{name} {}", self.grammar.type_name(column)?);
        if !column.nullable {
            definition.push_str(" NOT NULL");
        }
        if let Some(sql) = &column.computed {
            definition.push_str(&format!(" GENERATED ALWAYS AS ({sql}) STORED"));
        }
        if let Some(default) = &column.default {
            let literal = self.literal(default, column.ty)?;
            definition.push_str(&format!(" DEFAULT {literal}"));
        }
        Ok(definition)
    }

    /// A default as a column of this type stores it.
    pub(crate) fn literal(self, default: &DefaultSnapshot, ty: SqlType) -> Result<String> {
        let grammar = self.grammar;
        Ok(match default {
            DefaultSnapshot::Bool(value) => grammar.bool_literal(*value).to_owned(),
            DefaultSnapshot::Int(value) => grammar.number_literal(&value.to_string(), ty)?,
            DefaultSnapshot::Number(value) => grammar.number_literal(value, ty)?,
            DefaultSnapshot::Text(text) => grammar.text_literal(text),
            DefaultSnapshot::Sql(sql) => format!("({sql})"),
        })
    }

    /// A table's checks, and those of types that the database does not enforce by itself.
    pub(crate) fn checks(self, table: &TableSnapshot) -> Vec<CheckSnapshot> {
        let of_types = self.type_checks(table).into_iter();
        let declared = table.checks.iter().cloned();
        declared.chain(of_types.map(|(_, check)| check)).collect()
    }

    /// The checks that columns bring by their types, each with its column.
    pub(crate) fn type_checks(self, table: &TableSnapshot) -> Vec<(String, CheckSnapshot)> {
        // What a key refers to is checked there, and a generated key is the database's own.
        let is_checked =
            |column: &&ColumnSnapshot| !column.generated && !table.is_foreign_key(&column.name);
        let columns = table.columns.iter().filter(is_checked);
        let checks = columns.flat_map(|column| {
            let checks = self.grammar.type_checks(column).into_iter();
            checks.map(|(suffix, condition)| {
                let check = CheckSnapshot {
                    name: shorten(format!("{}_{}_{suffix}", table.name.name, column.name)),
                    condition: Condition::Sql(condition),
                };
                (column.name.clone(), check)
            })
        });
        checks.collect()
    }

    /// `CONSTRAINT … CHECK (…)`
    pub(crate) fn check(self, check: &CheckSnapshot) -> String {
        let condition = self.condition(&check.condition);
        constraint(&check.name, &format!("CHECK ({condition})"))
    }

    /// What a check demands, in SQL.
    pub(crate) fn condition(self, condition: &Condition) -> String {
        match condition {
            Condition::Sql(sql) => sql.clone(),
            Condition::Variants { column, values } => {
                let values = values.iter().map(|value| self.grammar.text_literal(value));
                let values: Vec<String> = values.collect();
                format!("{} IN ({})", quote(column), values.join(", "))
            }
        }
    }

    /// `CONSTRAINT … FOREIGN KEY (…) REFERENCES …`
    pub(crate) fn foreign_key(self, key: &ForeignKeySnapshot) -> String {
        let columns = column_list(&key.columns);
        let references = self.references(key);
        constraint(&key.name, &format!("FOREIGN KEY ({columns}) {references}"))
    }

    /// `CONSTRAINT … REFERENCES …`, in the definition of its column.
    pub(crate) fn column_reference(self, key: &ForeignKeySnapshot) -> String {
        constraint(&key.name, &self.references(key))
    }

    fn references(self, key: &ForeignKeySnapshot) -> String {
        let mut references = format!(
            "REFERENCES {} ({}) ON DELETE {}",
            self.grammar.table_name(&key.target),
            column_list(&key.references),
            key.on_delete.sql(),
        );
        if key.on_update != Action::NoAction {
            references.push_str(&format!(" ON UPDATE {}", key.on_update.sql()));
        }
        references
    }

    /// Adds a foreign key to a table that is there.
    pub(crate) fn add_foreign_key(self, table: &TableName, key: &ForeignKeySnapshot) -> String {
        format!(
            "ALTER TABLE {} ADD {}",
            self.grammar.table_name(table),
            self.foreign_key(key)
        )
    }

    /// All indexes of a table, but for those of its constraints.
    pub(crate) fn create_indexes(self, table: &TableSnapshot) -> Vec<String> {
        let unique = table.unique.iter().filter(|key| key.unless.is_some());
        let unique = unique.map(|key| self.create_index("UNIQUE INDEX", &table.name, key));
        let indexes = table.indexes.iter();
        unique
            .chain(indexes.map(|key| self.create_index("INDEX", &table.name, key)))
            .collect()
    }

    /// `CREATE INDEX … ON … (…)`, over the rows that its key does not leave out.
    pub(crate) fn create_index(self, kind: &str, table: &TableName, key: &KeySnapshot) -> String {
        let index = format!(
            "CREATE {kind} {} ON {} ({})",
            self.grammar.index_name(table, &key.name),
            self.grammar.table_name(table),
            column_list(&key.columns)
        );
        match &key.unless {
            Some(column) => format!("{index} WHERE {} IS NULL", quote(column)),
            None => index,
        }
    }
}

/// `CONSTRAINT … PRIMARY KEY (…)`
pub(crate) fn primary_key(key: &KeySnapshot) -> String {
    let columns = column_list(&key.columns);
    constraint(&key.name, &format!("PRIMARY KEY ({columns})"))
}

/// `CONSTRAINT … UNIQUE (…)`
pub(crate) fn unique(key: &KeySnapshot) -> String {
    let columns = column_list(&key.columns);
    constraint(&key.name, &format!("UNIQUE ({columns})"))
}

fn constraint(name: &str, definition: &str) -> String {
    format!("CONSTRAINT {} {definition}", quote(name))
}

/// `"a", "b"`
pub(crate) fn column_list(columns: &[String]) -> String {
    let names: Vec<String> = columns.iter().map(|name| quote(name)).collect();
    names.join(", ")
}
