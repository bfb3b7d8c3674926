use super::{Load, Loading};
use crate::db::{Row, Session};
use crate::error::Result;
use crate::model::Model;
use crate::query::syntax;
use crate::schema::RelationRef;

/// What a query loads with each row: nothing, or a tuple of up to eight relations.
pub trait LoadSet<M: Model>: Send + Sync {
    /// The row and what is loaded with it: `M`, `(M, A)`, `(M, A, B)` …
    type Row: Send;

    /// What of it is read from the row itself.
    #[doc(hidden)]
    type Riding: Send;

    #[doc(hidden)]
    fn ride(&self, path: &[RelationRef], outputs: &mut Vec<syntax::Expr>);

    #[doc(hidden)]
    fn width(&self) -> usize;

    #[doc(hidden)]
    fn read(&self, row: &mut Row<'_>) -> Result<Self::Riding>;

    /// Puts what rode along and what is loaded now to the rows.
    #[doc(hidden)]
    fn finish<'a>(
        &'a self,
        rows: Vec<M>,
        riding: Vec<Self::Riding>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Row>>;
}

/// A set of loads to which one more can be added.
#[diagnostic::on_unimplemented(
    message = "one query loads at most eight relations",
    label = "this is the ninth"
)]
pub trait Push<L> {
    /// The larger set.
    type Output;

    /// Adds one.
    #[doc(hidden)]
    fn push(self, load: L) -> Self::Output;
}

impl<M: Model> LoadSet<M> for () {
    type Row = M;
    type Riding = ();

    fn ride(&self, _path: &[RelationRef], _outputs: &mut Vec<syntax::Expr>) {}

    fn width(&self) -> usize {
        0
    }

    fn read(&self, _row: &mut Row<'_>) -> Result<()> {
        Ok(())
    }

    fn finish<'a>(
        &'a self,
        rows: Vec<M>,
        _riding: Vec<()>,
        _session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<M>> {
        Box::pin(std::future::ready(Ok(rows)))
    }
}

impl<L> Push<L> for () {
    type Output = (L,);

    fn push(self, load: L) -> (L,) {
        (load,)
    }
}

macro_rules! load_sets {
    ($(($($name:ident $index:tt $value:ident),+))*) => {$(
        impl<Parent: Model, $($name: Load<Parent>),+> LoadSet<Parent> for ($($name,)+) {
            type Row = (Parent, $($name::Loaded),+);
            type Riding = ($($name::Riding,)+);

            fn ride(&self, path: &[RelationRef], outputs: &mut Vec<syntax::Expr>) {
                $(self.$index.ride(path, outputs);)+
            }

            fn width(&self) -> usize {
                0 $(+ self.$index.width())+
            }

            fn read(&self, row: &mut Row<'_>) -> Result<Self::Riding> {
                Ok(($(self.$index.read(row)?,)+))
            }

            fn finish<'a>(
                &'a self,
                rows: Vec<Parent>,
                riding: Vec<Self::Riding>,
                session: &'a mut Session<'_>,
            ) -> Loading<'a, Vec<Self::Row>> {
                Box::pin(async move {
                    $(let mut $value = Vec::with_capacity(rows.len());)+
                    for part in riding {
                        $($value.push(part.$index);)+
                    }
                    $(let mut $value = self.$index.finish(&rows, $value, session).await?.into_iter();)+
                    Ok(rows
                        .into_iter()
                        .map(|row| (row, $($value.next().expect("a load gives one result a parent")),+))
                        .collect())
                })
            }
        }
    )*};
}

load_sets! {
    (A 0 a)
    (A 0 a, B 1 b)
    (A 0 a, B 1 b, C 2 c)
    (A 0 a, B 1 b, C 2 c, D 3 d)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h)
}

macro_rules! pushes {
    ($(($($name:ident $index:tt),+))*) => {$(
        impl<$($name,)+ Load> Push<Load> for ($($name,)+) {
            type Output = ($($name,)+ Load);

            fn push(self, load: Load) -> Self::Output {
                ($(self.$index,)+ load)
            }
        }
    )*};
}

pushes! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
}
