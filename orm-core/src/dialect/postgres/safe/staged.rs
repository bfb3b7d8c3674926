//! The files of one change that is made in stages.

use super::super::super::{Grammar, quote};
use super::super::Postgres;
use super::super::block::{block, precheck};
use super::split::{fills_each_row, replaced};
use super::{Safe, alone, file_name, transactional};
use crate::error::Result;
use crate::migrate::precheck::Precheck;
use crate::migrate::{Change, Constraint, SafeFile};
use crate::schema::shorten;
use crate::schema::snapshot::{ColumnSnapshot, DefaultSnapshot, KeySnapshot, TableName};

impl Safe {
    /// The files that make a change in stages; `None` where it is made at once.
    pub(super) fn stages(&self, change: &Change, all: &[Change]) -> Result<Option<Vec<SafeFile>>> {
        if self.created.contains(change.table()) && !self.refers_to_used(change) {
            return Ok(None);
        }
        Ok(match change {
            Change::AddConstraint { table, constraint } => {
                let former = replaced(table, constraint, all);
                self.added(change, table, constraint, former)
            }
            Change::DropConstraint { table, constraint } if constraint.is_index() => {
                let is_replaced = super::split::is_moved(change, all);
                (!is_replaced).then(|| vec![self.dropped_index(change, table, constraint.name())])
            }
            Change::AddColumn { table, column } => match &column.default {
                Some(default) if fills_each_row(column) => {
                    Some(self.filled_column(change, table, column, default)?)
                }
                _ => None,
            },
            Change::AlterColumn { table, from, to } => {
                let nullable = ColumnSnapshot {
                    nullable: true,
                    ..to.clone()
                };
                let is_alone = !to.nullable && *from == nullable && !to.generated;
                let is_staged = is_alone && self.is_no_key(table, &to.name);
                is_staged.then(|| self.not_null(change, table, &to.name))
            }
            _ => None,
        })
    }

    /// Whether a new table's foreign key locks one that is in use.
    fn refers_to_used(&self, change: &Change) -> bool {
        matches!(change, Change::AddConstraint { constraint: Constraint::ForeignKey(key), .. }
            if !self.created.contains(&key.target))
    }

    fn is_no_key(&self, table: &TableName, column: &String) -> bool {
        let known = self.current.table(table);
        !known.is_some_and(|known| known.primary_key.columns.contains(column))
    }

    fn added(
        &self,
        change: &Change,
        table: &TableName,
        constraint: &Constraint,
        former: Option<&Constraint>,
    ) -> Option<Vec<SafeFile>> {
        let dropped = former.map(|former| Change::DropConstraint {
            table: table.clone(),
            constraint: former.clone(),
        });
        let changes: Vec<Change> = dropped.into_iter().chain([change.clone()]).collect();
        match constraint {
            Constraint::PrimaryKey(_) => None,
            Constraint::Unique(key) | Constraint::Index(key) => {
                Some(self.built(changes, table, constraint, key, former))
            }
            Constraint::ForeignKey(key) => {
                let definition = self.ddl.foreign_key(key);
                Some(self.tried_later(changes, table, constraint.name(), &definition, former))
            }
            Constraint::Check(check) => {
                let definition = self.ddl.check(check);
                Some(self.tried_later(changes, table, constraint.name(), &definition, former))
            }
        }
    }

    /// An index that is built beside running programs, seen to be valid, and made a constraint where it is one.
    fn built(
        &self,
        changes: Vec<Change>,
        table: &TableName,
        constraint: &Constraint,
        key: &KeySnapshot,
        former: Option<&Constraint>,
    ) -> Vec<SafeFile> {
        let index = match former {
            None => key.name.clone(),
            Some(_) => shorten(format!("{}_new", key.name)),
        };
        let drop = format!("DROP INDEX IF EXISTS {}", self.index_name(table, &index));
        let build = alone(
            file_name("build", &key.name),
            self.build(table, constraint, key, &index),
        );
        let build = SafeFile {
            undo: vec![drop],
            ..build
        };
        let mut statements = vec![self.demand_valid(table, &index)];
        statements.extend(former.map(|former| self.drop_statement(table, former)));
        if !constraint.is_index() {
            let (name, index) = (quote(&key.name), quote(&index));
            statements.push(self.alter(
                table,
                &format!("ADD CONSTRAINT {name} UNIQUE USING INDEX {index}"),
            ));
        } else if former.is_some() {
            let (from, to) = (self.index_name(table, &index), quote(&key.name));
            statements.push(format!("ALTER INDEX {from} RENAME TO {to}"));
        }
        // An index alone is there when it is built; all else when it has its name and its constraint.
        let is_there = constraint.is_index() && former.is_none();
        let verb = if is_there { "check" } else { "add" };
        let finish = transactional(file_name(verb, &key.name), statements);
        match is_there {
            true => vec![SafeFile { changes, ..build }, finish],
            false => vec![build, SafeFile { changes, ..finish }],
        }
    }

