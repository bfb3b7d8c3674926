//! Which tables become models, and which of their columns fields.

use std::collections::HashSet;

use orm_core::migrate::live::{Generation, LiveColumn, LiveSchema, LiveTable};
use orm_core::types::SqlType;

use super::defaults;
use super::naming::{self, Taken};
use super::plan::{Default, Field, Model};

/// Columns that a database has in every table, under whose names there are no others.
const SYSTEM_COLUMNS: [&str; 9] = [
    "oid", "tableoid", "ctid", "xmin", "xmax", "cmin", "cmax", "rowid", "_rowid_",
];

/// The most bytes of a name, and the most columns of a key.
const MAX_NAME: usize = 63;
const MAX_KEY: usize = 5;

/// The models, without their relations; and why the other tables have none.
pub(super) fn models<'l>(
    live: &'l LiveSchema,
    is_join: impl Fn(&LiveTable) -> bool,
) -> (Vec<Model<'l>>, Vec<String>) {
    let mut names = Taken::default();
    let mut tables = HashSet::new();
    let (mut models, mut skipped) = (Vec::new(), Vec::new());
    for table in live.tables.iter().filter(|table| !is_join(table)) {
        let twin = !tables.insert(table.name.to_string().to_lowercase());
        let made = match twin {
            true => Err("another table has this name but for the case of its letters".to_owned()),
            false => model(live, table),
        };
        match made {
            Ok(mut made) => {
                made.name = names.first(&candidates(table));
                number(&mut made, &mut names);
                models.push(made);
            }
            Err(reason) => skipped.push(format!("the table `{}`: {reason}", table.name)),
        }
    }
    (models, skipped)
}

fn candidates(table: &LiveTable) -> Vec<String> {
    let plain = naming::model(&table.name.name);
    let schema = table.name.schema.as_deref().map(naming::model);
    let with_schema = schema.map(|schema| format!("{schema}{plain}"));
    std::iter::once(plain).chain(with_schema).collect()
}

fn model<'l>(live: &'l LiveSchema, table: &'l LiveTable) -> Result<Model<'l>, String> {
    let key = table.primary_key.as_ref().ok_or("it has no primary key")?;
    let names = table.name.schema.iter().chain([&table.name.name]);
    if names
        .clone()
        .any(|name| name.len() > MAX_NAME || name.is_empty())
    {
        return Err(format!("its name has none or more than {MAX_NAME} bytes"));
    }
    if key.columns.len() > MAX_KEY {
        return Err(format!("its key has more than {MAX_KEY} columns"));
    }
    let mut model = Model {
        table,
        name: String::new(),
        fields: Vec::new(),
        foreign_keys: Vec::new(),
        many_to_many: Vec::new(),
        unique: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        notes: Vec::new(),
        taken: Taken::default(),
    };
    for column in &table.columns {
        match field(live, table, column, &model) {
            Ok(mut field) => {
                model.notes.extend(said_otherwise(column));
                field.name = model.taken.first(&field_names(column));
                model.fields.push(field);
            }
            Err(reason) if key.columns.contains(&column.name) => {
                return Err(format!("the column `{}` of its key {reason}", column.name));
            }
            Err(reason) => model.note(left_out(column, &reason)),
        }
    }
    let named = table
        .options
        .iter()
        .map(|option| format!("the table is {option}"));
    model.notes.extend(named);
    order_key(&mut model);
    Ok(model)
}

/// Puts the fields of the key in its order, which is that of the struct.
fn order_key(model: &mut Model<'_>) {
    let mut places = model.key();
    places.sort_unstable();
    for (place, position) in places.into_iter().enumerate() {
        let wanted = model.key()[place];
        model.fields.swap(position, wanted);
    }
}

fn field_names(column: &LiveColumn) -> Vec<String> {
    let name = naming::snake_case(&column.name);
    vec![name.clone(), format!("{name}_")]
}

