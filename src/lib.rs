#![doc = include_str!("../README.md")]

pub use orm_core::db::{
    Db, DbBuilder, Executor, Isolation, PoolerMode, Transaction, TransactionOptions, Tx,
};
pub use orm_core::query::{Expression, Query, all_of, any_of};
pub use orm_core::relation::{Related, RelationPath};
#[cfg(feature = "json")]
pub use orm_core::types::Json;
pub use orm_core::types::{Id, Value};
pub use orm_core::{Dialect, Error, Model, Result};
pub use orm_core::{create, db, load, query, relation, schema, types};
pub use orm_derive::{Model, Value};

#[doc(hidden)]
pub use orm_core::__private;

/// What a program that uses the crate wants in scope: `use orm::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    pub use crate::{
        Db, Dialect, Error, Executor, Expression, Id, Isolation, Model, RelationPath,
        TransactionOptions, Tx, Value, all_of, any_of, schema,
    };
}
