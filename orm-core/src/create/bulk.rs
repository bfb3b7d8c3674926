use std::marker::PhantomData;

use super::{Complete, Draft};
use crate::model::Model;

/// Many rows to be inserted: what [`create_many`](Model::create_many) gives. [`save`](CreateMany::save) inserts them.
#[must_use = "nothing is inserted until `.save(&db)`"]
pub struct CreateMany<M> {
    pub(crate) drafts: Vec<Draft>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> CreateMany<M> {
    pub(crate) fn new<I>(rows: I) -> Self
    where
        I: IntoIterator,
        I::Item: Complete<M>,
    {
        CreateMany {
            drafts: rows.into_iter().map(Complete::into_draft).collect(),
            model: PhantomData,
        }
    }
}
