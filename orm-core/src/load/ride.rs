use super::fetch::related_rows;
use super::{JoinMode, LoadSet, Loading, Nested, WithoutJoinRow};
use crate::db::{Row, Session};
use crate::error::Result;
use crate::model::Model;
use crate::query::syntax;
use crate::relation::{Many, Maybe, One, Relation};
use crate::schema::RelationRef;

/// What loading gives for a parent.
type Given<A, R, L, J> = <A as Ride>::Given<
    <L as LoadSet<<R as Relation>::To>>::Row,
    <J as JoinMode<R>>::Item<<L as LoadSet<<R as Relation>::To>>::Row>,
>;

/// How a relation of this arity is loaded: one row rides along in its parent's row, many come in a statement of their
/// own.
pub trait Ride: Sized + Send + Sync + 'static {
    /// What loading gives for a parent, where a related row gives a `T`, and one with its join row a `J`.
    type Given<T: Send, J: Send>: Send;

    /// What is read from the parent's row: the related row with what rides along in it, or nothing.
    type Riding<T: Send, N: Send>: Send;

    /// Adds the columns that ride along.
    #[doc(hidden)]
    fn ride<R, L, J>(
        nested: &Nested<R, L, J>,
        path: &[RelationRef],
        outputs: &mut Vec<syntax::Expr>,
    ) where
        R: Relation,
        L: LoadSet<R::To>,
    {
        let relation = R::reference();
        let path: Vec<RelationRef> = path.iter().copied().chain([relation]).collect();
        let table = relation.to();
        outputs.extend((0..table.columns.len()).map(|column| {
            syntax::Expr::Column(syntax::ColumnPath {
                path: path.clone(),
                table,
                column,
            })
        }));
        nested.loads.ride(&path, outputs);
    }

    /// How many columns ride along.
    #[doc(hidden)]
    fn width<R, L, J>(nested: &Nested<R, L, J>) -> usize
    where
        R: Relation,
        L: LoadSet<R::To>,
    {
        R::To::table().columns.len() + nested.loads.width()
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
    ) -> Result<Self::Riding<R::To, L::Riding>>
    where
        R: Relation,
        L: LoadSet<R::To>;

    /// Loads the rest.
    #[doc(hidden)]
    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        riding: Vec<Self::Riding<R::To, L::Riding>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Given<Self, R, L, J>>>
    where
        R: Relation,
        L: LoadSet<R::To>,
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
        L: LoadSet<R::To>,
        J: JoinMode<R>;
}

impl Ride for One {
    type Given<T: Send, J: Send> = T;
    type Riding<T: Send, N: Send> = (T, N);

    fn read<R, L, J>(nested: &Nested<R, L, J>, row: &mut Row<'_>) -> Result<(R::To, L::Riding)>
    where
        R: Relation,
        L: LoadSet<R::To>,
    {
        row.enter(R::To::table());
        Ok((R::To::from_row(row)?, nested.loads.read(row)?))
    }

    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        _parents: &'a [R::From],
        riding: Vec<(R::To, L::Riding)>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<L::Row>>
    where
        R: Relation,
        L: LoadSet<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            let (rows, riding) = riding.into_iter().unzip();
            nested.loads.finish(rows, riding, session).await
        })
    }

    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<L::Row>>
    where
        R: Relation,
        L: LoadSet<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            let groups = related_rows::<R, L, J, WithoutJoinRow>(nested, parents, session).await?;
            let rows = groups.into_iter().map(|group| group.into_iter().next());
            rows.collect::<Option<Vec<_>>>()
                .ok_or_else(|| crate::Error::not_found(R::To::table()))
        })
    }
}

impl Ride for Maybe {
    type Given<T: Send, J: Send> = Option<T>;
    type Riding<T: Send, N: Send> = Option<(T, N)>;

    fn read<R, L, J>(
        nested: &Nested<R, L, J>,
        row: &mut Row<'_>,
    ) -> Result<Option<(R::To, L::Riding)>>
    where
        R: Relation,
        L: LoadSet<R::To>,
    {
        let key = R::To::table().primary_key[0];
        if row.is_null_at(row.position() + key) {
            row.skip(Self::width(nested));
            return Ok(None);
        }
        One::read(nested, row).map(Some)
    }

    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        riding: Vec<Option<(R::To, L::Riding)>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Option<L::Row>>>
    where
        R: Relation,
        L: LoadSet<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            let present: Vec<bool> = riding.iter().map(Option::is_some).collect();
            let riding = riding.into_iter().flatten().collect();
            let rows = <One as Ride>::finish(nested, parents, riding, session).await?;
            let mut rows = rows.into_iter();
            Ok(present
                .into_iter()
                .map(|is_present| if is_present { rows.next() } else { None })
                .collect())
        })
    }

    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Option<L::Row>>>
    where
        R: Relation,
        L: LoadSet<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(async move {
            let groups = related_rows::<R, L, J, WithoutJoinRow>(nested, parents, session).await?;
            Ok(groups
                .into_iter()
                .map(|group| group.into_iter().next())
                .collect())
        })
    }
}

impl Ride for Many {
    type Given<T: Send, J: Send> = Vec<J>;
    type Riding<T: Send, N: Send> = ();

    fn ride<R, L, J>(_: &Nested<R, L, J>, _path: &[RelationRef], _outputs: &mut Vec<syntax::Expr>)
    where
        R: Relation,
        L: LoadSet<R::To>,
    {
    }

    fn width<R, L, J>(_: &Nested<R, L, J>) -> usize
    where
        R: Relation,
        L: LoadSet<R::To>,
    {
        0
    }

    fn read<R, L, J>(_: &Nested<R, L, J>, _row: &mut Row<'_>) -> Result<()>
    where
        R: Relation,
        L: LoadSet<R::To>,
    {
        Ok(())
    }

    fn finish<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        _riding: Vec<()>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Vec<J::Item<L::Row>>>>
    where
        R: Relation,
        L: LoadSet<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(related_rows::<R, L, J, J>(nested, parents, session))
    }

    fn load_now<'a, R, L, J>(
        nested: &'a Nested<R, L, J>,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Vec<J::Item<L::Row>>>>
    where
        R: Relation,
        L: LoadSet<R::To>,
        J: JoinMode<R>,
    {
        Box::pin(related_rows::<R, L, J, J>(nested, parents, session))
    }
}
