use super::select::{Query, ReadOnly, State};
use crate::load::Shape;
use crate::load::shape::RowProjection;
use crate::model::Model;

impl<M: Model, S: State> Query<M, (), S> {
    /// Each row as a shape: a struct with `#[derive(Shape)]`, whose fields are columns, expressions and relations of the model.
    /// Just what they name is fetched.
    pub fn shape<T: Shape<M>>(
        self,
    ) -> Query<M, impl RowProjection<M, Row = T> + use<M, S, T>, ReadOnly> {
        self.reading(T::projection())
    }
}
