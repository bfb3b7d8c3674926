use super::arity::Arity;
use super::kinds::{Relation, ToMany, ToManyJoined, ToOne};
use super::related::Related;
use super::then::Step;
use crate::db::Executor;
use crate::error::Result;
use crate::load::{Nested, Page, Push, RelatedRow};
use crate::model::Model;
use crate::query::syntax::{self, Aggregate, RelatedRows};
use crate::query::{Condition, Expr, Expression, IntoOrder};
use crate::schema::{RelationKind, RelationRef, Table};
use crate::types::{ColumnType, Nullability, Number, Ordered, Value};

/// A way from the model `A` along relations: the accessor's own name, `Book::author`, or a chain of them,
/// `Review::book.then(Book::author)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{A}`",
    label = "expected a relation's accessor, such as `{A}::books`"
)]
pub trait Path<A: Model>: Sized {
    /// The last relation of the way.
    type Relation: Relation;
    /// Whether a to-one relation on the way may lead nowhere.
    type Nullability: Nullability;

    /// The relations, one after the other.
    #[doc(hidden)]
    fn relations(&self) -> Vec<RelationRef>;
}

#[diagnostic::do_not_recommend]
impl<F, A, R> Path<A> for F
where
    F: Fn(&A) -> Related<R>,
    A: Model,
    R: Relation<From = A>,
{
    type Relation = R;
    type Nullability = <R::Arity as Arity>::Nullability;

    fn relations(&self) -> Vec<RelationRef> {
        vec![R::reference()]
    }
}

type To<A, P> = <<P as Path<A>>::Relation as Relation>::To;

