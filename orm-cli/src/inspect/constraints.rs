//! What is unique, indexed and checked, once it is known which of it the relations say already.

use std::fmt::Display;

use orm_core::migrate::live::{LiveIndex, LiveKey, LiveSchema};

use super::plan::{ForeignKey, Model};

pub(super) fn constrain(model: &mut Model<'_>, live: &LiveSchema) {
    unique(model);
    indexes(model);
    checks(model, live);
    let others = model.table.other_constraints.iter();
    let notes =
        others.map(|other| format!("the constraint `{}`: {}", other.name, other.definition));
    model.notes.extend(notes.collect::<Vec<_>>());
}

fn foreign_keys<'m>(model: &'m mut Model<'_>) -> Vec<(Vec<usize>, &'m mut ForeignKey)> {
    let of_fields = model.fields.iter_mut().enumerate();
    let of_fields = of_fields
        .filter_map(|(position, field)| Some((vec![position], field.foreign_key.as_mut()?)));
    let of_struct = model.foreign_keys.iter_mut();
    let of_struct = of_struct.map(|(fields, key)| (fields.clone(), key));
    of_fields.chain(of_struct).collect()
}

/// Unique constraints, and unique indexes that do the same.
fn unique(model: &mut Model<'_>) {
    let table = model.table;
    let mut sets = Vec::new();
    for key in &table.unique {
        match model
            .positions(&key.columns)
            .filter(|_| key.options.is_none())
        {
            Some(set) => sets.push(set),
            None => model.note(key_left_out(key)),
        }
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let columns = index.columns.as_ref().filter(|_| index.is_plain());
        match columns.and_then(|columns| model.positions(columns)) {
            Some(set) => sets.push(set),
            None => model.note(index_left_out(index)),
        }
    }
    let primary = model.key();
    let one_to_one = foreign_keys(model)
        .into_iter()
        .filter(|(_, key)| key.unique);
    let mut said: Vec<Vec<usize>> = one_to_one.map(|(fields, _)| fields).collect();
    said.push(primary);
    for set in sets {
        if said.contains(&set) {
            continue;
        }
        match set[..] {
            [field] => model.fields[field].unique = true,
            _ => model.unique.push(set.clone()),
        }
        said.push(set);
    }
}

fn indexes(model: &mut Model<'_>) {
    let table = model.table;
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for index in table.indexes.iter().filter(|index| !index.unique) {
        let columns = index.columns.as_ref().filter(|_| index.is_plain());
        match columns.and_then(|columns| model.positions(columns)) {
            Some(set) if !sets.contains(&set) => sets.push(set),
            _ => model.note(index_left_out(index)),
        }
    }
    let mut unique: Vec<Vec<usize>> = vec![model.key()];
    unique.extend(model.unique.iter().cloned());
    let alone = model.fields.iter().enumerate();
    unique.extend(
        alone
            .filter(|(_, field)| field.unique)
            .map(|(position, _)| vec![position]),
    );
    let mut keys = foreign_keys(model);
    unique.extend(
        keys.iter()
            .filter(|(_, key)| key.unique)
            .map(|(fields, _)| fields.clone()),
    );
    for (fields, key) in &mut keys {
        // Where something unique begins with the columns, the foreign key has no index of its own.
        if unique.iter().any(|set| set.starts_with(fields)) {
            continue;
        }
        let position = sets.iter().position(|set| set == fields);
        key.index = position.is_some();
        position.map(|position| sets.remove(position));
    }
    for set in sets {
        match set[..] {
            [field] => model.fields[field].index = true,
            _ => model.indexes.push(set),
        }
    }
}

fn checks(model: &mut Model<'_>, live: &LiveSchema) {
    let table = model.table;
    for check in &table.checks {
        if live.is_guard(table, check) {
            continue;
        }
        let mut columns = table.columns.iter();
        let names_left_out = columns.any(|column| {
            check.condition.contains(&column.name)
                && model
                    .positions(std::slice::from_ref(&column.name))
                    .is_none()
        });
        if names_left_out || !check.validated {
            model.note(left_out("check", check.name.as_deref(), check));
            continue;
        }
        let mut fields = model.fields.iter_mut();
        let field = fields.find(|field| {
            let name = format!("{}_{}_check", table.name.name, field.column.name);
            check.name.as_ref() == Some(&name) && field.check.is_none()
        });
        match field {
            Some(field) => field.check = Some(check.condition.clone()),
            None => model.checks.push(check.condition.clone()),
        }
    }
}

/// `the index `by_title`: (lower(title))`
fn left_out(what: &str, name: Option<&str>, definition: &impl Display) -> String {
    let name = name.map(|name| format!(" `{name}`")).unwrap_or_default();
    format!("the {what}{name}: {definition}")
}

fn key_left_out(key: &LiveKey) -> String {
    left_out("unique constraint", key.name.as_deref(), key)
}

fn index_left_out(index: &LiveIndex) -> String {
    left_out("index", Some(&index.name), index)
}
