//! Which databases have a transaction's closure running on this task.

use crate::db::Db;

tokio::task_local! {
    static OPEN: Vec<usize>;
}

/// Whether this task runs inside the closure of a transaction of `db`.
pub(in crate::db) fn is_inside(db: &Db) -> bool {
    OPEN.try_with(|open| open.contains(&db.identity()))
        .unwrap_or(false)
}

/// Runs a transaction's closure.
pub(super) async fn within<F: Future>(db: &Db, closure: F) -> F::Output {
    let mut open = OPEN.try_with(Clone::clone).unwrap_or_default();
    open.push(db.identity());
    OPEN.scope(open, closure).await
}
