//! What to ask: typed builders that become a plain-data [syntax tree](syntax) as early as they can.

mod absent;
mod aggregated;
mod bind;
mod children;
mod column;
mod columns;
mod combine;
mod condition;
mod cursor;
mod excluded;
mod expression;
mod fold;
mod fragment;
mod functions;
mod grouping;
mod keys;
mod keyset;
mod lock;
mod operand;
mod operators;
mod opposite;
mod order;
mod outer;
mod page;
mod raw;
mod rebase;
mod select;
mod selection;
mod soft_delete;
mod sql;
mod subquery;
pub mod syntax;
mod unscoped;
mod window;
mod write;

pub use self::bind::IntoBind;
pub use self::column::{Column, InKey, Plain};
pub use self::columns::{Columns, UniqueKey};
pub use self::combine::Combined;
pub use self::condition::{Condition, Truth, all_of, any_of};
pub use self::cursor::Cursor;
pub use self::excluded::excluded;
pub(crate) use self::expression::MAX_DEPTH;
pub use self::expression::{Expr, Expression};
pub use self::fold::{Fold, Group, count};
pub use self::fragment::{FragmentOperand, FragmentOperands, sql_expr};
pub use self::functions::{
    Case, CastFrom, CastFunctions, ChoiceFunctions, DateFunctions, Interval, IntoPath,
    JsonFunctions, JsonPath, JsonStep, ListFunctions, NoCase, Now, NumberFunctions, TextFunctions,
    case, now,
};
pub use self::keys::IntoKeys;
pub(crate) use self::keyset::Keyset;
pub use self::lock::Locked;
pub use self::operand::{IntoSet, Operand};
pub(crate) use self::opposite::{not_met, opposite};
pub use self::order::{IntoOrder, Order};
pub use self::page::{NumberedPage, Page};
pub use self::raw::{FromRaw, ModelRows, Raw, RawExecution, RawRows, Values, raw};
pub use self::select::{Filtered, Open, Query, ReadOnly, State, Writable};
pub use self::selection::{AggregateSet, Grouped, Selectable, Selected};
pub use self::sql::{IntoSql, Sql};
pub use self::subquery::{exists, outer, scalar};
pub use self::syntax::Unit;
pub use self::unscoped::Unscoped;
pub use self::window::{
    AnyRow, Window, WindowCall, WindowFunctions, Within, cume_dist, dense_rank, ntile,
    partition_by, percent_rank, rank, row_number, window,
};
pub(crate) use self::write::{Assigned, Assignments};
pub use self::write::{Changes, IntoAssignment, RowChanges};
