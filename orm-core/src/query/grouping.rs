use super::condition::Condition;
use super::fold::Group;
use super::keys::IntoKeys;
use super::select::{Query, ReadOnly, State};
use super::selection::{Grouped, Selectable, Selected};
use crate::model::Model;

impl<M: Model, S: State> Query<M, (), S> {
    /// Reads these expressions instead of whole rows: one, or a tuple of up to twelve.
    pub fn select<X: Selectable<M>>(self, expressions: X) -> Query<M, Selected<X>, ReadOnly> {
        self.reading(Selected(expressions))
    }

    /// Puts the rows that agree in these expressions together: one row of the result for each such group.
    /// [`select`](Query::select) then takes the expressions and aggregates over each group.
    pub fn group_by(self, keys: impl IntoKeys<M>) -> Query<M, Grouped, ReadOnly> {
        let mut query = self.reading(Grouped);
        query.select.group.extend(keys.into_keys());
        query
    }
}

impl<M: Model, S: State> Query<M, Grouped, S> {
    /// What to read of each group: the expressions that it is grouped by, and aggregates.
    pub fn select<X: Selectable<M>>(self, expressions: X) -> Query<M, Selected<X>, ReadOnly> {
        self.reading(Selected(expressions))
    }

    /// Only the groups that meet a condition.
    pub fn having(mut self, condition: impl Condition<Group<M>>) -> Self {
        let condition = condition.into_condition().into_node();
        self.select.having.push(condition);
        self
    }
}

impl<M: Model, X: Selectable<M>, S: State> Query<M, Selected<X>, S> {
    /// Puts the rows that agree in these expressions together: one row of the result for each such group. Later calls add to
    /// them.
    pub fn group_by(mut self, keys: impl IntoKeys<M>) -> Self {
        self.select.group.extend(keys.into_keys());
        self
    }

    /// Only the groups that meet a condition.
    pub fn having(mut self, condition: impl Condition<Group<M>>) -> Self {
        let condition = condition.into_condition().into_node();
        self.select.having.push(condition);
        self
    }
}

impl<M: Model, L, S: State> Query<M, L, S> {
    /// Of the rows that agree in these expressions, the first one of the query's order only. Postgres alone has it; on
    /// SQLite the query is [`Error::Unsupported`](crate::Error::Unsupported).
    ///
    /// The order is by these expressions first, which Postgres demands.
    pub fn distinct_on(mut self, keys: impl IntoKeys<M>) -> Query<M, L, ReadOnly> {
        for key in keys.into_keys() {
            self.select.distinct_on.push(key);
        }
        self.becomes()
    }
}
