use super::brought::{self, Brought};
use super::fetch::{near, related_rows};
use super::{JoinMode, Loading, Nested, Outputs, Projection, WithoutJoinRow, perhaps};
use crate::db::{Row, Session};
use crate::error::Result;
use crate::model::Model;
use crate::relation::{Many, Maybe, One, Relation};
use crate::schema::RelationRef;

/// What loading gives for a parent.
type Given<A, R, L, J> = <A as Ride>::Given<
    <L as Projection<<R as Relation>::To>>::Row,
    <J as JoinMode<R>>::Item<<L as Projection<<R as Relation>::To>>::Row>,
>;

/// How a relation of this arity is loaded: one row rides along in its parent's row, many come in a statement of their own, or
/// are brought by the row as one value.
pub trait Ride: Sized + Send + Sync + 'static {
    /// What loading gives for a parent, where a related row gives a `T`, and one with its join row a `J`.
    type Given<T: Send, J: Send>: Send;

    /// What is read from the parent's row, where `N` is read of a related row, and `J` of a join row: that, perhaps, or many.
    type Riding<N: Send, J: Send>: Send;

    /// Adds the columns that ride along.
    #[doc(hidden)]
    fn ride<R, L, J>(nested: &Nested<R, L, J>, path: &[RelationRef], outputs: &mut Outputs)
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        let path: Vec<RelationRef> = path.iter().copied().chain([nested.relation()]).collect();
        nested.loads.outputs(&path, outputs);
    }

    /// How many columns ride along.
    #[doc(hidden)]
    fn width<R, L, J>(nested: &Nested<R, L, J>, brings_rows: bool) -> usize
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        nested.loads.width(brings_rows)
    }

    /// Reads the columns that rode along.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode).
    #[doc(hidden)]
    fn read<R, L, J>(
        nested: &Nested<R, L, J>,
        row: &mut Row<'_>,
    ) -> Result<Self::Riding<L::Partial, J::Joined>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>;

    /// Loads the rest.
    #[doc(hidden)]
    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        riding: Vec<Self::Riding<L::Partial, J::Joined>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Given<Self, R, L, J>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>;

    /// Loads for parents already in hand, where nothing rode along.
    #[doc(hidden)]
    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Given<Self, R, L, J>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>;
}

impl Ride for One {
    type Given<T: Send, J: Send> = T;
    type Riding<N: Send, J: Send> = N;

    fn read<R, L, J>(nested: &Nested<R, L, J>, row: &mut Row<'_>) -> Result<L::Partial>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        nested.loads.read(row)
    }

    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        _parents: &'a [R::From],
        riding: Vec<L::Partial>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<L::Row>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        nested.loads.finish(riding, session)
    }

    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<L::Row>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            let groups =
                related_rows::<R, L, J, WithoutJoinRow>(nested, near::<R>(parents), session)
                    .await?;
            let rows = groups.into_iter().map(|group| group.into_iter().next());
            rows.collect::<Option<Vec<_>>>()
                .ok_or_else(|| crate::Error::not_found(R::To::table()))
        })
    }
}

impl Ride for Maybe {
    type Given<T: Send, J: Send> = Option<T>;
    type Riding<N: Send, J: Send> = Option<N>;

    fn ride<R, L, J>(nested: &Nested<R, L, J>, path: &[RelationRef], outputs: &mut Outputs)
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        let path: Vec<RelationRef> = path.iter().copied().chain([nested.relation()]).collect();
        perhaps::outputs(&nested.loads, &path, outputs);
    }

    fn width<R, L, J>(nested: &Nested<R, L, J>, brings_rows: bool) -> usize
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        perhaps::width(&nested.loads, brings_rows)
    }

    fn read<R, L, J>(nested: &Nested<R, L, J>, row: &mut Row<'_>) -> Result<Option<L::Partial>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        perhaps::read(&nested.loads, row)
    }

    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        _parents: &'a [R::From],
        riding: Vec<Option<L::Partial>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Option<L::Row>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        perhaps::finish(&nested.loads, riding, session)
    }

    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Option<L::Row>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            let groups =
                related_rows::<R, L, J, WithoutJoinRow>(nested, near::<R>(parents), session)
                    .await?;
            Ok(groups
                .into_iter()
                .map(|group| group.into_iter().next())
                .collect())
        })
    }
}

impl Ride for Many {
    type Given<T: Send, J: Send> = Vec<J>;
    type Riding<N: Send, J: Send> = Option<Brought<J, N>>;

    fn ride<R, L, J>(nested: &Nested<R, L, J>, path: &[RelationRef], outputs: &mut Outputs)
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        brought::ride(nested, path, outputs);
    }

    fn width<R, L, J>(_: &Nested<R, L, J>, brings_rows: bool) -> usize
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        usize::from(brought::is_brought::<R>(brings_rows))
    }

    fn read<R, L, J>(
        nested: &Nested<R, L, J>,
        row: &mut Row<'_>,
    ) -> Result<Option<Brought<J::Joined, L::Partial>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        brought::read(nested, row)
    }

    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        riding: Vec<Option<Brought<J::Joined, L::Partial>>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Vec<J::Item<L::Row>>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            match riding.into_iter().collect() {
                Some(brought) => brought::complete(nested, brought, session).await,
                None => related_rows::<R, L, J, J>(nested, near::<R>(parents), session).await,
            }
        })
    }

    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Vec<J::Item<L::Row>>>>
    where
        R: Relation,
        L: Projection<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(related_rows::<R, L, J, J>(
            nested,
            near::<R>(parents),
            session,
        ))
    }
}
