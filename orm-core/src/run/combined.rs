use crate::db::{Executor, Handle};
use crate::error::{Error, Result};
use crate::load::Projection;
use crate::model::Model;
use crate::query::{Combined, Selectable};
use crate::sql;

impl<M: Model, X: Selectable<M>> Combined<M, X> {
    /// Runs the queries, in one statement, and gives all rows.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] for an order by what the first query does not select, and those of
    /// [`Query::all`](crate::query::Query::all).
    pub async fn all(self, db: &impl Executor) -> Result<Vec<X::Row>> {
        self.rows(db.handle()).await
    }

    /// Runs the queries and gives the first row.
    ///
    /// # Errors
    ///
    /// Those of [`all`](Combined::all).
    pub async fn first(mut self, db: &impl Executor) -> Result<Option<X::Row>> {
        self.compound.limit = Some(self.compound.limit.map_or(1, |limit| limit.min(1)));
        Ok(self.rows(db.handle()).await?.into_iter().next())
    }

    /// Runs the queries and gives their one row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::MultipleFound`] where there are several, and those of
    /// [`all`](Combined::all).
    pub async fn get(mut self, db: &impl Executor) -> Result<X::Row> {
        self.compound.limit = Some(self.compound.limit.map_or(2, |limit| limit.min(2)));
        let mut rows = self.rows(db.handle()).await?;
        match rows.len() {
            0 | 1 => rows.pop().ok_or_else(|| Error::not_found(M::table())),
            _ => Err(Error::multiple_found(M::table())),
        }
    }

    async fn rows(self, db: Handle<'_>) -> Result<Vec<X::Row>> {
        let statement = sql::compound(&self.compound, db.dialect())?;
        let mut session = db.session().await?.within_deadline(self.timeout);
        session
            .fetch(&statement, |rows: &mut Vec<_>, row| {
                rows.push(Projection::<M>::read(&self.projection, row)?);
                Ok(())
            })
            .await
    }
}
