#![doc = include_str!("../README.md")]

pub use orm_core::db::{
    self, Db, DbBuilder, Executor, Isolation, PoolerMode, Transaction, TransactionOptions, Tx,
};
#[cfg(feature = "json")]
pub use orm_core::types::Json;
pub use orm_core::types::{Id, Value};
pub use orm_core::{
    Dialect, Error, Model, Result, create, dialect, error, load, model, query, relation, schema,
    types,
};
pub use orm_derive::{Model, Value};

#[doc(hidden)]
pub use orm_core::__private;

/// What most programs use: `use orm::prelude::*;`.
///
/// `Result` is not in it, so that it does not stand in for the standard library's; write `orm::Result`.
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    pub use crate::query::{Column, Condition, Expr, Expression, Query, all_of, any_of};
    pub use crate::relation::RelationPath;
    pub use crate::{
        Db, Dialect, Error, Executor, Id, Isolation, Model, PoolerMode, Transaction,
        TransactionOptions, Tx, Value, schema,
    };
}
