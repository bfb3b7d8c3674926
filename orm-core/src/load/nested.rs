use std::marker::PhantomData;

use super::{Load, Loading, Outputs, Projection, Push, Recursive, RelatedRow, Ride};
use crate::db::{Executor, Row, Session};
use crate::error::Result;
use crate::model::{Model, SoftDelete};
use crate::query::syntax::{self, Aggregate, OrderTerm};
use crate::query::{Condition, Expr, Expression, IntoOrder};
use crate::relation::{Base, aggregate, aggregate_of};
use crate::relation::{Related, Relation, SelfRelation, ToMany, ToManyJoined};
use crate::schema::RelationRef;
use crate::types::{Number, Ordered};

/// A relation to load or to aggregate, with what narrows, orders or extends it: `Author::books.filter(…).limit(3)`.
///
/// [`with`](crate::query::Query::with) takes it, and [`load`](Nested::load) loads it for rows in hand. Filtered alone, it
/// can be aggregated instead. The methods of [`RelationPath`](crate::relation::RelationPath) begin one.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let newest = Author::books.order_by(Book::year.desc()).limit(1).with(Book::publisher);
/// let rows: Vec<(Author, Vec<(Book, Option<Publisher>)>)> =
///     Author::query().with(newest).order_by(Author::name.asc()).all(&db).await?;
///
/// let (author, books) = &rows[0];
/// assert_eq!((author, books.len()), (&jane, 1));
/// let (emma, publisher) = &books[0];
/// assert_eq!(emma.title, "Emma");
/// assert_eq!(publisher.as_ref().unwrap().name, "John Murray");
/// # Ok(()) }
/// ```
pub struct Nested<R, L = (), J = WithoutJoinRow> {
    pub(crate) filter: Vec<syntax::Expr>,
    pub(crate) order: Vec<OrderTerm>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    with_deleted: bool,
    pub(crate) loads: L,
    depth: u16,
    types: PhantomData<fn() -> (R, J)>,
}

impl<R: Relation> Nested<R> {
    pub(crate) fn new() -> Self {
        Nested {
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            with_deleted: false,
            loads: (),
            depth: 0,
            types: PhantomData,
        }
    }
}

impl<R: ToMany> Nested<R> {
    /// The related rows, theirs, and so on, each above those that it leads to: see
    /// [`RelationPath::recursive`](crate::relation::RelationPath::recursive).
    pub fn recursive(self) -> Recursive<R>
    where
        R: SelfRelation,
        R::To: Clone,
    {
        Recursive::new(self)
    }
}

impl<R: Relation, L, J> Nested<R, L, J> {
    /// Only the related rows that meet a condition as well.
    pub fn filter(mut self, condition: impl Condition<R::To>) -> Self
    where
        R: ToMany,
    {
        let condition = condition.into_condition();
        self.depth = self.depth.max(condition.depth());
        self.filter.push(condition.into_node());
        self
    }

    /// The related rows in an order; later calls append to it. Without one they come in the order of their key.
    pub fn order_by(mut self, order: impl IntoOrder<R::To>) -> Self
    where
        R: ToMany,
    {
        self.order.extend(order.into_terms());
        self
    }

    /// At most so many related rows **for each parent**.
    pub fn limit(mut self, rows: u64) -> Nested<R, L, J::Paged>
    where
        R: ToMany,
        J: JoinMode<R>,
    {
        self.limit = Some(rows);
        self.becomes()
    }

    /// Passes over so many related rows **of each parent**.
    pub fn offset(mut self, rows: u64) -> Nested<R, L, J::Paged>
    where
        R: ToMany,
        J: JoinMode<R>,
    {
        self.offset = Some(rows);
        self.becomes()
    }

    /// Also related rows that were deleted softly: see [`SoftDelete`].
    pub fn with_deleted(mut self) -> Self
    where
        R::To: SoftDelete,
    {
        self.with_deleted = true;
        self
    }

    pub(super) fn relation(&self) -> RelationRef {
        match self.with_deleted {
            true => R::reference().with_deleted(),
            false => R::reference(),
        }
    }

    /// The related rows together with what they are related to.
    pub fn with<P>(self, load: P) -> Nested<R, L::Output, J>
    where
        P: Load<R::To>,
        L: Push<P>,
    {
        self.reading(|loads| loads.push(load))
    }

