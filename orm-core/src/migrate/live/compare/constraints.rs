use std::fmt::Display;

use super::Comparison;
use crate::dialect::quote;
use crate::migrate::live::{
    LiveCheck, LiveConstraint, LiveForeignKey, LiveIndex, LiveKey, LiveTable, Part, Weight,
};
use crate::sql::tokens;

/// A constraint or an index: what it is called, and what it demands.
trait Named: Display {
    fn name(&self) -> Option<&str>;
    fn part(&self) -> Part;

    /// The columns of which there is but one such.
    fn only_of(&self) -> Option<Vec<String>> {
        None
    }
}

/// What it is called in a message, where it has no name.
fn called(name: Option<&String>, columns: &[String]) -> String {
    name.map_or_else(|| format!("({})", columns.join(", ")), Clone::clone)
}

impl Named for LiveKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
    fn part(&self) -> Part {
        Part::Unique(called(self.name.as_ref(), &self.columns))
    }
}

impl Named for LiveIndex {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
    fn part(&self) -> Part {
        Part::Index(self.name.clone())
    }
}

impl Named for LiveForeignKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
    fn part(&self) -> Part {
        Part::ForeignKey(called(self.name.as_ref(), &self.columns))
    }
    fn only_of(&self) -> Option<Vec<String>> {
        Some(self.sorted().columns)
    }
}

impl Named for LiveCheck {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
    fn part(&self) -> Part {
        Part::Check(
            self.name
                .clone()
                .unwrap_or_else(|| "without a name".to_owned()),
        )
    }
}

impl Named for LiveConstraint {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
    fn part(&self) -> Part {
        Part::Constraint(self.name.clone())
    }
}

/// What one side has and the other has not.
struct Alone<'a, T> {
    live: Vec<&'a T>,
    expected: Vec<&'a T>,
}

impl<'s> Comparison<'s> {
    pub(super) fn primary_key(&mut self, live: Option<&LiveKey>) {
        let expected = self.table.primary_key.as_ref();
        let is_same = |a: &LiveKey, b: &LiveKey| a.to_string() == b.to_string();
        match (live, expected) {
            (Some(live), Some(expected)) if is_same(live, expected) => {
                if live.name != expected.name {
                    self.renamed(Part::PrimaryKey, live.name(), expected.name());
                }
            }
            (None, None) => {}
            (live, expected) => {
                let text = |key: Option<&LiveKey>| key.map(LiveKey::to_string);
                self.only(Part::PrimaryKey, text(live), text(expected));
            }
        }
    }

    /// What is unique may be kept so by a constraint or by an index.
    pub(super) fn unique_and_indexes(&mut self, unique: &[LiveKey], indexes: &[LiveIndex]) {
        let expected = self.table;
        let mut keys = self.paired(unique, &expected.unique, |a, b| {
            a.to_string() == b.to_string()
        });
        let alike = |lexicon| {
            move |a: &LiveIndex, b: &LiveIndex| {
                tokens::is_same(&a.to_string(), &b.to_string(), lexicon)
            }
        };
        let mut indexes = self.paired(indexes, &expected.indexes, alike(self.lexicon()));
        self.crossed(&mut keys.expected, &mut indexes.live, true);
        self.crossed(&mut keys.live, &mut indexes.expected, false);
        self.alone(&keys);
        self.alone(&indexes);
    }

    /// Takes out the pairs of a constraint on one side and an index on the other that do the same.
    fn crossed(
        &mut self,
        keys: &mut Vec<&LiveKey>,
        indexes: &mut Vec<&LiveIndex>,
        index_is_live: bool,
    ) {
        keys.retain(|key| {
            let Some(position) = indexes.iter().position(|index| does_the_same(index, key)) else {
                return true;
            };
            let index = format!("unique index {}", quote(&indexes.remove(position).name));
            let key_is = format!(
                "unique constraint {}",
                called(key.name.as_ref(), &key.columns)
            );
            let (database, schema) = match index_is_live {
                true => (index, key_is),
                false => (key_is, index),
            };
            self.both(key.part(), database, schema, Weight::Form);
            false
        });
    }

