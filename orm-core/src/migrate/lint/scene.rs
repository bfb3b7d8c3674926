use super::catalog::Catalog;
use super::context::Context;
use super::finding::Position;
use super::lock::LockMode;
use super::predict::Effect;
use super::read::Statement;
use super::step::{Action, NewColumn, NewConstraint, Step};
use crate::schema::snapshot::TableName;

/// A migration while it is read: what the statements so far have left.
pub(super) struct Scene<'m> {
    context: &'m Context,
    catalog: Catalog,
    /// What there is when all statements have run.
    after: Catalog,
    held: Effect,
    lock_timeout: bool,
    in_transaction: bool,
    statements: usize,
    is_alone: bool,
}

/// One step of a migration, and where it stands.
pub(super) struct Place<'s> {
    pub(super) step: &'s Step,
    /// The statement that it belongs to.
    pub(super) position: &'s Position,
    pub(super) effect: &'s Effect,
    pub(super) catalog: &'s Catalog,
    pub(super) after: &'s Catalog,
    /// What the steps before it have locked.
    pub(super) held: &'s Effect,
    pub(super) has_lock_timeout: bool,
    pub(super) in_transaction: bool,
    /// How many statements the migration has.
    pub(super) statements: usize,
    /// Whether no other statement of the migration does anything to a table.
    pub(super) is_alone: bool,
    pub(super) server: u32,
}

impl<'m> Scene<'m> {
    pub(super) fn new(sql: &str, statements: &[Statement], context: &'m Context) -> Self {
        let mut catalog = context.catalog().clone();
        catalog.settle();
        let mut after = catalog.clone();
        for step in statements
            .iter()
            .flat_map(|statement| statement.steps.iter().flatten())
        {
            after.apply(step);
        }
        Scene {
            context,
            catalog,
            after,
            held: Effect::default(),
            lock_timeout: context.has_lock_timeout(),
            in_transaction: !sql.starts_with("-- no-transaction"),
            statements: statements.len(),
            is_alone: statements
                .iter()
                .filter(|statement| statement.does_something())
                .count()
                < 2,
        }
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(super) fn at<'s>(
        &'s self,
        step: &'s Step,
        position: &'s Position,
        effect: &'s Effect,
    ) -> Place<'s> {
        Place {
            step,
            position,
            effect,
            catalog: &self.catalog,
            after: &self.after,
            held: &self.held,
            has_lock_timeout: self.lock_timeout,
            in_transaction: self.in_transaction,
            statements: self.statements,
            is_alone: self.is_alone,
            server: self.context.version(),
        }
    }

    /// Goes on behind a step.
    pub(super) fn pass(&mut self, step: &Step, effect: Effect) {
        if let Step::LockTimeout { limited } = step {
            self.lock_timeout = *limited;
        }
        self.catalog.apply(step);
        self.held.merge(effect);
    }
}

impl Place<'_> {
    /// Whether others may be using a table.
    pub(super) fn is_live(&self, table: &TableName) -> bool {
        !self.catalog.is_new(table)
    }

    /// What is done to a table that others may be using.
    pub(super) fn action(&self) -> Option<(&TableName, &Action)> {
        match self.step {
            Step::Alter { table, action } if self.is_live(table) => Some((table, action)),
            _ => None,
        }
    }

    /// The column that is added to a table which others may be using.
    pub(super) fn added_column(&self) -> Option<&NewColumn> {
        match self.action()? {
            (_, Action::AddColumn(column)) => Some(column),
            _ => None,
        }
    }

    /// The constraint that is added to a table which others may be using.
    pub(super) fn added_constraint(&self) -> Option<(&TableName, &NewConstraint)> {
        match self.action()? {
            (table, Action::AddConstraint(constraint)) => Some((table, constraint)),
            _ => None,
        }
    }

    /// The tables that others may be using and are locked against writes, by this step and by those before it.
    pub(super) fn strong_locks(&self) -> (Vec<TableName>, Vec<TableName>) {
        let strong = |effect: &Effect| {
            let locks = effect.prediction(self.after).locks.into_iter();
            let strong = locks.filter(|lock| lock.mode >= LockMode::Share);
            strong.map(|lock| lock.table).collect()
        };
        (strong(self.effect), strong(self.held))
    }
}
