//! What the derives' constants say, as owned data.

use super::{
    CheckSnapshot, ColumnSnapshot, Condition, DefaultSnapshot, ForeignKeySnapshot, KeySnapshot,
    Snapshot, TableName, TableSnapshot,
};
use crate::schema::{Column, Default, ForeignKey, Table, constraint_name};

impl TableName {
    pub(crate) fn of(table: &Table) -> Self {
        TableName {
            schema: table.schema.map(str::to_owned),
            name: table.name.to_owned(),
        }
    }
}

impl TableSnapshot {
    pub(crate) fn of(table: &'static Table) -> Self {
        let key = |set: &[usize], suffix: &str| KeySnapshot {
            name: constraint_name(table, set, suffix),
            columns: names(table, set),
            unless: None,
        };
        let deleted = table.soft_delete.map(|column| table.columns[column].name);
        let unique_key = |set: &Vec<usize>| KeySnapshot {
            unless: deleted.map(str::to_owned),
            ..key(set, "key")
        };
        let unique = table.unique_sets();
        let indexes = table.index_sets();
        let foreign_keys = table.foreign_keys.iter();
        TableSnapshot {
            name: TableName::of(table),
            renamed_from: table.renamed_from.map(|name| TableName {
                schema: table.schema.map(str::to_owned),
                name: name.to_owned(),
            }),
            joins: None,
            formerly_joins: None,
            columns: table.columns.iter().map(ColumnSnapshot::of).collect(),
            primary_key: KeySnapshot {
                name: constraint_name(table, &[], "pkey"),
                columns: names(table, table.primary_key),
                unless: None,
            },
            unique: unique.iter().map(unique_key).collect(),
            indexes: indexes.iter().map(|set| key(set, "idx")).collect(),
            foreign_keys: foreign_keys.map(|key| foreign_key(table, key)).collect(),
            checks: checks(table),
        }
    }
}

impl ColumnSnapshot {
    fn of(column: &Column) -> Self {
        ColumnSnapshot {
            name: column.name.to_owned(),
            renamed_from: column.renamed_from.map(str::to_owned),
            ty: column.ty,
            max_length: column.max_length,
            nullable: column.nullable,
            generated: column.generated,
            default: column.default.map(DefaultSnapshot::from),
            computed: column.computed.map(str::to_owned),
            backfill: column.version.then_some(DefaultSnapshot::Int(1)),
        }
    }
}

impl From<Default> for DefaultSnapshot {
    fn from(default: Default) -> Self {
        match default {
            Default::Bool(value) => DefaultSnapshot::Bool(value),
            Default::Int(value) => DefaultSnapshot::Int(value),
            Default::Number(number) => DefaultSnapshot::Number(number.to_owned()),
            Default::Text(text) => DefaultSnapshot::Text(text.to_owned()),
            Default::Sql(sql) => DefaultSnapshot::Sql(sql.to_owned()),
        }
    }
}

fn names(table: &Table, columns: &[usize]) -> Vec<String> {
    let names = columns.iter().map(|&column| table.columns[column].name);
    names.map(str::to_owned).collect()
}

fn foreign_key(table: &Table, key: &ForeignKey) -> ForeignKeySnapshot {
    let target = (key.target)();
    ForeignKeySnapshot {
        name: constraint_name(table, key.columns, "fkey"),
        columns: names(table, key.columns),
        target: TableName::of(target),
        references: names(target, key.referenced()),
        on_delete: key.on_delete,
        on_update: key.on_update,
    }
}

fn checks(table: &'static Table) -> Vec<CheckSnapshot> {
    let mut checks = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        if let Some(check) = column.check {
            checks.push(CheckSnapshot {
                name: constraint_name(table, &[position], "check"),
                condition: Condition::Sql(check.to_owned()),
            });
        }
        if !column.variants.is_empty() {
            checks.push(CheckSnapshot {
                name: constraint_name(table, &[position], "variant_check"),
                condition: Condition::Variants {
                    column: column.name.to_owned(),
                    values: column.variants.iter().map(|&v| v.to_owned()).collect(),
                },
            });
        }
    }
    checks.extend(table.checks.iter().enumerate().map(|(position, check)| {
        let suffix = match position {
            0 => "check".to_owned(),
            n => format!("check{n}"),
        };
        CheckSnapshot {
            name: constraint_name(table, &[], &suffix),
            condition: Condition::Sql((*check).to_owned()),
        }
    }));
    checks
}

/// Tells each join table which relation it joins.
pub(super) fn name_joins(snapshot: &mut Snapshot, tables: &[&'static Table]) {
    for owner in tables {
        for relation in owner.many_to_many {
            let join = TableName::of((relation.join)());
            let join = snapshot.tables.iter_mut().find(|table| table.name == join);
            if let Some(join) = join {
                let named = |accessor: &str| format!("{}.{accessor}", TableName::of(owner));
                join.joins = Some(named(relation.name));
                join.formerly_joins = relation.renamed_from.map(named);
            }
        }
    }
}
