//! A random schema as the snapshot that migrations are made of.

use orm::schema::snapshot::{
    CheckSnapshot, ColumnSnapshot, Condition, ForeignKeySnapshot, KeySnapshot, Snapshot, TableName,
    TableSnapshot,
};

use super::{Column, Spec, Table, VARIANTS};

impl Spec {
    /// The schema, whose hints say what is called otherwise than before.
    pub fn snapshot(&self, before: Option<&Spec>) -> Snapshot {
        let tables = self.tables.iter().map(|table| {
            let former = before.and_then(|spec| {
                spec.tables
                    .iter()
                    .find(|former| former.number == table.number)
            });
            table.snapshot(self, former)
        });
        Snapshot {
            tables: tables.collect(),
        }
    }
}

impl Table {
    fn names(&self, numbers: &[u32]) -> Vec<String> {
        numbers
            .iter()
            .map(|&number| self.column(number).name.clone())
            .collect()
    }

    fn constraint(&self, columns: &[String], suffix: &str) -> String {
        let mut parts = vec![self.name.clone()];
        parts.extend(columns.iter().cloned());
        parts.push(suffix.to_owned());
        parts.join("_")
    }

    fn snapshot(&self, spec: &Spec, former: Option<&Table>) -> TableSnapshot {
        let key = |set: &Vec<u32>, suffix: &str| {
            let columns = self.names(set);
            KeySnapshot {
                name: self.constraint(&columns, suffix),
                columns,
                unless: None,
            }
        };
        let unless = self
            .soft_delete
            .map(|number| self.column(number).name.clone());
        let unique = self.unique.iter().map(|set| KeySnapshot {
            unless: unless.clone(),
            ..key(set, "key")
        });
        let mut checks: Vec<CheckSnapshot> = Vec::new();
        for column in &self.columns {
            if self.positive.contains(&column.number) {
                let name = std::slice::from_ref(&column.name);
                checks.push(CheckSnapshot {
                    name: self.constraint(name, "check"),
                    condition: Condition::Sql(format!(
                        "\"{}\" > 0",
                        column.name.replace('"', "\"\"")
                    )),
                });
            }
            if column.variants > 0 {
                let name = std::slice::from_ref(&column.name);
                checks.push(CheckSnapshot {
                    name: self.constraint(name, "variant_check"),
                    condition: Condition::Variants {
                        column: column.name.clone(),
                        values: VARIANTS[..column.variants]
                            .iter()
                            .map(|&v| v.to_owned())
                            .collect(),
                    },
                });
            }
        }
        let foreign_keys = self.keys.iter().map(|foreign_key| {
            let target = spec.table(foreign_key.target);
            let columns = self.names(&foreign_key.columns);
            ForeignKeySnapshot {
                name: self.constraint(&columns, "fkey"),
                columns,
                target: TableName::new(&target.name),
                references: target.names(&foreign_key.references),
                on_delete: foreign_key.on_delete,
                on_update: foreign_key.on_update,
            }
        });
        TableSnapshot {
            name: TableName::new(&self.name),
            renamed_from: former
                .filter(|former| former.name != self.name)
                .map(|former| TableName::new(&former.name)),
            joins: None,
            formerly_joins: None,
            columns: self
                .columns
                .iter()
                .map(|column| self.column_snapshot(column, former))
                .collect(),
            primary_key: KeySnapshot {
                name: self.constraint(&[], "pkey"),
                columns: self.names(&self.key),
                unless: None,
            },
            unique: unique.collect(),
            indexes: self.indexes.iter().map(|set| key(set, "idx")).collect(),
            foreign_keys: foreign_keys.collect(),
            checks,
        }
    }

    fn column_snapshot(&self, column: &Column, former: Option<&Table>) -> ColumnSnapshot {
        let former = former.and_then(|table| {
            table
                .columns
                .iter()
                .find(|former| former.number == column.number)
        });
        let computed = column
            .computed
            .map(|of| format!("\"{}\" * 2", self.column(of).name.replace('"', "\"\"")));
        ColumnSnapshot {
            name: column.name.clone(),
            renamed_from: former
                .filter(|former| former.name != column.name)
                .map(|former| former.name.clone()),
            ty: column.ty,
            max_length: column.max_length,
            nullable: column.nullable,
            generated: column.generated,
            default: column.default.clone(),
            computed,
            backfill: None,
        }
    }
}
