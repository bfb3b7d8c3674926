use futures::lock::Mutex;

use super::lanes::Lanes;
use super::{Load, Loading, Outputs};
use crate::db::{Row, Session};
use crate::error::Result;
use crate::model::Model;
use crate::query::syntax;
use crate::schema::RelationRef;

/// What the order of a query for `M` may ask.
pub trait Scoped<M> {
    /// The model, or a [`Group`](crate::query::Group) of its rows.
    type Scope;
}

/// What a query for `M` reads of each row, and what it loads with it: the row itself, alone or in a tuple with up to
/// eight relations; a shape; or selected expressions.
pub trait Projection<M: Model>: Scoped<M> + Send + Sync {
    /// What it gives for each row: `M`, `(M, A)`, `(M, A, B)` …
    type Row: Send;

    /// What of that is read from the row itself.
    #[doc(hidden)]
    type Partial: Send;

    /// Adds the columns that are read of a row at the end of `path`.
    #[doc(hidden)]
    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs);

    /// How many columns these are, where relations to many are among them or not.
    #[doc(hidden)]
    fn width(&self, brings_rows: bool) -> usize;

    /// Which of them is `NULL` where there is no row, if one is.
    #[doc(hidden)]
    fn presence(&self) -> Option<usize>;

    /// Reads the columns.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode).
    #[doc(hidden)]
    fn read(&self, row: &mut Row<'_>) -> Result<Self::Partial>;

    /// Runs the statements that follow, and completes the rows.
    #[doc(hidden)]
    fn finish<'a>(
        &'a self,
        partials: Vec<Self::Partial>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Row>>;
}

/// A set of loads to which one more can be added.
#[diagnostic::on_unimplemented(
    message = "nothing more can be loaded with these rows",
    label = "`with` loads up to eight relations, with whole rows of a model",
    note = "a `Shape` names its relations as fields"
)]
pub trait Push<L> {
    /// The larger set.
    type Output;

    /// Adds one.
    #[doc(hidden)]
    fn push(self, load: L) -> Self::Output;
}

/// The columns of the model itself.
fn own_columns<M: Model>(path: &[RelationRef], outputs: &mut Outputs) {
    let table = M::table();
    outputs.extend((0..table.columns.len()).map(|column| {
        syntax::Expr::Column(syntax::ColumnPath {
            path: path.to_vec(),
            table,
            column,
        })
    }));
}

fn read_own<M: Model>(row: &mut Row<'_>) -> Result<M> {
    row.enter(M::table());
    M::from_row(row)
}

impl<M: Model> Scoped<M> for () {
    type Scope = M;
}

impl<M: Model> Projection<M> for () {
    type Row = M;
    type Partial = M;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        own_columns::<M>(path, outputs);
    }

    fn width(&self, _: bool) -> usize {
        M::table().columns.len()
    }

    fn presence(&self) -> Option<usize> {
        Some(M::table().primary_key[0])
    }

    fn read(&self, row: &mut Row<'_>) -> Result<M> {
        read_own(row)
    }

    fn finish<'a>(
        &'a self,
        partials: Vec<M>,
        _session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<M>> {
        Box::pin(std::future::ready(Ok(partials)))
    }
}

impl<L> Push<L> for () {
    type Output = (L,);

    fn push(self, load: L) -> (L,) {
        (load,)
    }
}

macro_rules! with_loads {
    ($(($($name:ident $index:tt $value:ident $riding:ident),+))*) => {$(
        impl<Parent: Model, $($name),+> Scoped<Parent> for ($($name,)+) {
            type Scope = Parent;
        }

        impl<Parent: Model, $($name: Load<Parent>),+> Projection<Parent> for ($($name,)+) {
            type Row = (Parent, $($name::Loaded),+);
            type Partial = (Parent, $($name::Riding),+);

            fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
                own_columns::<Parent>(path, outputs);
                $(self.$index.ride(path, outputs);)+
            }

            fn width(&self, brings_rows: bool) -> usize {
                Parent::table().columns.len() $(+ self.$index.width(brings_rows))+
            }

            fn presence(&self) -> Option<usize> {
                Some(Parent::table().primary_key[0])
            }

            fn read(&self, row: &mut Row<'_>) -> Result<Self::Partial> {
                Ok((read_own(row)?, $(self.$index.read(row)?),+))
            }

            fn finish<'a>(
                &'a self,
                partials: Vec<Self::Partial>,
                session: &'a mut Session<'_>,
            ) -> Loading<'a, Vec<Self::Row>> {
                Box::pin(async move {
                    let mut rows = Vec::with_capacity(partials.len());
                    $(let mut $value = Vec::with_capacity(partials.len());)+
                    for (row, $($riding),+) in partials {
                        rows.push(row);
                        $($value.push($riding);)+
                    }
                    let ($($riding,)+) = {
                        let mut lanes = Lanes::beside(session, rows.len());
                        ($(lanes.next(self.$index.asks()),)+)
                    };
                    let session = Mutex::new(session);
                    let ($($value,)+) = futures::join!($(async {
                        match $riding {
                            Some(mut own) => self.$index.finish(&rows, $value, &mut own).await,
                            None => self.$index.finish(&rows, $value, &mut **session.lock().await).await,
                        }
                    }),+);
                    $(let mut $value = $value?.into_iter();)+
                    Ok(rows
                        .into_iter()
                        .map(|row| (row, $($value.next().expect("a load gives one result a parent")),+))
                        .collect())
                })
            }
        }
    )*};
}

with_loads! {
    (A 0 a ra)
    (A 0 a ra, B 1 b rb)
    (A 0 a ra, B 1 b rb, C 2 c rc)
    (A 0 a ra, B 1 b rb, C 2 c rc, D 3 d rd)
    (A 0 a ra, B 1 b rb, C 2 c rc, D 3 d rd, E 4 e re)
    (A 0 a ra, B 1 b rb, C 2 c rc, D 3 d rd, E 4 e re, F 5 f rf)
    (A 0 a ra, B 1 b rb, C 2 c rc, D 3 d rd, E 4 e re, F 5 f rf, G 6 g rg)
    (A 0 a ra, B 1 b rb, C 2 c rc, D 3 d rd, E 4 e re, F 5 f rf, G 6 g rg, H 7 h rh)
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