    pub(super) fn foreign_keys(&mut self, live: &[LiveForeignKey]) {
        let expected = self.table;
        let alike = |a: &LiveForeignKey, b: &LiveForeignKey| {
            a.sorted().to_string() == b.sorted().to_string()
        };
        let alone = self.paired(live, &expected.foreign_keys, alike);
        self.alone(&alone);
    }

    pub(super) fn checks(&mut self, table: &LiveTable, live: &[LiveCheck]) {
        let expected = self.table;
        let lexicon = self.lexicon();
        let alike = |a: &LiveCheck, b: &LiveCheck| {
            a.validated == b.validated && tokens::is_same(&a.condition, &b.condition, lexicon)
        };
        let mut alone = self.paired(live, &expected.checks, alike);
        // A column of another type has other checks of its type, and that it has is said of the column.
        let guards = |check: &LiveCheck| {
            let column = expected.guarded(self.dialect, check);
            column.is_some_and(|column| table.column(&column.name).is_some())
        };
        let (guards, others): (Vec<_>, Vec<_>) =
            alone.expected.into_iter().partition(|check| guards(check));
        alone.expected = others;
        for guard in guards {
            self.add(guard.part(), None, Some(guard.to_string()), Weight::Form);
        }
        self.alone(&alone);
    }

    pub(super) fn other_constraints(&mut self, live: &[LiveConstraint]) {
        let expected = self.table;
        let alike = |a: &LiveConstraint, b: &LiveConstraint| a.definition == b.definition;
        let alone = self.paired(live, &expected.other_constraints, alike);
        self.alone(&alone);
    }

    /// Puts together what has one name, then what demands the same, then what is of the same columns; gives what is left.
    fn paired<'a, T: Named>(
        &mut self,
        live: &'a [T],
        expected: &'a [T],
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Alone<'a, T> {
        let mut live: Vec<&T> = live.iter().collect();
        let mut expected: Vec<&T> = expected.iter().collect();
        // What agrees in both first, so that of two that demand the same each finds its own.
        expected.retain(|wanted| {
            let twin = |found: &&T| found.name() == wanted.name() && is_same(found, wanted);
            take(&mut live, twin).is_none()
        });
        expected.retain(|wanted| {
            let namesake = |found: &&T| found.name().is_some() && found.name() == wanted.name();
            let Some(found) = take(&mut live, namesake) else {
                return true;
            };
            self.changed(found, wanted);
            false
        });
        expected.retain(|wanted| {
            let Some(found) = take(&mut live, |found| is_same(found, wanted)) else {
                return true;
            };
            self.renamed(wanted.part(), found.name(), wanted.name());
            false
        });
        expected.retain(|wanted| {
            let of_same =
                |found: &&T| found.only_of().is_some() && found.only_of() == wanted.only_of();
            let Some(found) = take(&mut live, of_same) else {
                return true;
            };
            self.changed(found, wanted);
            false
        });
        Alone { live, expected }
    }

    fn changed<T: Named>(&mut self, found: &T, wanted: &T) {
        let (database, schema) = (found.to_string(), wanted.to_string());
        self.both(wanted.part(), database, schema, Weight::Substance);
    }

    fn renamed(&mut self, part: Part, live: Option<&str>, expected: Option<&str>) {
        let text = |name: Option<&str>| match name {
            Some(name) => format!("named {}", quote(name)),
            None => "without a name".to_owned(),
        };
        self.both(part, text(live), text(expected), Weight::Form);
    }

    fn alone<T: Named>(&mut self, alone: &Alone<'_, T>) {
        for found in &alone.live {
            self.only(found.part(), Some(found.to_string()), None);
        }
        for wanted in &alone.expected {
            self.only(wanted.part(), None, Some(wanted.to_string()));
        }
    }
}

/// Takes the first that meets the condition.
fn take<T: Copy>(from: &mut Vec<T>, condition: impl Fn(&T) -> bool) -> Option<T> {
    let position = from.iter().position(condition)?;
    Some(from.remove(position))
}

/// Whether an index keeps unique what the constraint does.
fn does_the_same(index: &LiveIndex, key: &LiveKey) -> bool {
    index.unique
        && index.is_plain()
        && key.options.is_none()
        && index.columns.as_ref() == Some(&key.columns)
}
