use super::{Load, Loading};
use crate::db::Session;
use crate::model::Model;

/// What is loaded with rows that were read already: each relation by a statement of its own, those to one row too.
pub trait Following<M: Model>: Send + Sync {
    /// A row and what is loaded with it.
    type Row: Send;

    #[doc(hidden)]
    fn follow<'a>(
        &'a self,
        parents: Vec<M>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Row>>;
}

impl<M: Model> Following<M> for () {
    type Row = M;

    fn follow<'a>(&'a self, parents: Vec<M>, _session: &'a mut Session<'_>) -> Loading<'a, Vec<M>> {
        Box::pin(std::future::ready(Ok(parents)))
    }
}

macro_rules! loads {
    ($(($($name:ident $index:tt $loaded:ident),+))*) => {$(
        impl<Parent: Model, $($name: Load<Parent>),+> Following<Parent> for ($($name,)+) {
            type Row = (Parent, $($name::Loaded),+);

            fn follow<'a>(
                &'a self,
                parents: Vec<Parent>,
                session: &'a mut Session<'_>,
            ) -> Loading<'a, Vec<Self::Row>> {
                Box::pin(async move {
                    $(let mut $loaded = self.$index.load_now(&parents, session).await?.into_iter();)+
                    Ok(parents
                        .into_iter()
                        .map(|row| (row, $($loaded.next().expect("a load gives one result a parent")),+))
                        .collect())
                })
            }
        }
    )*};
}

loads! {
    (A 0 a)
    (A 0 a, B 1 b)
    (A 0 a, B 1 b, C 2 c)
    (A 0 a, B 1 b, C 2 c, D 3 d)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g)
    (A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h)
}
