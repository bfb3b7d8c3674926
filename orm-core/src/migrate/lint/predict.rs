//! What a statement locks, and what it does meanwhile.

use std::collections::BTreeMap;

use serde::Serialize;

use super::catalog::Catalog;
use super::context::Context;
use super::conversion::{TypeChange, type_change};
use super::lock::{Cost, LockMode, TableLock};
use super::read;
use super::step::{
    Action, Expression, Kind, NewColumn, NewConstraint, Reindexed, Source, Step, Type, Volatility,
};
use super::volatility::volatility;
use crate::schema::snapshot::TableName;

/// What a statement does to programs that use the tables meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Prediction {
    /// The tables that were there before, each with the strongest lock that is taken on it; by name.
    pub locks: Vec<TableLock>,
    /// What happens while the locks are held.
    pub cost: Cost,
}

/// What statements would lock on Postgres, and what they would do meanwhile; `None` where one of them is not understood.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm_core::migrate::lint::{Context, Cost, LockMode, predict};
///
/// # fn main() -> orm::Result<()> {
/// let context = Context::new(&schema![Author, Biography].snapshot())?;
/// let prediction = predict("ALTER TABLE author ALTER COLUMN name TYPE text", &context).unwrap();
/// assert_eq!(prediction.cost, Cost::Catalogue);
/// assert_eq!(prediction.locks[0].mode, LockMode::AccessExclusive);
/// # Ok(()) }
/// ```
#[must_use]
pub fn predict(statement: &str, context: &Context) -> Option<Prediction> {
    let mut catalog = context.catalog().clone();
    let mut effect = Effect::default();
    for statement in read::statements(statement) {
        for step in statement.steps.ok()? {
            effect.merge(Effect::of(&step, &catalog));
            catalog.apply(&step);
        }
    }
    Some(effect.prediction(&catalog))
}

/// Locks and work, as they add up.
#[derive(Debug, Clone, Default)]
pub(super) struct Effect {
    locks: BTreeMap<TableName, LockMode>,
    cost: Option<Cost>,
}

impl Effect {
    /// What one step does to the tables of a catalog.
    pub(super) fn of(step: &Step, catalog: &Catalog) -> Effect {
        let mut effect = Effect::default();
        effect.add(step, catalog);
        // A table of this migration has no rows yet that are worth counting.
        if step.table().is_some_and(|table| catalog.is_new(table)) {
            effect.cost = None;
        }
        effect
    }

    pub(super) fn merge(&mut self, other: Effect) {
        let Effect { locks, cost } = other;
        for (table, mode) in locks {
            self.lock(&table, mode);
        }
        self.cost = self.cost.max(cost);
    }

    /// Tables that came in the same migration are nobody's yet.
    pub(super) fn prediction(&self, catalog: &Catalog) -> Prediction {
        let locks = self
            .locks
            .iter()
            .filter(|(table, _)| !catalog.is_new(table));
        let locks = locks.map(|(table, mode)| TableLock {
            table: table.clone(),
            mode: *mode,
        });
        Prediction {
            locks: locks.collect(),
            cost: self.cost.unwrap_or(Cost::Catalogue),
        }
    }

    fn lock(&mut self, table: &TableName, mode: LockMode) {
        let held = self.locks.entry(table.clone()).or_insert(mode);
        *held = mode.max(*held);
    }

