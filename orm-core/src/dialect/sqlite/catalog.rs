//! What a SQLite database has: the pragmas tell what holds, and the text of a definition how it is called.

use super::Sqlite;
use super::definition::{Constraint, Definition};
use crate::dialect::catalog::{self, Answer, Catalog, Record};
use crate::dialect::{Grammar, Lexicon};
use crate::migrate::live::{Generation, LiveCheck, LiveColumn, LiveForeignKey, LiveKey, LiveTable};
use crate::schema::Action;
use crate::schema::snapshot::TableName;
use crate::sql::tokens;

/// Ordinary tables: none of SQLite's own, no virtual ones, nor what stands behind those.
const TABLES: &str = "SELECT l.name, m.sql, CAST(l.wr AS TEXT), CAST(l.strict AS TEXT) \
     FROM pragma_table_list AS l JOIN sqlite_schema AS m ON m.type = 'table' AND m.name = l.name \
     WHERE l.schema = 'main' AND l.type = 'table' AND substr(l.name, 1, 7) <> 'sqlite_' AND l.name <> '_sqlx_migrations'";

const COLUMNS: &str = "SELECT m.name, c.name, c.type, CAST(c.\"notnull\" AS TEXT), CAST(c.dflt_value AS TEXT), \
     CAST(c.pk AS TEXT), CAST(c.hidden AS TEXT) \
     FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c WHERE m.type = 'table' ORDER BY m.name, c.cid";

const INDEXES: &str = "SELECT m.name, i.name, i.origin, s.sql, \
     (SELECT json_group_array(x.name) FROM pragma_index_info(i.name) AS x) \
     FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS i \
     LEFT JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = i.name \
     WHERE m.type = 'table' ORDER BY m.name, i.seq DESC";

const FOREIGN_KEYS: &str = "SELECT m.name, CAST(k.seq AS TEXT), k.\"table\", k.\"from\", k.\"to\", k.on_delete, k.on_update \
     FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS k \
     WHERE m.type = 'table' ORDER BY m.name, k.id DESC, k.seq";

impl Catalog for Sqlite {
    fn queries(&self) -> &'static [&'static str] {
        &[TABLES, COLUMNS, INDEXES, FOREIGN_KEYS]
    }

    fn tables(&self, answers: Vec<Answer>) -> Vec<LiveTable> {
        let mut answers = answers.into_iter();
        let mut rows = || answers.next().unwrap_or_default().into_iter();
        let lexicon = self.lexicon();
        let mut found: Vec<Found> = rows().map(|row| Found::read(row, lexicon)).collect();
        let reads: [fn(&mut Found, Record, &Lexicon); 3] =
            [Found::column, Found::index, Found::foreign_key];
        for read in reads {
            for mut row in rows() {
                let name = row.text();
                if let Some(found) = found.iter_mut().find(|found| found.name == name) {
                    read(found, row, lexicon);
                }
            }
        }
        let mut tables: Vec<LiveTable> = found.into_iter().map(Found::table).collect();
        resolve(&mut tables);
        tables
    }
}

/// A table on its way.
struct Found {
    name: String,
    table: LiveTable,
    definition: Definition,
    /// The columns of the primary key, each with its place in it.
    key: Vec<(usize, String)>,
    /// Whether the primary key is kept apart from the rows' numbers.
    key_is_apart: bool,
}

impl Found {
    fn read(mut row: Record, lexicon: &Lexicon) -> Self {
        let name = row.text();
        let definition = Definition::parse(&row.text(), lexicon);
        let (without_row_numbers, strict) = (row.flag(), row.flag());
        let mut table = LiveTable::named(TableName::from(name.clone()));
        let options = [(without_row_numbers, "WITHOUT ROWID"), (strict, "STRICT")];
        let options = options.into_iter().filter(|(given, _)| *given);
        table.options = options.map(|(_, option)| option.to_owned()).collect();
        let checks = definition.checks.iter();
        table.checks = checks
            .map(|(name, condition)| LiveCheck {
                name: name.clone(),
                condition: condition.clone(),
                validated: true,
            })
            .collect();
        Found {
            name,
            table,
            definition,
            key: Vec::new(),
            key_is_apart: without_row_numbers,
        }
    }

