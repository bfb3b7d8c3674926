//! The runtime of `orm`.
//!
//! Use it through the crate `orm`, whose documentation is the guide; this crate is where the parts are.

pub mod create;
pub mod db;
pub mod dialect;
pub mod error;
pub mod hooks;
pub mod load;
pub mod migrate;
pub mod model;
pub mod query;
pub mod relation;
pub mod run;
pub mod schema;
mod sql;
pub mod types;

pub use self::dialect::Dialect;
pub use self::error::{Error, Result};
pub use self::model::Model;

/// What the derives' code calls. It may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::create::{
        AllSet, AllSetBut, Complete, Create, Creation, Detachable, Draft, Links, Missing,
        NestedRow, OnConflict, OneRow, Set, Supplies, Unfinished,
    };
    pub use crate::db::{Executor, Row};
    pub use crate::error::Result;
    pub use crate::hooks::Hooks;
    pub use crate::load::Loading;
    pub use crate::load::shape::{As, RowProjection, Shape, fields, read, shape};
    pub use crate::model::{Field, ForeignKeyTo, KeyOf, Model, SoftDelete, UniqueColumn};
    pub use crate::query::{Column, FromRaw, InKey, UniqueKey};
    pub use crate::relation::{
        Accessor, BackToMany, ForeignKey, Generated, Many, ManyToMany, Maybe, One, Related,
        Relation, Reverse,
    };
    pub use crate::schema;
    pub use crate::types::{
        Cell, Datum, Element, Integer, IntoColumn, Number, Ordered, PointInTime, SqlType, Textual,
        Unreadable, Value, read_variant, text, uuid_v7, validate,
    };
}

/// The schema of these models, to create, drop or print: `schema![Author, Book]`.
#[macro_export]
macro_rules! schema {
    ($($model:ty),* $(,)?) => {
        $crate::schema::Schema::new([$(<$model as $crate::Model>::table()),*])
    };
}
