//! What to ask: typed builders that become a plain-data [syntax tree](syntax) as early as they can.

mod children;
mod column;
mod columns;
mod condition;
mod excluded;
mod expression;
mod fold;
mod operand;
mod operators;
mod order;
mod rebase;
mod select;
pub mod syntax;
mod write;

pub use self::column::{Column, InKey, Plain};
pub use self::columns::{Columns, UniqueKey};
pub use self::condition::{Condition, all_of, any_of};
pub use self::excluded::excluded;
pub(crate) use self::expression::MAX_DEPTH;
pub use self::expression::{Expr, Expression};
pub use self::fold::{Fold, Group, count};
pub use self::operand::{IntoSet, Operand};
pub use self::order::{IntoOrder, Order};
pub use self::select::{Filtered, Open, Query, ReadOnly, State, Writable};
pub(crate) use self::write::{Assigned, Assignments};
pub use self::write::{Changes, IntoAssignment, RowChanges};
