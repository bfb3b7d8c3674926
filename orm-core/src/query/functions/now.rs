use std::ops::{Add, Sub};

use super::super::expression::Expr;
use super::super::operand::Operand;
use super::super::syntax::{self, Call, Function};
use super::super::write::{Assigned, IntoAssignment};
use super::interval::Interval;
use crate::types::{Dated, Required};

/// The time at which the statement began, by the database's clock, in UTC: what a date or a timestamp is compared with,
/// or set to.
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | a timestamp | `statement_timestamp()` | `strftime('%Y-%m-%d %H:%M:%f000', 'now')` |
/// | a date | `(statement_timestamp() AT TIME ZONE 'UTC')::date` | `date('now')` |
///
/// Its fraction has six digits on Postgres and three on SQLite. It is the same everywhere in a statement.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use orm::prelude::*;
/// use orm::query::Interval;
///
/// #[derive(Model)]
/// struct Session {
///     id: i64,
///     used_at: DateTime<Utc>,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Session].create_all(&db).await?;
/// Session::create().used_at(DateTime::UNIX_EPOCH).save(&db).await?;
/// let idle = Session::filter(Session::used_at.lt(now() - Interval::minutes(20)));
/// assert_eq!(idle.clone().count(&db).await?, 1);
/// idle.clone().set(Session::used_at, now()).update(&db).await?;
/// assert_eq!(idle.count(&db).await?, 0);
/// # Ok(()) }
/// ```
pub fn now() -> Now {
    Now { shift: None }
}

/// What [`now`] gives, and what is so long after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    shift: Option<Interval>,
}

impl Now {
    fn expr<M, T: Dated>(self) -> Expr<M, T> {
        let now = Expr::new(syntax::Expr::Call(Box::new(Call {
            function: Function::Now,
            arguments: Vec::new(),
            ty: T::TYPE,
        })));
        match self.shift {
            Some(interval) => interval.after(now),
            None => now,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: Dated> Operand<M, T> for Now {
    type Nullability = Required;

    fn into_operand(self) -> Expr<M, T> {
        self.expr()
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: Dated> IntoAssignment<M, T> for Now {
    fn into_assigned(self) -> Assigned {
        Assigned::Expr(self.expr::<M, T>().into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: Dated> IntoAssignment<M, Option<T>> for Now {
    fn into_assigned(self) -> Assigned {
        Assigned::Expr(self.expr::<M, T>().into_node())
    }
}

impl Add<Interval> for Now {
    type Output = Now;

    fn add(self, interval: Interval) -> Now {
        let shift = self.shift.unwrap_or_default() + interval;
        Now { shift: Some(shift) }
    }
}

impl Sub<Interval> for Now {
    type Output = Now;

    fn sub(self, interval: Interval) -> Now {
        self + -interval
    }
}
