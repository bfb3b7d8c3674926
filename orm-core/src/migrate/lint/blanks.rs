//! The names of a statement, as the texts of rules have blanks for them.

use super::catalog::{Catalog, beside};
use super::step::{Action, Kind, NewColumn, NewConstraint, NewIndex, Reindexed, Step, Type};
use crate::dialect::{Dialect, quote};
use crate::schema::snapshot::TableName;
use crate::sql::ddl::column_list;

/// What a statement is about: `{table}` → `"book"`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Blanks {
    values: Vec<(&'static str, String)>,
}

impl Blanks {
    /// A text with its blanks filled.
    pub(super) fn fill(&self, text: &str) -> String {
        let fill = |text: String, (blank, value): &(&str, String)| {
            text.replace(&format!("{{{blank}}}"), value)
        };
        self.values.iter().fold(text.to_owned(), fill)
    }

    fn set(&mut self, blank: &'static str, value: String) {
        self.values.push((blank, value));
    }

    fn table(&mut self, table: &TableName) {
        self.set("table", sql_name(table));
        self.set("plain_table", table.name.clone());
    }

    fn column(&mut self, column: &str) {
        self.set("column", quote(column));
        self.set("plain_column", column.to_owned());
    }
}

fn sql_name(name: &TableName) -> String {
    Dialect::Postgres.grammar().table_name(name)
}

/// The names of a step.
pub(super) fn blanks(step: &Step, catalog: &Catalog) -> Blanks {
    let mut blanks = Blanks::default();
    match step {
        Step::Alter { table, action } => {
            blanks.table(table);
            of_action(&mut blanks, table, action, catalog);
        }
        Step::CreateIndex(index) => of_index(&mut blanks, index),
        Step::DropIndex { index, .. } => blanks.set("index", sql_name(index)),
        Step::Reindex { target, .. } => match target {
            Reindexed::Table(table) => blanks.set(
                "reindexed",
                format!("TABLE CONCURRENTLY {}", sql_name(table)),
            ),
            Reindexed::Index(index) => blanks.set(
                "reindexed",
                format!("INDEX CONCURRENTLY {}", sql_name(index)),
            ),
            Reindexed::Everything => {}
        },
        step => step
            .table()
            .into_iter()
            .for_each(|table| blanks.table(table)),
    }
    blanks
}

fn of_action(blanks: &mut Blanks, table: &TableName, action: &Action, catalog: &Catalog) {
    match action {
        Action::AddColumn(column) => of_column(blanks, table, column, catalog),
        Action::AlterType { column, ty, .. } => {
            blanks.column(column);
            blanks.set("type", type_name(ty));
        }
        Action::DropColumn(column)
        | Action::SetDefault(column)
        | Action::DropDefault(column)
        | Action::SetNotNull(column)
        | Action::DropNotNull(column) => blanks.column(column),
        Action::RenameColumn { from, to } => {
            blanks.column(from);
            blanks.set("to", quote(to));
        }
        Action::AddConstraint(constraint) => of_constraint(blanks, table, constraint, catalog),
        Action::ValidateConstraint(name) | Action::DropConstraint(name) => {
            blanks.set("constraint", quote(name));
        }
        Action::AttachPartition(part) | Action::DetachPartition { part, .. } => {
            blanks.set("part", sql_name(part));
        }
        _ => {}
    }
}

fn of_column(blanks: &mut Blanks, table: &TableName, column: &NewColumn, catalog: &Catalog) {
    blanks.column(&column.name);
    blanks.set("type", type_name(&column.ty));
    let default = column.default.as_ref().map(|default| &default.text);
    let clause = default.map(|default| format!(" DEFAULT {default}"));
    blanks.set("default_clause", clause.unwrap_or_default());
    if let Some(default) = default {
        blanks.set("default", default.clone());
    }
    for constraint in &column.constraints {
        of_constraint(blanks, table, constraint, catalog);
    }
}

fn of_index(blanks: &mut Blanks, index: &NewIndex) {
    blanks.table(&index.table);
    let name = index.name.clone();
    let name =
        name.unwrap_or_else(|| format!("{}_{}_idx", index.table.name, index.columns.join("_")));
    blanks.set("index", quote(&name));
    blanks.set(
        "unique",
        if index.unique { "UNIQUE " } else { "" }.to_owned(),
    );
    blanks.set("definition", index.definition.clone());
}

fn of_constraint(
    blanks: &mut Blanks,
    table: &TableName,
    constraint: &NewConstraint,
    catalog: &Catalog,
) {
    blanks.set("constraint", quote(&constraint.name_in(table)));
    blanks.set("definition", constraint.definition.clone());
    blanks.set("included", after(&constraint.definition, "INCLUDE"));
    blanks.set("deferred", after(&constraint.definition, "DEFERRABLE"));
    match &constraint.kind {
        Kind::Check(condition) => blanks.set("condition", condition.text.clone()),
        Kind::Unique(columns) | Kind::PrimaryKey(columns) => {
            blanks.set("columns", column_list(columns));
            let is_unique = matches!(constraint.kind, Kind::Unique(_));
            blanks.set(
                "key",
                if is_unique { "UNIQUE" } else { "PRIMARY KEY" }.to_owned(),
            );
        }
        Kind::PrimaryKeyUsing(index) | Kind::UniqueUsing(index) => {
            blanks.set("index", quote(index));
            let known = catalog.index(&beside(table, index));
            let first = known.and_then(|index| index.columns.first());
            first.into_iter().for_each(|column| blanks.column(column));
        }
        Kind::NotNull(column) => blanks.column(column),
        Kind::ForeignKey { .. } | Kind::Exclude => {}
    }
}

/// What stands in a definition from a word on, with a space before it.
fn after(definition: &str, word: &str) -> String {
    let position = definition.to_uppercase().find(word);
    let rest = position.and_then(|position| definition.get(position..));
    rest.map(|rest| format!(" {rest}")).unwrap_or_default()
}

/// `varchar(200)`, `text[]`
fn type_name(ty: &Type) -> String {
    let modifiers: Vec<String> = ty.modifiers.iter().map(ToString::to_string).collect();
    let modifiers = match modifiers.is_empty() {
        true => String::new(),
        false => format!("({})", modifiers.join(", ")),
    };
    let list = if ty.array { "[]" } else { "" };
    format!("{}{modifiers}{list}", ty.name)
}
