use std::collections::HashMap;

use super::graph::{follow_up, insert_nested};
use super::prepare::prepare_rows;
use super::scope::Scope;
use super::write::fetch_rows;
use crate::create::{CreateMany, Draft, NestedDrafts};
use crate::db::{Executor, Handle, Session};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::schema::Table;
use crate::sql;
use crate::types::Datum;

impl<M: Model> CreateMany<M> {
    /// Inserts the rows in one transaction, one statement for as many as the database takes, and gives them as stored,
    /// in the order in which they were given. Rows that leave different columns out go into statements of their own.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let rows = [("Mathilda", 1959), ("Falkner", 1837)];
    /// let drafts = rows.map(|(title, year)| Book::create().title(title).year(year).author(&mary));
    /// let stored: Vec<Book> = Book::create_many(drafts).save(&db).await?;
    /// assert_eq!(stored[1].title, "Falkner");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The violated constraint's; then no row was inserted.
    pub async fn save(mut self, db: &impl Executor) -> Result<Vec<M>> {
        if self.drafts.is_empty() {
            return Ok(Vec::new());
        }
        prepare_rows::<M>(&mut self.drafts)?;
        let nested = Draft::take_nested(&mut self.drafts);
        let groups = group(with_nulls(self.drafts));
        let (db, follows) = (db.handle(), M::HOOKS.after_save.is_some());
        let is_whole =
            !follows && nested.iter().all(NestedDrafts::is_empty) && is_one_statement(&groups, db);
        let scope = Scope::begin(db, !is_whole).await?;
        let mut session = scope.handle().session().await?;
        let rows: Vec<M> = insert_groups(groups, &mut session).await?;
        let nested = insert_nested(&rows, nested, &mut session).await?;
        drop(session);
        follow_up(&rows, &nested, &scope).await?;
        scope.commit().await?;
        Ok(rows)
    }
}

/// Whether the database itself makes the insertion whole. Within a transaction a refusal is undone by itself only by going back
/// to a savepoint.
fn is_one_statement(groups: &[Group], db: Handle<'_>) -> bool {
    let Handle::Db(database) = db else {
        return false;
    };
    match groups {
        [only] => {
            let rows = only.drafts.len();
            rows <= only.most_at_once(db.dialect()) && database.may_read(rows)
        }
        _ => false,
    }
}

/// Inserts rows, and gives them as stored, in the order given.
pub(crate) async fn insert_all<M: Model>(
    drafts: Vec<Draft>,
    session: &mut Session<'_>,
) -> Result<Vec<M>> {
    insert_groups(group(with_nulls(drafts)), session).await
}

async fn insert_groups<M: Model>(groups: Vec<Group>, session: &mut Session<'_>) -> Result<Vec<M>> {
    let rows = groups.iter().map(|group| group.drafts.len()).sum();
    let mut stored: Vec<(usize, M)> = Vec::with_capacity(rows);
    for group in groups {
        stored.extend(group.insert(session).await?);
    }
    stored.sort_unstable_by_key(|(position, _)| *position);
    Ok(stored.into_iter().map(|(_, row)| row).collect())
}

/// Rows that set the same columns, and where they stood.
pub(super) struct Group {
    pub(super) table: &'static Table,
    pub(super) columns: Vec<usize>,
    pub(super) drafts: Vec<(usize, Draft)>,
}

fn with_nulls(drafts: Vec<Draft>) -> impl Iterator<Item = (usize, Draft)> {
    drafts.into_iter().enumerate().map(|(position, mut draft)| {
        draft.fill_in_nulls();
        (position, draft)
    })
}

pub(super) fn group(drafts: impl IntoIterator<Item = (usize, Draft)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Vec<usize>, usize> = HashMap::new();
    for (position, draft) in drafts {
        let columns = draft.columns();
        let index = *known.entry(columns.clone()).or_insert_with(|| {
            groups.push(Group {
                table: draft.table,
                columns,
                drafts: Vec::new(),
            });
            groups.len() - 1
        });
        groups[index].drafts.push((position, draft));
    }
    groups
}

impl Group {
    fn gives_key(&self) -> bool {
        let key = self.table.primary_key;
        key.iter().all(|column| self.columns.contains(column))
    }

    /// The most rows that one statement inserts.
    fn most_at_once(&self, dialect: Dialect) -> usize {
        let key = self.table.primary_key;
        let generated = key.len() == 1 && self.table.columns[key[0]].generated;
        match generated || self.gives_key() {
            true => sql::insert_chunk(self.table, &self.columns, dialect),
            // Only one at a time says which stored row is whose.
            false => 1,
        }
    }

    pub(super) async fn insert<M: Model>(
        self,
        session: &mut Session<'_>,
    ) -> Result<Vec<(usize, M)>> {
        let (most, given) = (self.most_at_once(session.dialect()), self.gives_key());
        let mut stored = Vec::with_capacity(self.drafts.len());
        let mut drafts = self.drafts.into_iter().peekable();
        while drafts.peek().is_some() {
            let chunk: Vec<_> = drafts.by_ref().take(most).collect();
            stored.extend(insert_chunk(self.table, &self.columns, chunk, given, session).await?);
        }
        Ok(stored)
    }
}

/// One statement. The database may give the rows back in any order, so they are matched: by the key where it was given,
/// and where the database made it, by its order, which is that of the rows.
async fn insert_chunk<M: Model>(
    table: &'static Table,
    columns: &[usize],
    drafts: Vec<(usize, Draft)>,
    given: bool,
    session: &mut Session<'_>,
) -> Result<Vec<(usize, M)>> {
    let key = table.primary_key;
    let mut places = HashMap::new();
    let (mut positions, mut rows) = (Vec::new(), Vec::new());
    for (position, draft) in drafts {
        if given && let Some(key) = draft.values_of(key) {
            places.insert(key, position);
        }
        positions.push(position);
        rows.push(draft.into_row());
    }
    let insert = Draft::insert(table, columns.to_vec(), rows);
    let statement = sql::insert(&insert, session.dialect())?;
    let mut stored: Vec<M> = fetch_rows(&statement, session).await?;
    if stored.len() != positions.len() {
        return Err(Error::configuration(format!(
            "the database stored {} of {} rows of `{}`: a rule or trigger of the table took the others",
            stored.len(),
            positions.len(),
            table.name
        )));
    }
    let key_of = |row: &M| -> Vec<Datum> { key.iter().map(|&column| row.datum(column)).collect() };
    if !given {
        stored.sort_by_key(|row| generated_key(&key_of(row)));
        return Ok(positions.into_iter().zip(stored).collect());
    }
    stored
        .into_iter()
        .map(|row| match places.get(&key_of(&row)) {
            Some(&position) => Ok((position, row)),
            None => Err(Error::changed_key(table)),
        })
        .collect()
}

/// A generated key is an integer.
fn generated_key(key: &[Datum]) -> i64 {
    match key {
        [Datum::Int64(key)] => *key,
        [Datum::Int32(key)] => i64::from(*key),
        [Datum::Int16(key)] => i64::from(*key),
        _ => 0,
    }
}
