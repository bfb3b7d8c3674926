use super::fetch::{near, reached_rows};
use super::walk::Start;
use super::{Load, Loading, Nested, Outputs, Tree};
use crate::db::{Executor, Row, Session};
use crate::error::Result;
use crate::model::{Key, Model};
use crate::relation::Relation;
use crate::schema::RelationRef;

/// The related rows, theirs, and so on, over a relation of a model to itself: `Category::children.recursive()`.
///
/// [`with`](crate::query::Query::with) takes it, and [`load`](Recursive::load) loads it for rows in hand. Each row gets a
/// `Vec` of [`Tree`]s. However deep they are, they come in one statement.
///
/// Rows side by side come in the order that was asked for before `recursive`, and else in the order of their key. A filter
/// before it leaves out the rows that do not meet it, and what is below them.
///
/// A row is never below itself: where rows form a cycle, each stands once in the trees of a row, and that row in none of
/// them. Over a many-to-many, where a row may be reached in several ways, it stands where the fewest steps lead to it.
pub struct Recursive<R> {
    nested: Nested<R>,
    max_depth: Option<u64>,
}

impl<R: Relation> Recursive<R> {
    pub(super) fn new(nested: Nested<R>) -> Self {
        Recursive {
            nested,
            max_depth: None,
        }
    }

    /// Only the rows that at most so many steps lead to: 1 for the related rows alone.
    pub fn max_depth(mut self, steps: u64) -> Self {
        self.max_depth = Some(steps);
        self
    }
}

impl<R> Recursive<R>
where
    R: Relation,
    R::To: Clone,
{
    /// Loads the trees below rows already in hand, in one statement: the result is in the order of `parents`.
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn load(
        self,
        parents: &[R::From],
        db: &impl Executor,
    ) -> Result<Vec<Vec<Tree<R::To>>>> {
        let mut session = db.handle().session().await?;
        self.load_now(parents, &mut session).await
    }
}

#[diagnostic::do_not_recommend]
impl<R> Load<R::From> for Recursive<R>
where
    R: Relation,
    R::To: Clone,
{
    type Loaded = Vec<Tree<R::To>>;
    type Riding = ();

    fn ride(&self, _path: &[RelationRef], _outputs: &mut Outputs) {}

    fn width(&self, _: bool) -> usize {
        0
    }

    fn read(&self, _row: &mut Row<'_>) -> Result<()> {
        Ok(())
    }

    fn finish<'a>(
        &'a self,
        parents: &'a [R::From],
        _riding: Vec<()>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>> {
        self.load_now(parents, session)
    }

    fn load_now<'a>(
        &'a self,
        parents: &'a [R::From],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>> {
        Box::pin(async move {
            let links = near::<R>(parents);
            let reached =
                reached_rows(&self.nested, links.clone(), self.max_depth, session).await?;
            let starts = parents.iter().zip(links).map(|(parent, link)| Start {
                key: parent.key().into_datums(),
                link,
            });
            Ok(starts
                .map(|start| reached.trees(&start, self.max_depth))
                .collect())
        })
    }
}

impl<R: Relation> Clone for Recursive<R> {
    fn clone(&self) -> Self {
        Recursive {
            nested: self.nested.clone(),
            max_depth: self.max_depth,
        }
    }
}
