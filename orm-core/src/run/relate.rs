//! Writing along relations to many rows.

use super::join_rows::{link_rows, unlink_rows};
use crate::create::{Creation, Detachable, Draft, Links, Supplies};
use crate::db::{Executor, Handle, Session};
use crate::error::{Error, Result};
use crate::load::Loading;
use crate::model::Model;
use crate::query::syntax::{Expr, Update, Value};
use crate::relation::{
    Arity, BackToMany, Generated, JoinRow, Many, ManyToMany, Related, Relation, Reverse, ToMany,
    ToManyJoined,
};
use crate::schema::{RelationRef, Table};
use crate::sql;
use crate::types::Datum;

/// The values of some columns of some rows.
fn values<'r, M: Model>(
    rows: impl IntoIterator<Item = &'r M>,
    columns: &[usize],
) -> Vec<Vec<Datum>> {
    rows.into_iter()
        .map(|row| columns.iter().map(|&column| row.datum(column)).collect())
        .collect()
}

impl<R: ToMany> Related<R> {
    /// Whether a row is one of the related rows.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// assert!(jane.books().contains(&emma, &db).await?);
    /// assert!(!mary.books().contains(&emma, &db).await?);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn contains(self, row: &R::To, db: &impl Executor) -> Result<bool> {
        let table = R::To::table();
        let key = values([row], table.primary_key).remove(0);
        self.rows()
            .narrowed(Expr::key_equals(table, table.primary_key, key))
            .exists(db)
            .await
    }
}

impl<From: Model, To: Supplies<I>, A: Arity, const I: usize> Related<Reverse<From, To, A, I>> {
    /// A new related row, whose foreign key is set already: the builder that `create()` of its model gives, less one column.
    /// Nothing is inserted until `save`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let lodore = mary.books().create().title("Lodore").year(1835).save(&db).await?;
    /// assert_eq!(lodore.author_id, mary.id);
    /// # Ok(()) }
    /// ```
    pub fn create(self) -> To::Supplied {
        let columns = To::table().foreign_keys[I].columns;
        let link = self.into_link().into_iter().map(Datum::referable);
        To::supplied(Draft::new(To::table()).with(columns, link.collect()))
    }
}

impl<From: Model, To: Model, const I: usize> Related<Reverse<From, To, Many, I>> {
    /// Gives these rows this parent, whichever they had, in one transaction.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// mary.books().add([&emma], &db).await?;
    /// assert_eq!(emma.refresh(&db).await?.author_id, mary.id);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where one of them is gone; then none was changed.
    pub async fn add<'r>(
        self,
        rows: impl IntoIterator<Item = &'r To>,
        db: &impl Executor,
    ) -> Result<()> {
        let keys = values(rows, To::table().primary_key);
        let link = self.into_link();
        let mut unit = db.handle().unit().await?;
        adopt(Self::reference(), link, keys, &mut unit).await?;
        unit.commit().await
    }

    /// Takes these rows from this parent: their foreign key becomes `NULL`. A row of another parent keeps its own. Where the
    /// foreign key is not an `Option`, this does not compile.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let murray = Publisher::query().get(&db).await?;
    /// let emma = murray.books().get(&db).await?;
    /// murray.books().remove([&emma], &db).await?;
    /// assert_eq!(emma.refresh(&db).await?.publisher_id, None);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of an update.
    pub fn remove<'r, 'db>(
        self,
        rows: impl IntoIterator<Item = &'r To>,
        db: &'db impl Executor,
    ) -> Loading<'db, ()>
    where
        To: Detachable<I>,
    {
        let keys = values(rows, To::table().primary_key);
        let these = key_in(To::table(), keys, false);
        Box::pin(detach_alone(
            Self::reference(),
            self.into_link(),
            Some(these),
            db.handle(),
        ))
    }

    /// Takes all rows from this parent: their foreign key becomes `NULL`. Where the foreign key is not an `Option`, this does
    /// not compile.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let murray = Publisher::query().get(&db).await?;
    /// murray.books().clear(&db).await?;
    /// assert_eq!(murray.books().count(&db).await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of an update.
    pub fn clear<'db>(self, db: &'db impl Executor) -> Loading<'db, ()>
    where
        To: Detachable<I>,
    {
        Box::pin(detach_alone(
            Self::reference(),
            self.into_link(),
            None,
            db.handle(),
        ))
    }

    /// Gives this parent these rows and no others, in one transaction. Where the foreign key is not an `Option`, this does
    /// not compile.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let murray = Publisher::query().get(&db).await?;
    /// let frankenstein = mary.books().get(&db).await?;
    /// murray.books().replace([&frankenstein], &db).await?;
    /// assert_eq!(murray.books().get(&db).await?.title, "Frankenstein");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where one of them is gone; then nothing was changed.
    pub fn replace<'r, 'db>(
        self,
        rows: impl IntoIterator<Item = &'r To>,
        db: &'db impl Executor,
    ) -> Loading<'db, ()>
    where
        To: Detachable<I>,
    {
        let keys = values(rows, To::table().primary_key);
        Box::pin(replace(
            Self::reference(),
            self.into_link(),
            keys,
            db.handle(),
        ))
    }

    fn reference() -> RelationRef {
        Reverse::<From, To, Many, I>::reference()
    }
}

