//! Join tables that are just as a many-to-many relation would make them.

use orm_core::migrate::live::{LiveForeignKey, LiveSchema, LiveTable};
use orm_core::schema::Action;
use orm_core::schema::snapshot::TableName;

use super::naming;
use super::plan::{ManyToMany, Model};

/// A join table without a model.
pub(super) struct Join<'l> {
    pub(super) table: &'l LiveTable,
    owner: TableName,
    target: TableName,
    /// The relation's name, which is part of the table's.
    relation: String,
}

/// The join tables that are just as a relation would make them.
pub(super) fn generated(live: &LiveSchema) -> Vec<Join<'_>> {
    live.tables
        .iter()
        .filter_map(|table| join(live, table))
        .collect()
}

fn join<'l>(live: &LiveSchema, table: &'l LiveTable) -> Option<Join<'l>> {
    let [one, other] = &table.foreign_keys[..] else {
        return None;
    };
    let has_more = !table.unique.is_empty()
        || !table.options.is_empty()
        || !table.other_constraints.is_empty()
        || table
            .checks
            .iter()
            .any(|check| !live.is_guard(table, check));
    if has_more || live.tables.iter().any(|other| refers_to(other, table)) {
        return None;
    }
    [(one, other), (other, one)]
        .into_iter()
        .find_map(|(near, far)| {
            let owner = live.table(&near.target)?;
            let target = live.table(&far.target)?;
            let relation = table
                .name
                .name
                .strip_prefix(&format!("{}_", owner.name.name))?;
            let is_name = naming::snake_case(relation) == relation;
            (is_name
                && owner.name.schema == table.name.schema
                && is_as_made(table, near, far, [owner, target]))
            .then(|| Join {
                table,
                owner: owner.name.clone(),
                target: target.name.clone(),
                relation: relation.to_owned(),
            })
        })
}

fn refers_to(table: &LiveTable, target: &LiveTable) -> bool {
    table
        .foreign_keys
        .iter()
        .any(|key| key.target == target.name)
}

/// Whether each part is as the relation would make it, and there is no other.
fn is_as_made(
    table: &LiveTable,
    near: &LiveForeignKey,
    far: &LiveForeignKey,
    [owner, target]: [&LiveTable; 2],
) -> bool {
    let prefixes = match owner.name.name == target.name.name {
        true => ["from_", "to_"],
        false => ["", ""],
    };
    let of_owner = join_columns(owner, prefixes[0]);
    let of_target = join_columns(target, prefixes[1]);
    let key = table.primary_key.as_ref().map(|key| &key.columns);
    let all = [of_owner.clone(), of_target.clone()].concat();
    let mut columns = table.columns.iter();
    is_key_as_made(near, &of_owner, owner)
        && is_key_as_made(far, &of_target, target)
        && has_way_back(table, &of_target)
        && key == Some(&all)
        && table.columns.len() == all.len()
        && columns.all(|column| !column.nullable && column.default.is_none())
}

/// The columns that a join table has for the key of one side.
fn join_columns(side: &LiveTable, prefix: &str) -> Vec<String> {
    let key = side.primary_key.iter().flat_map(|key| &key.columns);
    let table = &side.name.name;
    key.map(|column| format!("{prefix}{table}_{column}"))
        .collect()
}

fn is_key_as_made(key: &LiveForeignKey, columns: &[String], target: &LiveTable) -> bool {
    let references = target.primary_key.as_ref().map(|key| &key.columns);
    key.columns == columns
        && references == Some(&key.references)
        && [key.on_delete, key.on_update] == [Action::Cascade; 2]
        && key.options.is_none()
        && key.validated
}

/// Whether its one index is that of the second side.
fn has_way_back(table: &LiveTable, columns: &[String]) -> bool {
    match &table.indexes[..] {
        [index] => index.is_plain() && !index.unique && index.columns.as_deref() == Some(columns),
        _ => false,
    }
}

/// Gives the models the relations that make their tables by themselves.
pub(super) fn relate(models: &mut [Model<'_>], joins: &[Join<'_>]) -> Vec<String> {
    let mut skipped = Vec::new();
    for join in joins {
        let of = |name: &TableName| models.iter().position(|model| model.table.name == *name);
        match (of(&join.owner), of(&join.target)) {
            (Some(owner), Some(target)) => {
                generate(models, owner, target, &join.relation, &mut skipped)
            }
            _ => skipped.push(format!(
                "the table `{}`: it joins tables that have no model",
                join.table.name
            )),
        }
    }
    skipped
}

fn generate(
    models: &mut [Model<'_>],
    owner: usize,
    target: usize,
    relation: &str,
    skipped: &mut Vec<String>,
) {
    // The table is called after the relation, which can have no other name.
    let name = models[owner].taken.first(&[relation.to_owned()]);
    if name != relation {
        skipped.push(format!(
            "the table `{}_{relation}`: `{}` has another `{relation}`",
            models[owner].table.name, models[owner].name
        ));
        return;
    }
    let related = naming::plural(&naming::snake_case(&models[owner].name));
    let related_name = models[target]
        .taken
        .first(&[related.clone(), format!("{related}_by_{relation}")]);
    let target = models[target].name.clone();
    models[owner].many_to_many.push(ManyToMany {
        target,
        name,
        related_name,
        through: None,
        through_fields: None,
    });
}