    fn column(&mut self, mut row: Record, lexicon: &Lexicon) {
        let (name, ty, required) = (row.text(), row.text(), row.flag());
        let default = row.optional();
        let place: usize = row.text().parse().unwrap_or(0);
        let hidden = row.text();
        if place > 0 {
            self.key.push((place, name.clone()));
        }
        let of_this = |named: &[(String, String)]| {
            let mut named = named.iter();
            let found = named.find(|(column, _)| column.eq_ignore_ascii_case(&name));
            found.map(|(_, text)| text.clone())
        };
        self.table.columns.push(LiveColumn {
            comment: None,
            ty,
            base: None,
            nullable: !required,
            default: default.map(|text| tokens::expression(&text, lexicon)),
            generation: None,
            computed: of_this(&self.definition.computed),
            is_virtual: hidden == "2",
            collation: of_this(&self.definition.collations),
            name,
        });
    }

    fn index(&mut self, mut row: Record, lexicon: &Lexicon) {
        let (name, origin, sql) = (row.text(), row.text(), row.optional());
        match (origin.as_str(), sql) {
            ("pk", _) => self.key_is_apart = true,
            (_, Some(sql)) => self.table.indexes.push(catalog::index(&sql, name, lexicon)),
            (_, None) => {
                let columns = row.list();
                let unique = named(&mut self.definition.unique, columns);
                self.table.unique.push(unique);
            }
        }
    }

    fn foreign_key(&mut self, mut row: Record, _: &Lexicon) {
        let is_first = row.text() == "0";
        let (target, column, reference) = (row.text(), row.text(), row.optional());
        let (on_delete, on_update) = (action(&row.text()), action(&row.text()));
        let keys = &mut self.table.foreign_keys;
        if is_first {
            keys.push(LiveForeignKey {
                name: None,
                columns: Vec::new(),
                target: TableName::from(target),
                references: Vec::new(),
                on_delete,
                on_update,
                options: None,
                validated: true,
            });
        }
        if let Some(key) = keys.last_mut() {
            key.columns.push(column);
            key.references.extend(reference);
        }
    }

    fn table(mut self) -> LiveTable {
        for key in &mut self.table.foreign_keys {
            let said = named(&mut self.definition.foreign_keys, key.columns.clone());
            (key.name, key.options) = (said.name, said.options);
        }
        self.key.sort();
        let columns: Vec<String> = self.key.into_iter().map(|(_, name)| name).collect();
        if columns.is_empty() {
            return self.table;
        }
        if !self.key_is_apart {
            self.table
                .number(&columns[0], self.definition.autoincrement);
        }
        let mut said: Vec<Constraint> = self.definition.primary_key.into_iter().collect();
        self.table.primary_key = Some(named(&mut said, columns));
        self.table
    }
}

impl LiveTable {
    /// Says of the column that it is the number of its row, which is never `NULL`.
    fn number(&mut self, column: &str, never_again: bool) {
        let mut columns = self.columns.iter_mut();
        if let Some(column) = columns.find(|found| found.name == column) {
            column.nullable = false;
            column.generation = Some(match never_again {
                true => Generation::Autoincrement,
                false => Generation::RowNumber,
            });
        }
    }
}

/// A key over these columns, called as the definition says, which says it once.
fn named(said: &mut Vec<Constraint>, columns: Vec<String>) -> LiveKey {
    let position = said.iter().position(|constraint| {
        let mut pairs = constraint.columns.iter().zip(&columns);
        constraint.columns.len() == columns.len() && pairs.all(|(a, b)| a.eq_ignore_ascii_case(b))
    });
    let constraint = position.map(|position| said.remove(position));
    let (name, options) = constraint.map_or((None, None), |found| (found.name, found.options));
    LiveKey {
        name,
        columns,
        options,
    }
}

fn action(text: &str) -> Action {
    let actions = [
        Action::Restrict,
        Action::Cascade,
        Action::SetNull,
        Action::SetDefault,
    ];
    let found = actions.into_iter().find(|action| action.sql() == text);
    found.unwrap_or(Action::NoAction)
}

/// Has foreign keys name their targets as those are called, and the columns that they leave out.
fn resolve(tables: &mut [LiveTable]) {
    let known: Vec<LiveTable> = tables.to_vec();
    for key in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        let written = key.target.to_string();
        let called = |table: &&LiveTable| table.name.to_string().eq_ignore_ascii_case(&written);
        let Some(target) = known.iter().find(called) else {
            continue;
        };
        key.target = target.name.clone();
        if key.references.is_empty() {
            let columns = target.primary_key.iter().map(|key| key.columns.clone());
            key.references = columns.flatten().collect();
        }
        for reference in &mut key.references {
            let mut columns = target.columns.iter();
            if let Some(column) = columns.find(|c| c.name.eq_ignore_ascii_case(reference)) {
                reference.clone_from(&column.name);
            }
        }
    }
}
