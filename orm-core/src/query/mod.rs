//! What to ask: typed builders that become a plain-data [syntax tree](syntax) as early as they can.

mod children;
mod column;
mod columns;
mod combine;
mod condition;
mod cursor;
mod excluded;
mod expression;
mod fold;
mod grouping;
mod keys;
mod keyset;
mod operand;
mod operators;
mod order;
mod page;
mod rebase;
mod select;
mod selection;
mod soft_delete;
mod subquery;
pub mod syntax;
mod window;
mod write;

pub use self::column::{Column, InKey, Plain};
pub use self::columns::{Columns, UniqueKey};
pub use self::combine::Combined;
pub use self::condition::{Condition, all_of, any_of};
pub use self::cursor::Cursor;
pub use self::excluded::excluded;
pub(crate) use self::expression::MAX_DEPTH;
pub use self::expression::{Expr, Expression};
pub use self::fold::{Fold, Group, count};
pub use self::keys::IntoKeys;
pub(crate) use self::keyset::Keyset;
pub use self::operand::{IntoSet, Operand};
pub use self::order::{IntoOrder, Order};
pub use self::page::{NumberedPage, Page};
pub use self::select::{Filtered, Open, Query, ReadOnly, State, Writable};
pub use self::selection::{AggregateSet, Grouped, Selectable, Selected};
pub use self::subquery::{Unscoped, exists, outer, scalar};
pub use self::window::{
    AnyRow, Window, WindowCall, WindowFunctions, Within, cume_dist, dense_rank, ntile,
    partition_by, percent_rank, rank, row_number, window,
};
pub(crate) use self::write::{Assigned, Assignments};
pub use self::write::{Changes, IntoAssignment, RowChanges};
