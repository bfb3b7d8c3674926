//! Foreign keys: to which model, and what both sides call it.

use orm_core::migrate::live::LiveForeignKey;
use orm_core::schema::Action;

use super::naming;
use super::plan::{ForeignKey, Model};

/// A foreign key that a model can have: whose, which, and to which.
struct Link {
    holder: usize,
    key: usize,
    target: usize,
    /// The fields that hold it.
    fields: Vec<usize>,
    /// The fields of the target.
    references: Vec<usize>,
}

/// Gives the models their foreign keys.
pub(super) fn relate(models: &mut [Model<'_>]) {
    let links = links(models);
    share_types(models, &links);
    // Each model's own accessors first: the other side's are longer where both want one name.
    let names: Vec<_> = links.iter().map(|link| accessor(models, link)).collect();
    for (link, name) in links.iter().zip(names) {
        let related_name = reverse(models, &links, link);
        let key = foreign_key(models, link, name, related_name);
        let holder = &mut models[link.holder];
        match link.fields[..] {
            [field] => holder.fields[field].foreign_key = Some(key),
            _ => holder.foreign_keys.push((link.fields.clone(), key)),
        }
    }
}

fn links(models: &mut [Model<'_>]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for holder in 0..models.len() {
        let table = models[holder].table;
        for (position, key) in table.foreign_keys.iter().enumerate() {
            let is_free = |fields: &[usize]| {
                let mut others = links.iter();
                !others.any(|other| other.holder == holder && other.fields == fields)
            };
            match link(models, holder, position, key) {
                Ok(link) if is_free(&link.fields) => links.push(link),
                Ok(_) => models[holder]
                    .note(left_out(key, "its columns are another foreign key already")),
                Err(reason) => models[holder].note(left_out(key, reason)),
            }
        }
    }
    // Names that need no thought are given first, and then by the order of the columns.
    links.sort_by_key(|link| {
        let field = &models[link.holder].fields[link.fields[0]].name;
        (link.holder, stem(field).is_none(), link.fields.clone())
    });
    links
}

fn left_out(key: &LiveForeignKey, reason: &str) -> String {
    let columns = key.columns.join(", ");
    format!("the foreign key ({columns}) to `{}`: {reason}", key.target)
}

fn link(
    models: &mut [Model<'_>],
    holder: usize,
    position: usize,
    key: &LiveForeignKey,
) -> Result<Link, &'static str> {
    let mut tables = models.iter();
    let target = tables
        .position(|model| model.table.name == key.target)
        .ok_or("the table has no model")?;
    let fields = models[holder]
        .positions(&key.columns)
        .ok_or("a column of it has no field")?;
    let references = models[target]
        .positions(&key.references)
        .ok_or("a column that it refers to has no field")?;
    if references.len() != fields.len() {
        return Err("it refers to another number of columns than it has");
    }
    let own_key = models[target].key();
    let order = |place: &usize| {
        own_key
            .iter()
            .position(|field| *field == references[*place])
    };
    let mut places: Vec<usize> = (0..fields.len()).collect();
    places.sort_by_key(order);
    let sorted = |of: &[usize]| -> Vec<usize> { places.iter().map(|&place| of[place]).collect() };
    let link = Link {
        holder,
        key: position,
        target,
        fields: sorted(&fields),
        references: sorted(&references),
    };
    let is_unique = models[target].table.is_unique(&key.references);
    if link.references != own_key && !(link.references.len() == 1 && is_unique) {
        return Err("it refers to other columns than the key or a unique one");
    }
    Ok(link)
}

/// A foreign key's fields are of the types of those that they refer to, through however many tables.
fn share_types(models: &mut [Model<'_>], links: &[Link]) {
    for _ in 0..models.len() {
        for link in links {
            for (&field, &reference) in link.fields.iter().zip(&link.references) {
                let ty = models[link.target].fields[reference].ty;
                let field = &mut models[link.holder].fields[field];
                if std::mem::replace(&mut field.ty, ty) != ty {
                    let note = format!(
                        "the column `{}` is of another type than the one that it refers to",
                        field.column.name
                    );
                    models[link.holder].note(note);
                }
            }
        }
    }
}

/// The accessor's name, unless it is the one that the field's name gives.
fn accessor(models: &mut [Model<'_>], link: &Link) -> Option<String> {
    let target = naming::snake_case(&models[link.target].name);
    let is_self = link.target == link.holder;
    let holder = &mut models[link.holder];
    let [field] = link.fields[..] else {
        let taken = holder
            .taken
            .first(&[target.clone(), format!("{target}_row")]);
        return Some(taken);
    };
    let field = holder.fields[field].name.clone();
    let candidates = match stem(&field) {
        Some(stem) => vec![stem.to_owned(), format!("{stem}_{target}")],
        None if is_self => vec![format!("{field}_{target}")],
        None if field == target => vec![format!("{target}_row")],
        None => vec![target.clone(), format!("{field}_{target}")],
    };
    let name = holder.taken.first(&candidates);
    (stem(&field) != Some(name.as_str())).then_some(name)
}

/// `author_id` → `author`
fn stem(field: &str) -> Option<&str> {
    field.strip_suffix("_id").filter(|stem| !stem.is_empty())
}

/// The accessor on the target's side: `books`, and where a model refers to it more than once, `books_by_editor`.
fn reverse(models: &mut [Model<'_>], links: &[Link], link: &Link) -> String {
    let holder = naming::snake_case(&models[link.holder].name);
    let many = match is_unique(models, link) {
        true => holder,
        false => naming::plural(&holder),
    };
    let field = models[link.holder].fields[link.fields[0]].name.clone();
    let by = format!("{many}_by_{}", stem(&field).unwrap_or(&field));
    let of_both = |other: &&Link| (other.holder, other.target) == (link.holder, link.target);
    let target = naming::snake_case(&models[link.target].name);
    let is_main = link.holder != link.target
        && (links.iter().filter(of_both).count() == 1 || stem(&field) == Some(target.as_str()));
    let candidates = match is_main {
        true => vec![many, by],
        false => vec![by],
    };
    models[link.target].taken.first(&candidates)
}

fn is_unique(models: &[Model<'_>], link: &Link) -> bool {
    let holder = &models[link.holder];
    let columns = link
        .fields
        .iter()
        .map(|&field| holder.fields[field].column.name.clone());
    let columns: Vec<String> = columns.collect();
    holder.table.is_unique(&columns)
}

fn foreign_key(
    models: &mut [Model<'_>],
    link: &Link,
    name: Option<String>,
    related_name: String,
) -> ForeignKey {
    let unique = is_unique(models, link);
    let target = &models[link.target];
    let references =
        (link.references != target.key()).then(|| target.fields[link.references[0]].name.clone());
    let target = target.name.clone();
    let holder = &mut models[link.holder];
    let key = &holder.table.foreign_keys[link.key];
    if let Some(options) = &key.options {
        holder.note(left_out(key, &format!("the model does not say {options}")));
    }
    if !key.validated {
        holder.note(left_out(key, "it is not validated"));
    }
    ForeignKey {
        target,
        unique,
        name,
        related_name,
        references,
        on_delete: action(holder, link, key.on_delete, key),
        on_update: action(holder, link, key.on_update, key),
        index: true,
    }
}

/// The action, if every column can take it.
fn action(holder: &mut Model<'_>, link: &Link, action: Action, key: &LiveForeignKey) -> Action {
    let mut fields = link.fields.iter().map(|&field| &holder.fields[field]);
    let is_possible = match action {
        Action::SetNull => fields.all(|field| field.nullable),
        Action::SetDefault => fields.all(|field| field.default.is_some()),
        _ => true,
    };
    if is_possible {
        return action;
    }
    let reason = format!(
        "{} is not possible, as a column has no such value",
        action.sql()
    );
    holder.note(left_out(key, &reason));
    Action::NoAction
}