async fn replace(
    relation: RelationRef,
    link: Vec<Datum>,
    keys: Vec<Vec<Datum>>,
    db: Handle<'_>,
) -> Result<()> {
    let others = key_in(relation.to(), keys.clone(), true);
    let mut unit = db.unit().await?;
    detach(relation, link.clone(), Some(others), &mut unit).await?;
    adopt(relation, link, keys, &mut unit).await?;
    unit.commit().await
}

async fn detach_alone(
    relation: RelationRef,
    link: Vec<Datum>,
    which: Option<Expr>,
    db: Handle<'_>,
) -> Result<()> {
    detach(relation, link, which, &mut db.session().await?).await
}

fn key_in(table: &'static Table, rows: Vec<Vec<Datum>>, negated: bool) -> Expr {
    Expr::key_in(table, table.primary_key, rows, negated)
}

/// Sets the foreign key of the rows with these keys.
async fn adopt(
    relation: RelationRef,
    link: Vec<Datum>,
    mut keys: Vec<Vec<Datum>>,
    session: &mut Session<'_>,
) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    let table = relation.to();
    let wanted = keys.len() as u64;
    if wanted == 0 {
        return Ok(());
    }
    let update = Update {
        table,
        assignments: assign(
            relation,
            link.into_iter().map(|value| Some(value.referable())),
        ),
        filter: std::iter::once(key_in(table, keys, false))
            .chain(Expr::not_deleted(table))
            .collect(),
        returning: Vec::new(),
    };
    let statement = sql::update(&update, session.dialect())?;
    match session.execute(&statement).await? {
        changed if changed == wanted => Ok(()),
        _ => Err(Error::not_found(table)),
    }
}

/// Sets the foreign key of this parent's rows, or of those among them that meet a condition, to `NULL`.
async fn detach(
    relation: RelationRef,
    link: Vec<Datum>,
    which: Option<Expr>,
    session: &mut Session<'_>,
) -> Result<()> {
    let table = relation.to();
    let nulls = relation.far().iter().map(|&column| {
        // Of a composite key, what the row's own key has part in stays.
        table.columns[column].nullable.then_some(Datum::Null)
    });
    let update = Update {
        table,
        assignments: assign(relation, nulls),
        filter: std::iter::once(Expr::key_equals(table, relation.far(), link))
            .chain(which)
            .chain(Expr::not_deleted(table))
            .collect(),
        returning: Vec::new(),
    };
    let statement = sql::update(&update, session.dialect())?;
    session.execute(&statement).await.map(drop)
}

fn assign(
    relation: RelationRef,
    values: impl Iterator<Item = Option<Datum>>,
) -> Vec<(usize, Expr)> {
    let table = relation.to();
    let assigned = relation.far().iter().zip(values);
    assigned
        .filter_map(|(&column, value)| {
            let value = Value {
                datum: value?,
                ty: table.columns[column].ty,
                column: Some((table, column)),
            };
            Some((column, Expr::Value(value)))
        })
        .collect()
}

