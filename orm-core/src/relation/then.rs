use std::marker::PhantomData;

use super::arity::Arity;
use super::kinds::{Relation, ToOne};
use super::path::Path;
use super::related::Related;
use crate::model::Model;
use crate::query::{Column, Expr, Expression};
use crate::schema::RelationRef;
use crate::types::{ColumnType, Nullability};

/// What may follow a relation in [`then`](super::RelationPath::then): a column or expression of the related model, or its
/// next relation to one row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a column nor a relation of `{M}`",
    label = "expected a column such as `{M}::name`, or a relation of `{M}` to one row"
)]
pub trait Step<M> {
    /// What it becomes, seen from the model `A` over relations that lead to a row with certainty or not.
    type Output<A: Model, N: Nullability>;

    /// The step after these relations.
    #[doc(hidden)]
    fn after<A: Model, N: Nullability>(self, path: Vec<RelationRef>) -> Self::Output<A, N>;
}

type Seen<T, N> = <<N as Nullability>::Or<<T as ColumnType>::Nullability> as Nullability>::Of<
    <T as ColumnType>::Base,
>;

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType, K> Step<M> for Column<M, T, K> {
    type Output<A: Model, N: Nullability> = Expr<A, Seen<T, N>>;

    fn after<A: Model, N: Nullability>(self, path: Vec<RelationRef>) -> Self::Output<A, N> {
        self.into_expr().after::<A, N>(path)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> Step<M> for Expr<M, T> {
    type Output<A: Model, N: Nullability> = Expr<A, Seen<T, N>>;

    fn after<A: Model, N: Nullability>(self, path: Vec<RelationRef>) -> Self::Output<A, N> {
        let may_be_absent = path.iter().any(RelationRef::may_be_absent);
        self.map(|node| match may_be_absent {
            true => node.where_present(&path, T::TYPE),
            false => node.rebase(&path),
        })
        .cast()
    }
}

#[diagnostic::do_not_recommend]
impl<F, M, R> Step<M> for F
where
    F: Fn(&M) -> Related<R>,
    M: Model,
    R: Relation<From = M> + ToOne,
{
    type Output<A: Model, N: Nullability> = Chain<A, R, N::Or<<R::Arity as Arity>::Nullability>>;

    fn after<A: Model, N: Nullability>(self, mut path: Vec<RelationRef>) -> Self::Output<A, N> {
        path.push(R::reference());
        Chain {
            path,
            types: PhantomData,
        }
    }
}

/// Types that are only named, and never held.
type Names<A, R, N> = fn() -> (A, R, N);

/// Several relations to one row, one after the other: `Review::book.then(Book::author)`. What can be asked along it is in
/// [`RelationPath`](super::RelationPath).
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// struct Country {
///     id: i64,
///     name: String,
/// }
///
/// #[derive(Model)]
/// struct City {
///     id: i64,
///     #[foreign_key(Country)]
///     country_id: i64,
/// }
///
/// #[derive(Model)]
/// struct Street {
///     id: i64,
///     #[foreign_key(City)]
///     city_id: i64,
/// }
///
/// let in_chile = Street::city.then(City::country).has(Country::name.eq("Chile"));
/// let streets = Street::filter(in_chile).order_by(Street::city.then(City::country).then(Country::name).asc());
/// assert_eq!(
///     streets.sql(Dialect::Postgres),
///     r#"SELECT "street"."id", "street"."city_id"
/// FROM "street"
/// JOIN "city" ON "city"."id" = "street"."city_id"
/// JOIN "country" ON "country"."id" = "city"."country_id"
/// WHERE "country"."name" = $1
/// ORDER BY "country"."name""#
/// );
/// ```
pub struct Chain<A, R, N> {
    path: Vec<RelationRef>,
    types: PhantomData<Names<A, R, N>>,
}

impl<A, R, N> Clone for Chain<A, R, N> {
    fn clone(&self) -> Self {
        Chain {
            path: self.path.clone(),
            types: PhantomData,
        }
    }
}

impl<A: Model, R: Relation, N: Nullability> Path<A> for Chain<A, R, N> {
    type Relation = R;
    type Nullability = N;

    fn relations(&self) -> Vec<RelationRef> {
        self.path.clone()
    }
}