    fn lock_all<'t>(&mut self, tables: impl IntoIterator<Item = &'t TableName>, mode: LockMode) {
        for table in tables {
            self.lock(table, mode);
        }
    }

    fn work(&mut self, cost: Cost) {
        self.cost = self.cost.max(Some(cost));
    }

    fn add(&mut self, step: &Step, catalog: &Catalog) {
        use LockMode::{
            AccessExclusive, RowExclusive, Share, ShareRowExclusive, ShareUpdateExclusive,
        };
        match step {
            Step::CreateTable(table) => {
                let columns = table.columns.iter().flat_map(|column| &column.constraints);
                for constraint in columns.chain(&table.constraints) {
                    if let Kind::ForeignKey { target, .. } = &constraint.kind
                        && *target != table.name
                    {
                        self.lock(target, ShareRowExclusive);
                    }
                }
                self.lock_all(&table.partition_of, AccessExclusive);
            }
            Step::DropTable { table, cascade } => {
                self.lock(table, AccessExclusive);
                self.lock_all(targets(catalog, table, None), AccessExclusive);
                if *cascade {
                    self.lock_all(catalog.referrers(table, None), AccessExclusive);
                    self.lock_all(catalog.views_of(table, None), AccessExclusive);
                }
            }
            Step::Alter { table, action } => self.alter(table, action, catalog),
            Step::CreateIndex(index) => {
                self.lock(&index.table, concurrent(index.concurrently, Share));
                self.work(Cost::IndexBuild);
            }
            Step::DropIndex {
                index,
                concurrently,
            } => {
                let index = catalog.index(index).map(|index| &index.table);
                self.lock_all(index, concurrent(*concurrently, AccessExclusive));
            }
            Step::Reindex {
                target,
                concurrently,
            } => {
                let table = match target {
                    Reindexed::Table(table) => Some(table),
                    Reindexed::Index(index) => catalog.index(index).map(|index| &index.table),
                    Reindexed::Everything => None,
                };
                self.lock_all(table, concurrent(*concurrently, Share));
                self.work(Cost::IndexBuild);
            }
            Step::CreateTrigger(table) => self.lock(table, ShareRowExclusive),
            Step::DropTrigger(table) | Step::CreatePolicy(table) | Step::DropPolicy(table) => {
                self.lock(table, AccessExclusive);
            }
            Step::Truncate(table) => {
                self.lock(table, AccessExclusive);
                self.work(Cost::Rewrite);
            }
            Step::Cluster(table) => {
                self.lock_all(table, AccessExclusive);
                self.work(Cost::Rewrite);
            }
            Step::Vacuum { table, full: true } => {
                self.lock_all(table, AccessExclusive);
                self.work(Cost::Rewrite);
            }
            Step::Vacuum { table, full: false } => self.lock_all(table, ShareUpdateExclusive),
            Step::Update { table, .. } | Step::Delete { table, .. } => {
                self.lock(table, RowExclusive);
                self.work(Cost::Scan);
            }
            Step::Insert(table) => self.lock(table, RowExclusive),
            Step::Comment(table) => self.lock_all(table, ShareUpdateExclusive),
            Step::CreateStatistics(table) => self.lock(table, ShareUpdateExclusive),
            Step::DropView(view) => self.lock(view, AccessExclusive),
            Step::RenameIndex { .. }
            | Step::CreateEnum(_)
            | Step::AddEnumValue { .. }
            | Step::RenameEnumValue(_)
            | Step::CreateDomain { .. }
            | Step::CreateFunction { .. }
            | Step::CreateView { .. }
            | Step::RenameSchema
            | Step::LockTimeout { .. }
            | Step::Harmless => {}
        }
    }

    fn alter(&mut self, table: &TableName, action: &Action, catalog: &Catalog) {
        use LockMode::{AccessExclusive, ShareRowExclusive, ShareUpdateExclusive};
        let known = catalog.table(table);
        match action {
            Action::AddConstraint(constraint) => self.add_constraint(table, constraint, catalog),
            Action::ValidateConstraint(name) => self.validate(table, name, catalog),
            Action::SwitchTrigger => self.lock(table, ShareRowExclusive),
            Action::Tune => self.lock(table, ShareUpdateExclusive),
            Action::AttachPartition(part) => {
                self.lock(table, ShareUpdateExclusive);
                self.lock(part, AccessExclusive);
                self.work(Cost::Scan);
            }
            Action::DetachPartition { part, concurrently } => {
                self.lock(table, concurrent(*concurrently, AccessExclusive));
                self.lock(part, AccessExclusive);
            }
            other => {
                self.lock(table, AccessExclusive);
                match other {
                    Action::AddColumn(column) => self.add_column(table, column, catalog),
                    Action::AlterType { column, ty, using } => {
                        self.alter_type(table, column, ty, *using, catalog);
                    }
                    Action::SetNotNull(column) => {
                        if !known.is_some_and(|known| known.has_no_null(column)) {
                            self.work(Cost::Scan);
                        }
                    }
                    Action::DropConstraint(name) => {
                        let held = known.and_then(|known| known.constraint(name));
                        if let Some(Kind::ForeignKey { target, .. }) = held.map(|held| &held.kind) {
                            self.lock(target, AccessExclusive);
                        }
                    }
                    Action::DropColumn(column) => {
                        self.lock_all(targets(catalog, table, Some(column)), AccessExclusive);
                    }
                    Action::Rewrite => self.work(Cost::Rewrite),
                    _ => {}
                }
            }
        }
    }

    fn add_column(&mut self, table: &TableName, column: &NewColumn, catalog: &Catalog) {
        let is_filled = column.default.is_some();
        let varies = |default: &Expression| volatility(default, catalog) > Volatility::Stable;
        let is_rewritten = column.default.as_ref().is_some_and(varies)
            || matches!(column.source, Source::Sequence | Source::Stored)
            || catalog.is_constrained_domain(&column.ty);
        if is_rewritten {
            self.work(Cost::Rewrite);
        }
        for constraint in &column.constraints {
            match &constraint.kind {
                Kind::ForeignKey { target, .. } => {
                    self.lock(target, LockMode::ShareRowExclusive);
                    if is_filled {
                        self.work(Cost::Scan);
                    }
                }
                Kind::Check(_) => self.work(Cost::Scan),
                _ => self.add_constraint(table, constraint, catalog),
            }
        }
    }

    fn add_constraint(&mut self, table: &TableName, constraint: &NewConstraint, catalog: &Catalog) {
        use LockMode::{AccessExclusive, ShareRowExclusive};
        let work = match &constraint.kind {
            Kind::ForeignKey { target, .. } => {
                self.lock(table, ShareRowExclusive);
                self.lock(target, ShareRowExclusive);
                Cost::Scan
            }
            kind => {
                self.lock(table, AccessExclusive);
                match kind {
                    Kind::Unique(_) | Kind::PrimaryKey(_) | Kind::Exclude => Cost::IndexBuild,
                    Kind::PrimaryKeyUsing(index) if is_over_nulls(table, index, catalog) => {
                        Cost::Scan
                    }
                    Kind::UniqueUsing(_) | Kind::PrimaryKeyUsing(_) => Cost::Catalogue,
                    _ => Cost::Scan,
                }
            }
        };
        if !constraint.not_valid {
            self.work(work);
        }
    }

    fn validate(&mut self, table: &TableName, name: &str, catalog: &Catalog) {
        self.lock(table, LockMode::ShareUpdateExclusive);
        let held = catalog
            .table(table)
            .and_then(|known| known.constraint(name));
        if held.is_some_and(|held| held.is_valid) {
            return;
        }
        self.work(Cost::Scan);
        if let Some(Kind::ForeignKey { target, .. }) = held.map(|held| &held.kind) {
            self.lock(target, LockMode::RowShare);
        }
    }

    fn alter_type(
        &mut self,
        table: &TableName,
        column: &str,
        ty: &Type,
        using: bool,
        catalog: &Catalog,
    ) {
        let known = catalog.table(table).and_then(|known| known.column(column));
        let change = match known {
            Some(known) if !using => type_change(&known.ty, ty),
            _ => TypeChange::Rewrite,
        };
        match change {
            TypeChange::Free => {}
            TypeChange::FreeInUtc if catalog.is_indexed(table, column) => {
                self.work(Cost::IndexBuild)
            }
            TypeChange::FreeInUtc => {}
            TypeChange::Rewrite => self.work(Cost::Rewrite),
        }
        self.lock_all(
            targets(catalog, table, Some(column)),
            LockMode::AccessExclusive,
        );
        let referrers = catalog.referrers(table, Some(column));
        self.lock_all(referrers, LockMode::AccessExclusive);
    }
}

/// The tables that a table's foreign keys refer to, over one column if one is named.
fn targets<'c>(
    catalog: &'c Catalog,
    table: &TableName,
    column: Option<&'c str>,
) -> impl Iterator<Item = &'c TableName> {
    let known = catalog.table(table).into_iter();
    known.flat_map(move |known| known.targets(column))
}

/// The primary key makes columns `NOT NULL` that were not, and has to look at each row.
pub(super) fn is_over_nulls(table: &TableName, index: &str, catalog: &Catalog) -> bool {
    let index = catalog.index(&super::catalog::beside(table, index));
    let (Some(index), Some(known)) = (index, catalog.table(table)) else {
        return true;
    };
    !index.columns.iter().all(|column| known.has_no_null(column))
}

fn concurrent(concurrently: bool, otherwise: LockMode) -> LockMode {
    match concurrently {
        true => LockMode::ShareUpdateExclusive,
        false => otherwise,
    }
}