/// What a field does not say of its column.
fn said_otherwise(column: &LiveColumn) -> Option<String> {
    let name = &column.name;
    if column.is_virtual {
        return Some(format!("the column `{name}` is computed when it is read"));
    }
    let collation = column.collation.as_ref();
    let collation =
        collation.map(|collation| format!("the column `{name}` is compared by `{collation}`"));
    let is_filled = column.ty.starts_with("character(");
    let filled = is_filled.then(|| {
        format!(
            "the column `{name}` is filled up with spaces, {}",
            column.ty
        )
    });
    let domain = column.base.as_ref().map(|base| {
        let domain = &column.ty;
        format!("the column `{name}` is of `{domain}`, which may refuse what `{base}` takes")
    });
    collation.or(filled).or(domain)
}

/// Says that a column has no field, and what follows of it.
fn left_out(column: &LiveColumn, reason: &str) -> String {
    let is_filled = column.nullable
        || column.default.is_some()
        || column.generation.is_some()
        || column.computed.is_some();
    let consequence = match is_filled {
        true => "",
        false => "; it has to be given, so that no row can be created by this model",
    };
    format!("the column `{}` {reason}{consequence}", column.name)
}

fn field<'l>(
    live: &LiveSchema,
    table: &LiveTable,
    column: &'l LiveColumn,
    model: &Model<'_>,
) -> Result<Field<'l>, String> {
    let lower = column.name.to_lowercase();
    if SYSTEM_COLUMNS.contains(&lower.as_str()) {
        return Err("has a name that databases keep for themselves".to_owned());
    }
    if column.name.len() > MAX_NAME || column.name.is_empty() {
        return Err(format!("has a name of none or more than {MAX_NAME} bytes"));
    }
    let mut earlier = model.fields.iter();
    if earlier.any(|field| field.column.name.to_lowercase() == lower) {
        return Err("has the name of another but for the case of its letters".to_owned());
    }
    let known = live.column_type(table, column);
    let (ty, max_length) =
        known.ok_or_else(|| format!("is of type `{}`, which no field has", column.ty))?;
    let is_key = table
        .primary_key
        .iter()
        .any(|key| key.columns.contains(&column.name));
    let default = match (&column.default, &column.generation) {
        (Some(text), _) => Some(defaults::default(text, ty, live.dialect)),
        (None, Some(Generation::Sequence(text))) => Some(Default::Sql(text.clone())),
        (None, _) => None,
    };
    Ok(Field {
        column,
        name: String::new(),
        ty,
        max_length: max_length.filter(|length| *length > 0),
        nullable: column.nullable && !is_key,
        is_key,
        alias: None,
        default: default.filter(|_| column.computed.is_none()),
        unique: false,
        index: false,
        check: None,
        foreign_key: None,
    })
}

/// Sees to it that a key is given by the one who gives it: an integer alone is taken for one that the database numbers.
fn number(model: &mut Model<'_>, names: &mut Taken) {
    let key = model.key();
    let refers = |field: &Field<'_>| {
        let mut keys = model.table.foreign_keys.iter();
        keys.any(|key| key.columns.contains(&field.column.name))
    };
    for position in 0..model.fields.len() {
        let field = &model.fields[position];
        let generation = field.column.generation.clone();
        let is_number = matches!(field.ty, SqlType::Int32 | SqlType::Int64);
        let is_numbered = key == [position] && is_number && !refers(field);
        let field = &mut model.fields[position];
        match generation {
            Some(_) if is_numbered => field.default = None,
            None if is_numbered && field.default.is_none() => {
                field.alias = Some(names.first(&[format!("{}Key", model.name)]));
            }
            Some(Generation::ByDefault | Generation::Always) => {
                let name = field.column.name.clone();
                model.note(format!(
                    "the column `{name}` is numbered by the database, which the model does not know"
                ));
            }
            _ => {}
        }
    }
}