    fn build(
        &self,
        table: &TableName,
        constraint: &Constraint,
        key: &KeySnapshot,
        index: &str,
    ) -> String {
        let kind = match constraint {
            Constraint::Index(_) => "INDEX",
            _ => "UNIQUE INDEX",
        };
        let key = KeySnapshot {
            name: index.to_owned(),
            ..key.clone()
        };
        self.ddl
            .create_index(&format!("{kind} CONCURRENTLY IF NOT EXISTS"), table, &key)
    }

    /// An index that failed to be built stays there, and the next attempt would take it for done; one that went with the
    /// constraint on it is not built again by itself.
    fn demand_valid(&self, table: &TableName, index: &str) -> String {
        let name = self.index_name(table, index);
        let literal = Postgres.text_literal(&name);
        precheck(&Precheck {
            from: format!(
                "WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass({literal}) AND indisvalid)"
            ),
            message: format!(
                "the index {name} is not there and whole, as when rows agree in what is to be unique, or when this migration was \
                 taken back alone: mend the rows, take back the one before too (`migrate down`), and migrate again"
            ),
        })
    }

    /// A constraint that holds for new rows at once, and is tried on the others afterwards.
    fn tried_later(
        &self,
        changes: Vec<Change>,
        table: &TableName,
        name: &str,
        definition: &str,
        former: Option<&Constraint>,
    ) -> Vec<SafeFile> {
        let mut statements: Vec<String> = former
            .map(|former| self.drop_statement(table, former))
            .into_iter()
            .collect();
        statements.push(self.alter(table, &format!("ADD {definition} NOT VALID")));
        let add = transactional(file_name("add", name), statements);
        let validate = self.alter(table, &format!("VALIDATE CONSTRAINT {}", quote(name)));
        vec![
            SafeFile { changes, ..add },
            transactional(file_name("validate", name), vec![validate]),
        ]
    }

    /// `NOT NULL` by way of a check, which is tried without stopping anybody.
    fn not_null(&self, change: &Change, table: &TableName, column: &str) -> Vec<SafeFile> {
        let name = shorten(format!("{}_{column}_set", table.name));
        let what = format!("{}_{column}", table.name);
        let (check, column) = (quote(&name), quote(column));
        let add = self.alter(
            table,
            &format!("ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"),
        );
        let validate = self.alter(table, &format!("VALIDATE CONSTRAINT {check}"));
        let set = vec![
            self.alter(table, &format!("ALTER COLUMN {column} SET NOT NULL")),
            self.alter(table, &format!("DROP CONSTRAINT {check}")),
        ];
        let undo = self.alter(table, &format!("DROP CONSTRAINT IF EXISTS {check}"));
        vec![
            SafeFile {
                undo: vec![undo],
                ..transactional(file_name("add", &name), vec![add])
            },
            transactional(file_name("validate", &name), vec![validate]),
            SafeFile {
                changes: vec![change.clone()],
                ..transactional(file_name("require", &what), set)
            },
        ]
    }

    /// A column that new rows fill by its default, and old ones a thousand at a time.
    fn filled_column(
        &self,
        change: &Change,
        table: &TableName,
        column: &ColumnSnapshot,
        default: &DefaultSnapshot,
    ) -> Result<Vec<SafeFile>> {
        let plain = ColumnSnapshot {
            default: None,
            ..column.clone()
        };
        let definition = self.ddl.column(&plain)?;
        let default = self.ddl.literal(default, column.ty)?;
        let name = quote(&column.name);
        let add = vec![
            self.alter(table, &format!("ADD COLUMN {definition}")),
            self.alter(table, &format!("ALTER COLUMN {name} SET DEFAULT {default}")),
        ];
        let rows = self.ddl.grammar.table_name(table);
        let fill = format!(
            "    LOOP\n        UPDATE {rows} SET {name} = DEFAULT\n            \
             WHERE ctid = ANY (ARRAY(SELECT ctid FROM {rows} WHERE {name} IS NULL LIMIT 1000));\n        \
             EXIT WHEN NOT FOUND;\n        COMMIT;\n    END LOOP;"
        );
        let what = format!("{}_{}", table.name, column.name);
        Ok(vec![
            SafeFile {
                changes: vec![change.clone()],
                ..transactional(file_name("add", &what), add)
            },
            alone(file_name("fill", &what), block("backfill", &fill)),
        ])
    }

    fn dropped_index(&self, change: &Change, table: &TableName, name: &str) -> SafeFile {
        let index = self.index_name(table, name);
        SafeFile {
            changes: vec![change.clone()],
            ..alone(
                file_name("drop", name),
                format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"),
            )
        }
    }

    fn drop_statement(&self, table: &TableName, former: &Constraint) -> String {
        match former.is_index() {
            true => format!("DROP INDEX {}", self.index_name(table, former.name())),
            false => self.alter(table, &format!("DROP CONSTRAINT {}", quote(former.name()))),
        }
    }

    fn alter(&self, table: &TableName, action: &str) -> String {
        format!(
            "ALTER TABLE {} {action}",
            self.ddl.grammar.table_name(table)
        )
    }

    /// An index stands in the schema of its table.
    fn index_name(&self, table: &TableName, name: &str) -> String {
        self.ddl.grammar.table_name(&TableName {
            schema: table.schema.clone(),
            name: name.to_owned(),
        })
    }
}