    /// Each related row together with the join row that leads to it.
    pub fn through(self) -> Nested<R, L, WithJoinRow>
    where
        R: ToManyJoined,
    {
        self.becomes()
    }

    fn becomes<N>(self) -> Nested<R, L, N> {
        self.changed(|loads| loads)
    }

    /// The same rows, of which another thing is read.
    pub(super) fn reading<P>(self, projection: impl FnOnce(L) -> P) -> Nested<R, P, J> {
        self.changed(projection)
    }

    fn changed<P, N>(self, projection: impl FnOnce(L) -> P) -> Nested<R, P, N> {
        Nested {
            filter: self.filter,
            order: self.order,
            limit: self.limit,
            offset: self.offset,
            with_deleted: self.with_deleted,
            loads: projection(self.loads),
            depth: self.depth,
            types: PhantomData,
        }
    }

    /// Loads the related rows of rows already in hand, in one statement and one more for each relation to many rows inside:
    /// the result is in the order of `parents`.
    ///
    /// # Errors
    ///
    /// Those of a query.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Author::books.filter(Book::year.lt(1814)).with(Book::subjects);
    /// let shelves: Vec<Vec<(Book, Vec<Subject>)>> = early.load(&[mary, jane], &db).await?;
    /// assert!(shelves[0].is_empty());
    /// assert_eq!(shelves[1][0].1[0].name, "Love");
    /// # Ok(()) }
    /// ```
    pub async fn load(
        self,
        parents: &[R::From],
        db: &impl Executor,
    ) -> Result<Vec<<R::Arity as Ride>::Given<L::Row, J::Item<L::Row>>>>
    where
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        let mut session = db.handle().session().await?;
        R::Arity::load_now(&self, parents, &mut session).await
    }
}

impl<R: Relation + ToMany> Nested<R> {
    /// How many of the related rows meet the conditions.
    pub fn count(self) -> Expr<R::From, i64> {
        let (path, filter, depth) = self.rows();
        aggregate(path, filter, Aggregate::Count, None, depth)
    }

    /// The sum over the related rows that meet the conditions; `None` where there are none.
    pub fn sum<E>(self, expression: E) -> Expr<R::From, Option<<Base<E> as Number>::Sum>>
    where
        E: Expression<Model = R::To>,
        Base<E>: Number,
    {
        let (path, filter, depth) = self.rows();
        aggregate_of(path, filter, Aggregate::Sum, expression, depth)
    }

    /// The mean over the related rows that meet the conditions; `None` where there are none.
    pub fn avg<E>(self, expression: E) -> Expr<R::From, Option<<Base<E> as Number>::Average>>
    where
        E: Expression<Model = R::To>,
        Base<E>: Number,
    {
        let (path, filter, depth) = self.rows();
        aggregate_of(path, filter, Aggregate::Average, expression, depth)
    }

    /// The least value over the related rows that meet the conditions; `None` where there are none.
    pub fn min<E>(self, expression: E) -> Expr<R::From, Option<Base<E>>>
    where
        E: Expression<Model = R::To>,
        Base<E>: Ordered,
    {
        let (path, filter, depth) = self.rows();
        aggregate_of(path, filter, Aggregate::Min, expression, depth)
    }

    /// The greatest value over the related rows that meet the conditions; `None` where there are none.
    pub fn max<E>(self, expression: E) -> Expr<R::From, Option<Base<E>>>
    where
        E: Expression<Model = R::To>,
        Base<E>: Ordered,
    {
        let (path, filter, depth) = self.rows();
        aggregate_of(path, filter, Aggregate::Max, expression, depth)
    }

    /// The relation, which of its rows are meant, and how deep that is nested.
    pub(super) fn rows(self) -> (Vec<RelationRef>, Option<syntax::Expr>, u16) {
        let path = vec![self.relation()];
        let filter = (!self.filter.is_empty()).then(|| syntax::Expr::all_of(self.filter));
        (path, filter, self.depth)
    }
}

impl<R: Relation, L: Clone, J> Clone for Nested<R, L, J> {
    fn clone(&self) -> Self {
        Nested {
            filter: self.filter.clone(),
            order: self.order.clone(),
            limit: self.limit,
            offset: self.offset,
            with_deleted: self.with_deleted,
            loads: self.loads.clone(),
            depth: self.depth,
            types: PhantomData,
        }
    }
}

