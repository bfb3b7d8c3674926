//! Join tables: those that a many-to-many relation would make by itself, and those that are models between two others.

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

fn is_as_made(
    table: &LiveTable,
    near: &LiveForeignKey,
    far: &LiveForeignKey,
    [owner, target]: [&LiveTable; 2],
) -> bool {
    let are_alike = owner.name.name == target.name.name;
    let columns = |of: &LiveTable, prefix: &str| -> Vec<String> {
        let key = of.primary_key.iter().flat_map(|key| &key.columns);
        let prefix = if are_alike { prefix } else { "" };
        key.map(|column| format!("{prefix}{}_{column}", of.name.name))
            .collect()
    };
    let of_owner = columns(owner, "from_");
    let of_target = columns(target, "to_");
    let cascades = |key: &LiveForeignKey| {
        key.on_delete == Action::Cascade
            && key.on_update == Action::Cascade
            && key.options.is_none()
            && key.validated
    };
    let refers_to_key = |key: &LiveForeignKey, to: &LiveTable| {
        let columns = to.primary_key.as_ref().map(|key| &key.columns);
        columns == Some(&key.references)
    };
    let key = table.primary_key.as_ref().map(|key| &key.columns);
    let all = [of_owner.clone(), of_target.clone()].concat();
    let index_is_back = match &table.indexes[..] {
        [index] => index.is_plain() && !index.unique && index.columns.as_ref() == Some(&of_target),
        _ => false,
    };
    near.columns == of_owner
        && far.columns == of_target
        && [near, far].into_iter().all(cascades)
        && refers_to_key(near, owner)
        && refers_to_key(far, target)
        && key == Some(&all)
        && table.columns.len() == all.len()
        && table
            .columns
            .iter()
            .all(|column| !column.nullable && column.default.is_none())
        && index_is_back
}

/// Gives the models the relations over join tables: first those that make their tables by themselves.
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
    for between in 0..models.len() {
        if let Some((near, far)) = sides(models, between) {
            pass_through(models, between, near, far);
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

/// The fields of a model that is a link between two others: its key, or what is unique in it, is just two foreign keys.
fn sides(models: &[Model<'_>], between: usize) -> Option<(usize, usize)> {
    let model = &models[between];
    let refers = |position: usize| model.fields[position].foreign_key.is_some();
    let sets = model.unique.iter().cloned().chain([model.key()]);
    let pair = sets.filter(|set| matches!(set[..], [a, b] if refers(a) && refers(b)));
    let pair = pair.min()?;
    let target = |position: usize| {
        model.fields[position]
            .foreign_key
            .as_ref()
            .map(|key| &key.target)
    };
    let is_self = |position| target(position) == Some(&model.name);
    let refers_to_keys = |position: &usize| {
        let key = model.fields[*position].foreign_key.as_ref();
        key.is_some_and(|key| key.references.is_none() && !key.unique)
    };
    let fits = pair.iter().all(refers_to_keys) && !pair.iter().any(|&position| is_self(position));
    fits.then(|| (pair[0].min(pair[1]), pair[0].max(pair[1])))
}

fn pass_through(models: &mut [Model<'_>], between: usize, near: usize, far: usize) {
    let target = |position: usize| {
        let key = models[between].fields[position].foreign_key.as_ref();
        let name = key.map(|key| key.target.clone());
        models
            .iter()
            .position(|model| Some(&model.name) == name.as_ref())
    };
    let (Some(owner), Some(target)) = (target(near), target(far)) else {
        return;
    };
    let through = models[between].name.clone();
    let suffix = naming::snake_case(&through);
    let fields = [near, far].map(|position| models[between].fields[position].name.clone());
    let foreign_keys = models[between].table.foreign_keys.len();
    let mut named = |on: usize, of: usize| {
        let many = naming::plural(&naming::snake_case(&models[of].name));
        let candidates = [many.clone(), format!("{many}_through_{suffix}")];
        models[on].taken.first(&candidates)
    };
    let name = named(owner, target);
    let related_name = named(target, owner);
    let target = models[target].name.clone();
    models[owner].many_to_many.push(ManyToMany {
        target,
        name,
        related_name,
        through: Some(through),
        through_fields: (foreign_keys > 2).then_some(fields),
    });
}