macro_rules! many_to_many {
    ($($kind:ident)*) => {$(
        impl<From: Model, To: Model, const I: usize> Related<$kind<From, To, Generated, I>> {
            /// A new related row: it is inserted, and linked, when it is saved, in one transaction.
            ///
            /// ```
            /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
            /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
            /// let emma = jane.books().filter(Book::title.eq("Emma")).get(&db).await?;
            /// let marriage = emma.subjects().create().name("Marriage").save(&db).await?;
            /// assert!(emma.subjects().contains(&marriage, &db).await?);
            /// # Ok(()) }
            /// ```
            pub fn create(self) -> To::Create {
                let relation = $kind::<From, To, Generated, I>::reference();
                let draft = Draft::new(To::table()).linked(relation, self.into_link());
                <To::Create as Creation>::from_draft(draft)
            }

            /// Links these rows, in one transaction. One that is linked already stays so.
            ///
            /// ```
            /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
            /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
            /// let love = Subject::query().get(&db).await?;
            /// let frankenstein = mary.books().get(&db).await?;
            /// love.books().add([&frankenstein], &db).await?;
            /// assert_eq!(frankenstein.subjects().get(&db).await?, love);
            /// # Ok(()) }
            /// ```
            ///
            /// # Errors
            ///
            /// [`Error::ForeignKeyViolation`] where one of them is gone.
            pub async fn add<'r>(
                self,
                rows: impl IntoIterator<Item = &'r To>,
                db: &impl Executor,
            ) -> Result<()> {
                let relation = $kind::<From, To, Generated, I>::reference();
                let far = values(rows, relation.far());
                let near = self.into_link();
                let mut unit = db.handle().unit().await?;
                link_rows(relation, &near, far, &mut unit).await?;
                unit.commit().await
            }

            /// Links these rows and no others, in one transaction.
            ///
            /// ```
            /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
            /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
            /// let love = Subject::query().get(&db).await?;
            /// let frankenstein = mary.books().get(&db).await?;
            /// love.books().replace([&frankenstein], &db).await?;
            /// assert_eq!(love.books().all(&db).await?, [frankenstein]);
            /// # Ok(()) }
            /// ```
            ///
            /// # Errors
            ///
            /// [`Error::ForeignKeyViolation`] where one of them is gone; then nothing was changed.
            pub async fn replace<'r>(
                self,
                rows: impl IntoIterator<Item = &'r To>,
                db: &impl Executor,
            ) -> Result<()> {
                let relation = $kind::<From, To, Generated, I>::reference();
                let far = values(rows, relation.far());
                let near = self.into_link();
                let mut unit = db.handle().unit().await?;
                unlink_rows(relation, &near, Some((far.clone(), true)), &mut unit).await?;
                link_rows(relation, &near, far, &mut unit).await?;
                unit.commit().await
            }
        }

        impl<From: Model, To: Model, J: JoinRow, const I: usize> Related<$kind<From, To, J, I>> {
            /// Unlinks these rows; the rows themselves stay.
            ///
            /// ```
            /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
            /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
            /// let love = Subject::query().get(&db).await?;
            /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
            /// love.books().remove([&emma], &db).await?;
            /// assert_eq!(love.books().count(&db).await?, 1);
            /// # Ok(()) }
            /// ```
            ///
            /// # Errors
            ///
            /// Those of a deletion.
            pub async fn remove<'r>(
                self,
                rows: impl IntoIterator<Item = &'r To>,
                db: &impl Executor,
            ) -> Result<()> {
                let relation = $kind::<From, To, J, I>::reference();
                let far = values(rows, relation.far());
                let near = self.into_link();
                let mut unit = db.handle().unit().await?;
                unlink_rows(relation, &near, Some((far, false)), &mut unit).await?;
                unit.commit().await
            }

            /// Unlinks all rows; the rows themselves stay.
            ///
            /// ```
            /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
            /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
            /// let love = Subject::query().get(&db).await?;
            /// love.books().clear(&db).await?;
            /// assert_eq!(love.books().count(&db).await?, 0);
            /// assert_eq!(Book::query().count(&db).await?, 3);
            /// # Ok(()) }
            /// ```
            ///
            /// # Errors
            ///
            /// Those of a deletion.
            pub async fn clear(self, db: &impl Executor) -> Result<()> {
                let relation = $kind::<From, To, J, I>::reference();
                let near = self.into_link();
                let mut unit = db.handle().unit().await?;
                unlink_rows(relation, &near, None, &mut unit).await?;
                unit.commit().await
            }
        }
    )*};
}

many_to_many! { ManyToMany BackToMany }

impl<R: ToManyJoined> Related<R> {
    /// A join row to another row, whose two foreign keys are set already; its other columns are set as by `create()`.
    ///
    /// ```
    /// use orm::prelude::*;
    ///
    /// #[derive(Model)]
    /// #[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
    /// struct Student {
    ///     id: i64,
    ///     name: String,
    /// }
    ///
    /// #[derive(Model)]
    /// struct Course {
    ///     id: i64,
    ///     title: String,
    /// }
    ///
    /// #[derive(Model)]
    /// struct Enrollment {
    ///     id: i64,
    ///     #[foreign_key(Student)]
    ///     student_id: i64,
    ///     #[foreign_key(Course)]
    ///     course_id: i64,
    ///     grade: String,
    /// }
    ///
    /// # #[tokio::main] async fn main() -> orm::Result<()> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # schema![Student, Course, Enrollment].create_all(&db).await?;
    /// let ada = Student::create().name("Ada").save(&db).await?;
    /// let algebra = Course::create().title("Algebra").save(&db).await?;
    ///
    /// let enrollment = ada.courses().link(&algebra).grade("A").save(&db).await?;
    /// assert_eq!((enrollment.student_id, enrollment.course_id), (ada.id, algebra.id));
    /// assert!(algebra.students().contains(&ada, &db).await?);
    /// # Ok(()) }
    /// ```
    pub fn link(self, to: &R::To) -> <R::JoinRow as Links<R::From, R::To>>::Linked
    where
        R::JoinRow: Links<R::From, R::To>,
    {
        let relation = R::reference();
        let join = relation.join().expect("the relation has a join table");
        let far = values([to], join.far.referenced()).remove(0);
        let draft = Draft::new(join.table)
            .with(join.near.columns, self.into_link())
            .with(join.far.columns, far);
        R::JoinRow::linked(draft)
    }
}
