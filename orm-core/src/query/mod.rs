//! What to ask: typed builders that become a plain-data [syntax tree](syntax) as early as they can.

mod any_row;
mod bind;
mod children;
mod column;
mod combine;
mod condition;
mod expression;
mod fold;
mod fragment;
mod grouping;
mod keys;
mod lock;
mod operand;
mod operators;
mod order;
mod raw;
mod rebase;
mod select;
mod selection;
mod sql;
mod subquery;
pub mod syntax;
mod window;
mod write;

pub use self::any_row::AnyRow;
pub use self::bind::IntoBind;
pub use self::column::{Column, InKey, Plain};
pub use self::combine::Combined;
pub use self::condition::{Condition, all_of, any_of};
pub(crate) use self::expression::MAX_DEPTH;
pub use self::expression::{Expr, Expression};
pub use self::fold::{Fold, Group, count};
pub use self::fragment::{FragmentOperand, FragmentOperands, sql_expr};
pub use self::keys::IntoKeys;
pub use self::lock::Locked;
pub use self::operand::{IntoSet, Operand};
pub use self::order::{IntoOrder, Order};
pub use self::raw::{FromRaw, ModelRows, Raw, RawExecution, RawRows, Values, raw};
pub use self::select::{Filtered, Open, Query, ReadOnly, State, Writable};
pub use self::selection::{AggregateSet, Grouped, Selectable, Selected};
pub use self::sql::{IntoSql, Sql};
pub use self::subquery::{Unscoped, exists, outer, scalar};
pub use self::window::{
    Window, WindowCall, WindowFunctions, Within, cume_dist, dense_rank, ntile,
    partition_by, percent_rank, rank, row_number, window,
};
pub(crate) use self::write::{Assigned, Assignments};
pub use self::write::{Changes, IntoAssignment, RowChanges};
