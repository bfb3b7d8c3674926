//! What a statement locks, and what it does meanwhile.

use std::collections::BTreeMap;

use serde::Serialize;

use super::catalog::Catalog;
use super::context::Context;
use super::conversion::{TypeChange, type_change};
use super::lock::{Cost, LockMode, TableLock};
use super::read;
use super::step::{
    Action, Expression, Kind, NewColumn, NewConstraint, NewIndex, NewTable, Reindexed, Source,
    Step, Type, Volatility,
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
        match step {
            Step::CreateTable(table) => self.create_table(table),
            Step::DropTable { table, cascade } => self.drop_table(table, *cascade, catalog),
            Step::Alter { table, action } => self.alter(table, action, catalog),
            other => {
                let (mode, cost) = usual(other);
                let index = match other {
                    Step::DropIndex { index, .. }
                    | Step::Reindex {
                        target: Reindexed::Index(index),
                        ..
                    } => catalog.index(index),
                    _ => None,
                };
                let table = other.table().or(index.map(|index| &index.table));
                if let Some(mode) = mode {
                    self.lock_all(table, mode);
                }
                self.work(cost);
            }
        }
    }

    fn create_table(&mut self, table: &NewTable) {
        let columns = table.columns.iter().flat_map(|column| &column.constraints);
        for constraint in columns.chain(&table.constraints) {
            if let Kind::ForeignKey { target, .. } = &constraint.kind
                && *target != table.name
            {
                self.lock(target, LockMode::ShareRowExclusive);
            }
        }
        self.lock_all(&table.partition_of, LockMode::AccessExclusive);
    }

    fn drop_table(&mut self, table: &TableName, cascade: bool, catalog: &Catalog) {
        let mode = LockMode::AccessExclusive;
        self.lock(table, mode);
        self.lock_all(targets(catalog, table, None), mode);
        if cascade {
            self.lock_all(catalog.referrers(table, None), mode);
            self.lock_all(catalog.views_of(table, None), mode);
        }
    }

    fn alter(&mut self, table: &TableName, action: &Action, catalog: &Catalog) {
        self.lock(table, alteration(action));
        let known = catalog.table(table);
        match action {
            Action::AddColumn(column) => self.add_column(table, column, catalog),
            Action::AddConstraint(constraint) => self.add_constraint(table, constraint, catalog),
            Action::ValidateConstraint(name) => self.validate(table, name, catalog),
            Action::AlterType { column, ty, using } => {
                self.alter_type(table, column, ty, *using, catalog);
            }
            Action::SetNotNull(column) if !known.is_some_and(|known| known.has_no_null(column)) => {
                self.work(Cost::Scan);
            }
            Action::DropConstraint(name) => {
                let held = known.and_then(|known| known.constraint(name));
                if let Some(Kind::ForeignKey { target, .. }) = held.map(|held| &held.kind) {
                    self.lock(target, LockMode::AccessExclusive);
                }
            }
            Action::DropColumn(column) => {
                let targets = targets(catalog, table, Some(column));
                self.lock_all(targets, LockMode::AccessExclusive);
            }
            Action::AttachPartition(part) => {
                self.lock(part, LockMode::AccessExclusive);
                self.work(Cost::Scan);
            }
            Action::DetachPartition { part, .. } => self.lock(part, LockMode::AccessExclusive),
            Action::Rewrite => self.work(Cost::Rewrite),
            _ => {}
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
        if let Kind::ForeignKey { target, .. } = &constraint.kind {
            self.lock(target, LockMode::ShareRowExclusive);
        }
        let work = match &constraint.kind {
            Kind::Unique(_) | Kind::PrimaryKey(_) | Kind::Exclude => Cost::IndexBuild,
            Kind::PrimaryKeyUsing(index) if is_over_nulls(table, index, catalog) => Cost::Scan,
            Kind::UniqueUsing(_) | Kind::PrimaryKeyUsing(_) => Cost::Catalogue,
            Kind::Check(_) | Kind::NotNull(_) | Kind::ForeignKey { .. } => Cost::Scan,
        };
        if !constraint.not_valid {
            self.work(work);
        }
    }

    fn validate(&mut self, table: &TableName, name: &str, catalog: &Catalog) {
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

/// The lock on the table that a step is about, and the work, where neither depends on what is there.
fn usual(step: &Step) -> (Option<LockMode>, Cost) {
    use LockMode::{AccessExclusive, RowExclusive, Share, ShareRowExclusive, ShareUpdateExclusive};
    match step {
        Step::CreateIndex(NewIndex { concurrently, .. }) | Step::Reindex { concurrently, .. } => {
            (Some(concurrent(*concurrently, Share)), Cost::IndexBuild)
        }
        Step::DropIndex { concurrently, .. } => (
            Some(concurrent(*concurrently, AccessExclusive)),
            Cost::Catalogue,
        ),
        Step::CreateTrigger(_) => (Some(ShareRowExclusive), Cost::Catalogue),
        Step::DropTrigger(_)
        | Step::CreatePolicy(_)
        | Step::DropPolicy(_)
        | Step::DropView(_)
        | Step::DropTable { .. }
        | Step::Truncate(_)
        | Step::Alter { .. } => (Some(AccessExclusive), Cost::Catalogue),
        Step::Cluster(_) | Step::Vacuum { full: true, .. } => {
            (Some(AccessExclusive), Cost::Rewrite)
        }
        Step::Vacuum { full: false, .. } | Step::Comment(_) | Step::CreateStatistics(_) => {
            (Some(ShareUpdateExclusive), Cost::Catalogue)
        }
        Step::Update { .. } | Step::Delete { .. } => (Some(RowExclusive), Cost::Scan),
        Step::Insert(_) => (Some(RowExclusive), Cost::Catalogue),
        Step::CreateTable(_)
        | Step::RenameIndex { .. }
        | Step::CreateEnum(_)
        | Step::AddEnumValue { .. }
        | Step::RenameEnumValue(_)
        | Step::CreateDomain { .. }
        | Step::CreateFunction { .. }
        | Step::CreateView { .. }
        | Step::RenameSchema
        | Step::LockTimeout { .. }
        | Step::Harmless => (None, Cost::Catalogue),
    }
}

/// The lock that an `ALTER TABLE` takes on its table.
fn alteration(action: &Action) -> LockMode {
    match action {
        Action::AddConstraint(constraint) => match constraint.kind {
            Kind::ForeignKey { .. } => LockMode::ShareRowExclusive,
            _ => LockMode::AccessExclusive,
        },
        Action::SwitchTrigger => LockMode::ShareRowExclusive,
        Action::ValidateConstraint(_) | Action::Tune | Action::AttachPartition(_) => {
            LockMode::ShareUpdateExclusive
        }
        Action::DetachPartition { concurrently, .. } => {
            concurrent(*concurrently, LockMode::AccessExclusive)
        }
        _ => LockMode::AccessExclusive,
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
