//! Models that stand between two others: many-to-many relations through them.

use super::naming;
use super::plan::{ManyToMany, Model};

/// Gives the models the relations through other models.
pub(super) fn relate(models: &mut [Model<'_>]) {
    for between in 0..models.len() {
        if let Some((near, far)) = sides(models, between) {
            pass_through(models, between, near, far);
        }
    }
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

/// Gives the first side the relation to the second.
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
    let is_ambiguous = owner == target || models[between].table.foreign_keys.len() > 2;
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
        through_fields: is_ambiguous.then_some(fields),
    });
}
