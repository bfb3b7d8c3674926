//! The live database against the schema.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use super::live::{self, Difference, LiveSchema};
use crate::db::{Db, Executor, Tx};
use crate::dialect::Scratch;
use crate::error::{Error, Result};
use crate::schema::Schema;
use crate::schema::snapshot::{Snapshot, TableName};
use crate::sql;

/// Everything in which a database is not as the schema says: nothing where [`create_all`](Schema::create_all) made it and
/// nobody changed it.
///
/// What the schema says is made by a database of the same kind, so that both are described in the same words: on SQLite in
/// memory, on Postgres in schemas of its own, within a transaction that is always undone. No lock is taken on a table that
/// is there, and nothing of it is read but its description.
///
/// Tables that the schema does not list are differences too. What has but another name, or another form that the models read
/// and write alike, is one of less [weight](live::Weight).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// use orm::migrate::drift;
///
/// let schema = schema![Author, Biography, Book, Publisher, Subject];
/// assert!(drift(&schema, &db).await?.is_empty());
///
/// db.execute_raw("DROP INDEX book_author_id_idx").await?;
/// db.execute_raw("ALTER TABLE publisher RENAME COLUMN name TO title").await?;
/// let found: Vec<String> = drift(&schema, &db).await?.iter().map(ToString::to_string).collect();
/// assert_eq!(
///     found,
///     [
///         r#"book, index book_author_id_idx: ("author_id") in the schema, not in the database"#,
///         "publisher.name: TEXT NOT NULL in the schema, not in the database",
///         "publisher.title: TEXT NOT NULL in the database, not in the schema",
///     ]
/// );
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// Those of [`create_all`](Schema::create_all), and [`Error::Configuration`] on Postgres where the user may not create a
/// schema.
pub async fn drift(schema: &Schema, db: &impl Executor) -> Result<Vec<Difference>> {
    schema.statements(db.handle().dialect())?;
    let expected = expected(&schema.snapshot(), db).await?;
    Ok(live::read(db).await?.differences(&expected))
}

/// What a database of the same kind has where nothing but this was created in it, in the words in which [`live::read`] tells
/// it. Nothing of it stays.
///
/// # Errors
///
/// Those of [`drift`].
pub async fn expected(snapshot: &Snapshot, db: &impl Executor) -> Result<LiveSchema> {
    let db = db.handle();
    match db.dialect().grammar().scratch() {
        Scratch::Database(url) => {
            let scratch = Db::connect(url).await?;
            let statements = sql::create_schema(snapshot, scratch.dialect())?;
            run(&statements, &scratch).await?;
            let made = live::read(&scratch).await;
            scratch.close().await;
            made
        }
        Scratch::Schemas(schemas) => {
            let tx = db.begin().await?;
            let made = in_schemas(snapshot, &schemas, &tx).await;
            tx.rollback().await?;
            made
        }
    }
}

/// How tables are made in schemas of their own beside others.
pub(crate) struct ScratchSchemas {
    /// What asks for the schema of a table that names none.
    pub(crate) usual: &'static str,
    /// The code with which the database says that the user may not create a schema, and the mend.
    pub(crate) denied: (&'static str, &'static str),
}

async fn in_schemas(snapshot: &Snapshot, how: &ScratchSchemas, tx: &Tx) -> Result<LiveSchema> {
    let dialect = tx.handle().dialect();
    let usual = usual_schema(how, tx).await?;
    let names = Renaming::of(snapshot);
    let statements = sql::create_schema(&names.there(snapshot), dialect)?;
    let created = run(&statements, tx).await;
    created.map_err(|error| match error {
        Error::Database { code, source } if code.as_deref() == Some(how.denied.0) => {
            Error::Configuration {
                message: how.denied.1.to_owned(),
                source,
            }
        }
        other => other,
    })?;
    let mut made = live::read(tx).await?;
    made.tables.retain(|table| names.is_there(&table.name));
    for table in &mut made.tables {
        names.back(&mut table.name, usual.as_deref());
        for key in &mut table.foreign_keys {
            names.back(&mut key.target, usual.as_deref());
        }
    }
    made.tables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(made)
}

async fn run(statements: &[String], db: &impl Executor) -> Result<()> {
    let mut session = db.handle().session().await?;
    let deadline = session.usual_deadline();
    for statement in statements {
        session.run_ddl(statement, deadline).await?;
    }
    Ok(())
}

async fn usual_schema(how: &ScratchSchemas, tx: &Tx) -> Result<Option<String>> {
    let answer = live::ask(how.usual, &mut tx.handle().session().await?).await?;
    Ok(answer.into_iter().next().and_then(|mut row| row.optional()))
}

/// The name of the schema that stands for each that the tables name, or do not name.
struct Renaming(BTreeMap<Option<String>, String>);

impl Renaming {
    fn of(snapshot: &Snapshot) -> Self {
        let run = RandomState::new().hash_one(());
        let mut names = BTreeMap::new();
        for table in &snapshot.tables {
            let number = names.len();
            names
                .entry(table.name.schema.clone())
                .or_insert_with(|| format!("orm_drift_{run:016x}_{number}"));
        }
        Renaming(names)
    }

    fn there(&self, snapshot: &Snapshot) -> Snapshot {
        let mut moved = snapshot.clone();
        let schema = |name: &TableName| self.0.get(&name.schema).cloned();
        for table in &mut moved.tables {
            table.name.schema = schema(&table.name);
            for key in &mut table.foreign_keys {
                key.target.schema = schema(&key.target);
            }
        }
        moved
    }

    fn is_there(&self, name: &TableName) -> bool {
        self.0
            .values()
            .any(|there| Some(there) == name.schema.as_ref())
    }

    fn back(&self, name: &mut TableName, usual: Option<&str>) {
        let mut names = self.0.iter();
        let found = names.find(|(_, there)| Some(*there) == name.schema.as_ref());
        let schema = found.and_then(|(schema, _)| schema.clone());
        name.schema = schema.filter(|schema| Some(schema.as_str()) != usual);
    }
}