/// What can be asked along a relation, by its accessor's name.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// // To one row:
/// let hers = Book::author.has(Author::name.eq("Jane Austen"));
/// assert_eq!(Book::filter(hers).count(&db).await?, 2);
/// assert_eq!(Book::filter(Book::author.is_in([&jane, &mary])).count(&db).await?, 3);
/// let by_name = Book::query().order_by(Book::author.then(Author::name).desc());
/// assert_eq!(by_name.first(&db).await?.unwrap().title, "Frankenstein");
///
/// // To many:
/// let names = async |condition| -> Result<Vec<String>, orm::Error> {
///     let authors = Author::filter(condition).order_by(Author::name.asc()).all(&db).await?;
///     Ok(authors.into_iter().map(|author| author.name).collect())
/// };
/// assert_eq!(names(Author::books.any(Book::year.lt(1814))).await?, ["Jane Austen"]);
/// assert_eq!(names(Author::books.all(Book::year.gt(1814))).await?, ["Mary Shelley"]);
/// assert_eq!(names(Author::books.is_empty()).await?, [""; 0]);
/// assert_eq!(names(Author::books.count().ge(2)).await?, ["Jane Austen"]);
/// assert_eq!(names(Author::books.filter(Book::year.lt(1815)).max(Book::year).eq(1813)).await?, ["Jane Austen"]);
///
/// // Rows already in hand:
/// let shelves = Author::books.load(&[mary, jane], &db).await?;
/// assert_eq!(shelves.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
/// # Ok(()) }
/// ```
///
/// The same question in the SQL of both databases:
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `Book::author.has(Author::name.eq("x"))` | `JOIN "author" ON "author"."id" = "book"."author_id" WHERE "author"."name" = $1` | the same, with `?` |
/// | `Book::author.is(&jane)` | `WHERE "book"."author_id" = $1` | the same, with `?` |
/// | `Book::author.is_in(&authors)` | `WHERE "book"."author_id" = ANY($1)` | `WHERE "book"."author_id" IN (SELECT value FROM json_each(?))` |
/// | `Author::books.any(Book::title.contains("x"))` | `WHERE EXISTS (SELECT 1 FROM "book" WHERE "book"."author_id" = "author"."id" AND "book"."title" LIKE $1 ESCAPE '\')` | `… AND instr("book"."title", ?) > 0)` |
/// | `Author::books.count().gt(2)` | `WHERE (SELECT count(*) FROM "book" WHERE "book"."author_id" = "author"."id") > $1` | the same, with `?` |
#[allow(
    clippy::wrong_self_convention,
    reason = "a path is a function's name, which is used up; these are the names of the question"
)]
pub trait RelationPath<A: Model>: Path<A> {
    /// There is a related row, and it meets the condition.
    fn has(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToOne,
    {
        let condition = condition.into_condition();
        let depth = condition.depth() + 1;
        let path = self.relations();
        let inner = condition.into_node().rebase(&path);
        let node = if path.iter().any(RelationRef::may_be_absent) {
            syntax::Expr::all_of([syntax::Expr::Present(path), inner])
        } else {
            inner
        };
        Expr::nested(node, depth)
    }

    /// The related row is this one. Where there is none this is `NULL`, as a comparison with a missing value is, so that
    /// [`exclude`](crate::query::Query::exclude) gives such rows and `!` does not.
    fn is(self, row: &To<A, Self>) -> Expr<A, bool>
    where
        Self::Relation: ToOne,
    {
        let (path, link) = identity(self.relations());
        let values = link.far.iter().map(|&column| row.datum(column));
        Expr::new(syntax::Expr::key_equals(link.table, link.columns, values).rebase(&path))
    }

    /// The related row is one of these. Of none, false.
    fn is_in<'r>(self, rows: impl IntoIterator<Item = &'r To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToOne,
    {
        let (path, link) = identity(self.relations());
        let key_of = |row: &To<A, Self>| link.far.iter().map(|&column| row.datum(column)).collect();
        let rows = rows.into_iter().map(key_of).collect();
        Expr::new(syntax::Expr::key_in(link.table, link.columns, rows, false).rebase(&path))
    }

    /// The related column or expression, as an expression of this model; or the next relation of the way.
    ///
    /// Where the related row may be missing, so may its column: it is an `Option`.
    fn then<S: Step<To<A, Self>>>(self, step: S) -> S::Output<A, Self::Nullability>
    where
        Self::Relation: ToOne,
    {
        step.after(self.relations())
    }

    /// At least one related row meets the condition: one and the same row all of it.
    fn any(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        exists(self.relations(), condition.into_condition())
    }

    /// No related row fails the condition; a row on which it is `NULL` fails. Of no rows, true.
    fn all(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        let fails = condition
            .into_condition()
            .map(|node| syntax::Expr::IsNotTrue(Box::new(node)));
        exists(self.relations(), fails).map(negate)
    }

    /// No related row meets the condition.
    fn none(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        exists(self.relations(), condition.into_condition()).map(negate)
    }

    /// There is no related row.
    fn is_empty(self) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        let rows = related_rows(self.relations(), None);
        Expr::new(negate(syntax::Expr::Exists(Box::new(rows))))
    }

    /// How many related rows there are.
    fn count(self) -> Expr<A, i64>
    where
        Self::Relation: ToMany,
    {
        aggregate(self.relations(), None, Aggregate::Count, None, 1)
    }

    /// The sum of an expression over the related rows; `None` where there are none.
    ///
    /// Of integers it is an `i64`, and an overflow is an error; of floating-point numbers an `f64`.
    fn sum<E>(self, expression: E) -> Expr<A, Option<<Base<E> as Number>::Sum>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Number,
    {
        aggregate_of(self.relations(), None, Aggregate::Sum, expression, 1)
    }

    /// The mean of an expression over the related rows; `None` where there are none.
    fn avg<E>(self, expression: E) -> Expr<A, Option<<Base<E> as Number>::Average>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Number,
    {
        aggregate_of(self.relations(), None, Aggregate::Average, expression, 1)
    }

    /// The least value of an expression over the related rows; `None` where there are none.
    fn min<E>(self, expression: E) -> Expr<A, Option<Base<E>>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Ordered,
    {
        aggregate_of(self.relations(), None, Aggregate::Min, expression, 1)
    }

    /// The greatest value of an expression over the related rows; `None` where there are none.
    fn max<E>(self, expression: E) -> Expr<A, Option<Base<E>>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Ordered,
    {
        aggregate_of(self.relations(), None, Aggregate::Max, expression, 1)
    }

