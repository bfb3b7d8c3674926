use super::column::Column;
use super::expression::Expr;
use super::syntax;
use crate::model::Model;

/// In the condition of an [upsert](crate::create::OnConflict), the value that was to be inserted in this column; the
/// column by itself is that of the row which is there already.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
/// let revised = |year| Book::create().with_key(emma.id).title("Emma, revised").year(year).author(&jane);
/// let is_later = || excluded(Book::year).gt(Book::year);
///
/// let older = revised(1814).on_conflict(Book::id).update_where(Book::title, is_later());
/// assert_eq!(older.save(&db).await?, None);
/// let later = revised(1816).on_conflict(Book::id).update_where(Book::title, is_later());
/// assert_eq!(later.save(&db).await?.unwrap().title, "Emma, revised");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// Anywhere else there is no such value: running the query is [`Error::Configuration`](crate::Error::Configuration).
pub fn excluded<M: Model, T, K>(column: Column<M, T, K>) -> Expr<M, T> {
    Expr::new(syntax::Expr::Excluded {
        table: M::table(),
        column: column.index(),
    })
}