/// Whether each related row of a many-to-many comes with its join row.
pub trait JoinMode<R: Relation>: 'static {
    /// The join row, or nothing.
    type Joined: Send;
    /// A related row, with its join row or without.
    type Item<T: Send>: Send;
    /// The same once a limit or an offset was set.
    type Paged: JoinMode<R>;
    /// Whether join rows are wanted.
    const JOINED: bool;

    /// Reads the join row.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode).
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Joined>;

    #[doc(hidden)]
    fn item<T: Send>(related: T, joined: Self::Joined) -> Self::Item<T>;
}

/// Related rows come without their join rows.
pub trait Unjoined<R: Relation>: JoinMode<R> {
    #[doc(hidden)]
    fn alone<T: Send>(item: Self::Item<T>) -> T;
}

/// Related rows alone.
pub enum WithoutJoinRow {}

/// A page of related rows alone: rows to load, of which there is no aggregate.
pub enum Page {}

/// Related rows with their join rows.
pub enum WithJoinRow {}

macro_rules! without_join_row {
    ($($mode:ty)*) => {$(
        impl<R: Relation> JoinMode<R> for $mode {
            type Joined = ();
            type Item<T: Send> = T;
            type Paged = Page;
            const JOINED: bool = false;

            fn read(_row: &mut Row<'_>) -> Result<()> {
                Ok(())
            }

            fn item<T: Send>(related: T, (): ()) -> T {
                related
            }
        }

        impl<R: Relation> Unjoined<R> for $mode {
            fn alone<T: Send>(item: T) -> T {
                item
            }
        }
    )*};
}

without_join_row! { WithoutJoinRow Page }

impl<R: ToManyJoined> JoinMode<R> for WithJoinRow {
    type Joined = R::JoinRow;
    type Item<T: Send> = (T, R::JoinRow);
    type Paged = WithJoinRow;
    const JOINED: bool = true;

    fn read(row: &mut Row<'_>) -> Result<R::JoinRow> {
        row.enter(R::JoinRow::table());
        R::JoinRow::from_row(row)
    }

    fn item<T: Send>(related: T, joined: R::JoinRow) -> (T, R::JoinRow) {
        (related, joined)
    }
}

#[diagnostic::do_not_recommend]
impl<R, L, J> Load<R::From> for Nested<R, L, J>
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    type Loaded = <R::Arity as Ride>::Given<L::Row, J::Item<L::Row>>;
    type Riding = <R::Arity as Ride>::Riding<L::Partial, J::Joined>;

    fn ride(&self, path: &[RelationRef], outputs: &mut Outputs) {
        R::Arity::ride(self, path, outputs);
    }

    fn width(&self, brings_rows: bool) -> usize {
        R::Arity::width(self, brings_rows)
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Self::Riding> {
        R::Arity::read(self, row)
    }

    fn finish<'a>(
        &'a self,
        parents: &'a [R::From],
        riding: Vec<Self::Riding>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>> {
        R::Arity::finish(self, parents, riding, session)
    }

    fn load_now<'a>(
        &'a self,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>> {
        R::Arity::load_now(self, parents, session)
    }
}

#[diagnostic::do_not_recommend]
impl<F, M, R> Load<M> for F
where
    F: Fn(&M) -> Related<R> + Send + Sync,
    M: Model,
    R: Relation<From = M>,
{
    type Loaded = RelatedRow<R>;
    type Riding = <R::Arity as Ride>::Riding<R::To, ()>;

    fn ride(&self, path: &[RelationRef], outputs: &mut Outputs) {
        Nested::<R>::new().ride(path, outputs);
    }

    fn width(&self, brings_rows: bool) -> usize {
        Nested::<R>::new().width(brings_rows)
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Self::Riding> {
        Nested::<R>::new().read(row)
    }

    fn finish<'a>(
        &'a self,
        parents: &'a [M],
        riding: Vec<Self::Riding>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>> {
        Box::pin(async move {
            let nested = Nested::<R>::new();
            nested.finish(parents, riding, session).await
        })
    }

    fn load_now<'a>(
        &'a self,
        parents: &'a [M],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>> {
        Box::pin(async move {
            let nested = Nested::<R>::new();
            nested.load_now(parents, session).await
        })
    }
}
