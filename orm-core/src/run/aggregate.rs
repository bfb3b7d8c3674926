use super::read::read_one;
use crate::db::Executor;
use crate::error::Result;
use crate::model::Model;
use crate::query::syntax::{Expr, Select};
use crate::query::{AggregateSet, Query, State};
use crate::sql;

impl<M: Model, S: State> Query<M, (), S> {
    /// Aggregates of all rows of the query: one value, or a tuple of them. Of a query with a limit or an offset, of the rows
    /// on that page.
    ///
    /// # Errors
    ///
    /// Those of the connection; [`Error::Unsupported`](crate::Error::Unsupported) where the database has no such aggregate.
    pub async fn aggregate<X: AggregateSet<M>>(
        self,
        aggregates: X,
        db: &impl Executor,
    ) -> Result<X::Row> {
        let db = db.handle();
        let mut select = rows_of(self.select);
        aggregates.nodes(&mut select.outputs);
        let mut statement = sql::select(&select, db.dialect())?;
        statement.timeout = self.timeout;
        read_one(&statement, &mut db.session().await?, |row| {
            aggregates.read(row)
        })
        .await
    }
}

/// The rows as a filter, so that a page is cut before they are aggregated and not after it.
fn rows_of(select: Select) -> Select {
    match select.is_page() || !select.distinct_on.is_empty() {
        true => Select {
            filter: vec![Expr::KeyIn(Box::new(select.clone()))],
            ..Select::new(select.table)
        },
        false => Select {
            order: Vec::new(),
            distinct: false,
            ..select
        },
    }
}
