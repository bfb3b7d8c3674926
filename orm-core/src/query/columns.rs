use super::column::Column;

/// One column of the model `M`, or a tuple of up to eight: what [`update_many`](crate::Model::update_many) and an
/// [upsert](crate::create::OnConflict) write.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let mut books = Book::query().all(&db).await?;
/// for book in &mut books {
///     book.title = book.title.to_uppercase();
///     book.year += 1;
/// }
/// Book::update_many(&books, Book::title, &db).await?;
/// assert_eq!(Book::filter(Book::title.eq("EMMA")).get(&db).await?.year, 1815);
/// Book::update_many(&books, (Book::title, Book::year), &db).await?;
/// assert_eq!(Book::filter(Book::title.eq("EMMA")).get(&db).await?.year, 1816);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a column of `{M}` nor a tuple of up to eight of them",
    label = "expected columns of `{M}`",
    note = "one column is written `{M}::title`, several `({M}::title, {M}::price)`"
)]
pub trait Columns<M> {
    /// Their positions in the model's table.
    #[doc(hidden)]
    fn indexes(self) -> Vec<usize>;
}

#[diagnostic::do_not_recommend]
impl<M, T, K> Columns<M> for Column<M, T, K> {
    fn indexes(self) -> Vec<usize> {
        vec![self.index()]
    }
}

macro_rules! tuples {
    ($(($($ty:ident $key:ident $index:tt),+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M, $($ty, $key),+> Columns<M> for ($(Column<M, $ty, $key>,)+) {
            fn indexes(self) -> Vec<usize> {
                vec![$(self.$index.index()),+]
            }
        }
    )*};
}

tuples! {
    (A KA 0)
    (A KA 0, B KB 1)
    (A KA 0, B KB 1, C KC 2)
    (A KA 0, B KB 1, C KC 2, D KD 3)
    (A KA 0, B KB 1, C KC 2, D KD 3, E KE 4)
    (A KA 0, B KB 1, C KC 2, D KD 3, E KE 4, F KF 5)
    (A KA 0, B KB 1, C KC 2, D KD 3, E KE 4, F KF 5, G KG 6)
    (A KA 0, B KB 1, C KC 2, D KD 3, E KE 4, F KF 5, G KG 6, H KH 7)
}

/// The columns of a unique key of the model `M`: a unique column, a one-to-one's, the primary key, or a tuple of the
/// columns of a composite key in the order in which it declares them. The derive says which are.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model, Debug, PartialEq)]
/// #[model(unique(shelf, place))]
/// struct Copy {
///     id: i64,
///     #[column(unique)]
///     barcode: String,
///     shelf: String,
///     place: i32,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Copy].create_all(&db).await?;
/// let copy = || Copy::create().barcode("978-1").shelf("A").place(7);
/// let stored = copy().on_conflict(Copy::barcode).ignore().save(&db).await?;
/// assert!(stored.is_some());
/// let again = copy().on_conflict((Copy::shelf, Copy::place)).update(Copy::barcode).save(&db).await?;
/// assert_eq!(Some(again), stored);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no unique key of `{M}`, so nothing says which row is there already",
    label = "not a unique key of `{M}`",
    note = "a unique column is declared by `#[column(unique)]`, several that are unique together by `#[model(unique(a, b))]`, and named here in that order: `({M}::a, {M}::b)`"
)]
pub trait UniqueKey<M>: Columns<M> {}