    /// Only the related rows that meet a condition: to load, or to aggregate.
    fn filter(self, condition: impl Condition<To<A, Self>>) -> Nested<Self::Relation>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().filter(condition)
    }

    /// The related rows in an order, to load.
    fn order_by(self, order: impl IntoOrder<To<A, Self>>) -> Nested<Self::Relation>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().order_by(order)
    }

    /// At most so many related rows **for each parent**, to load.
    fn limit(self, rows: u64) -> Nested<Self::Relation, (), Page>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().limit(rows)
    }

    /// All but the first so many related rows **of each parent**, to load.
    fn offset(self, rows: u64) -> Nested<Self::Relation, (), Page>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().offset(rows)
    }

    /// The related rows together with what they are related to, to load: `Author::books.with(Book::reviews)`.
    fn with<L>(self, load: L) -> Nested<Self::Relation, <() as Push<L>>::Output>
    where
        Self::Relation: Relation<From = A>,
        L: crate::load::Load<To<A, Self>>,
    {
        Nested::new().with(load)
    }

    /// Each related row together with the join row that leads to it, to load.
    fn through(self) -> Nested<Self::Relation, (), crate::load::WithJoinRow>
    where
        Self::Relation: ToManyJoined + Relation<From = A>,
    {
        Nested::new().through()
    }

    /// Loads the related rows of rows already in hand, in one statement: the result is in their order.
    fn load(
        self,
        parents: &[A],
        db: &impl Executor,
    ) -> impl Future<Output = Result<Vec<RelatedRow<Self::Relation>>>> + Send
    where
        Self::Relation: Relation<From = A>,
    {
        Nested::<Self::Relation>::new().load(parents, db)
    }
}

impl<A: Model, P: Path<A>> RelationPath<A> for P {}

pub(crate) type Base<E> = <<E as Expression>::Type as ColumnType>::Base;

/// The columns by which a related row is told from others.
struct Identity {
    /// The table that has them.
    table: &'static Table,
    columns: &'static [usize],
    /// The related row's columns with the same values.
    far: &'static [usize],
}

/// A foreign key says by itself which row it refers to; else the related row's own key does, at the end of the way.
fn identity(mut path: Vec<RelationRef>) -> (Vec<RelationRef>, Identity) {
    let last = *path.last().expect("a path has at least one relation");
    let link = match last.kind {
        RelationKind::ForeignKey => {
            path.pop();
            Identity {
                table: last.from(),
                columns: last.near(),
                far: last.far(),
            }
        }
        _ => Identity {
            table: last.to(),
            columns: last.to().primary_key,
            far: last.to().primary_key,
        },
    };
    (path, link)
}

fn negate(node: syntax::Expr) -> syntax::Expr {
    syntax::Expr::Not(Box::new(node))
}

fn related_rows(mut path: Vec<RelationRef>, filter: Option<syntax::Expr>) -> RelatedRows {
    let relation = path.pop().expect("a path has at least one relation");
    RelatedRows {
        path,
        relation,
        filter,
    }
}

fn exists<A, B>(path: Vec<RelationRef>, condition: Expr<B, bool>) -> Expr<A, bool> {
    let depth = condition.depth() + 1;
    let rows = related_rows(path, Some(condition.into_node()));
    Expr::nested(syntax::Expr::Exists(Box::new(rows)), depth)
}

pub(crate) fn aggregate<A, T: ColumnType>(
    path: Vec<RelationRef>,
    filter: Option<syntax::Expr>,
    function: Aggregate,
    operand: Option<syntax::Expr>,
    depth: u16,
) -> Expr<A, T> {
    let node = syntax::Expr::Aggregate {
        function,
        rows: Box::new(related_rows(path, filter)),
        operand: operand.map(Box::new),
        ty: <T::Base as Value>::TYPE,
    };
    Expr::nested(node, depth + 1)
}

pub(crate) fn aggregate_of<A, E: Expression, T: ColumnType>(
    path: Vec<RelationRef>,
    filter: Option<syntax::Expr>,
    function: Aggregate,
    operand: E,
    depth: u16,
) -> Expr<A, T> {
    let operand = operand.into_expr();
    let depth = operand.depth().max(depth);
    aggregate(path, filter, function, Some(operand.into_node()), depth)
}
