//! Many rows at once whose hooks set other columns in one row than in the next, and follow up what took several statements.

use orm::hooks::{AfterSave, BeforeSave, Saving};
use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(hooks(before_save))]
pub struct Chore {
    pub id: i64,
    #[column(unique)]
    pub title: String,
    pub done: bool,
    pub done_on: Option<i32>,
    pub note: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(hooks(after_save))]
pub struct Reading {
    pub id: i64,
    pub value: i32,
}

/// How many readings were followed up at once.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Batch {
    pub id: i64,
    pub readings: i64,
}

impl BeforeSave for Chore {
    fn before_save(row: &mut Saving<'_, Self>) -> orm::Result<()> {
        match row.get(Chore::done) {
            Some(true) => row.set(Chore::done_on, 7),
            Some(false) if !row.is_new() => row.set(Chore::note, "again"),
            _ => {}
        }
        Ok(())
    }
}

impl AfterSave for Reading {
    async fn after_save(rows: &[Self], tx: &Tx) -> orm::Result<()> {
        let readings = rows.len() as i64;
        Batch::create().readings(readings).save(tx).await?;
        match rows.iter().any(|row| row.value < 0) {
            true => Err(Error::validation("below zero")),
            false => Ok(()),
        }
    }
}

async fn chores(db: &Db) -> Vec<Chore> {
    schema![Chore].create_all(db).await.unwrap();
    let new = ["cook", "dust", "iron", "mend", "wash"]
        .map(|title| Chore::create().title(title).done(false));
    Chore::create_many(new).save(db).await.unwrap()
}

async fn stored(db: &Db) -> Vec<Chore> {
    Chore::query()
        .order_by(Chore::id.asc())
        .all(db)
        .await
        .unwrap()
}

async fn batches(db: &Db) -> Vec<i64> {
    Batch::query()
        .select(Batch::readings)
        .all(db)
        .await
        .unwrap()
}

cases! {
    async fn rows_that_set_the_same_columns_share_a_statement(db: Db) {
        let mut chores = chores(db).await;
        for (number, chore) in chores.iter_mut().enumerate() {
            chore.title.push('!');
            chore.done = number % 2 == 0;
        }
        let update = Chore::update_many(&chores, (Chore::title, Chore::done), db);
        let (changed, statements) = db.statements(update).await;
        assert_eq!((changed.unwrap(), statements), (5, 2));
        for chore in &mut chores {
            match chore.done {
                true => chore.done_on = Some(7),
                false => chore.note = Some("again".to_owned()),
            }
        }
        assert_eq!(stored(db).await, chores);

        // Where the hook sets nothing, or the same in all rows, one statement is enough.
        let (changed, statements) = db.statements(Chore::update_many(&chores, Chore::title, db)).await;
        assert_eq!((changed.unwrap(), statements), (5, 1));
        chores.iter_mut().for_each(|chore| chore.done = true);
        let (changed, statements) = db.statements(Chore::update_many(&chores, Chore::done, db)).await;
        assert_eq!((changed.unwrap(), statements), (5, 1));
        chores.iter_mut().for_each(|chore| chore.done_on = Some(7));
        assert_eq!(stored(db).await, chores);
    }

    async fn a_violation_in_one_statement_undoes_the_others(db: Db) {
        let before = chores(db).await;
        let mut chores = before.clone();
        for (number, chore) in chores.iter_mut().enumerate() {
            chore.title = format!("chore {}", number / 2);
            chore.done = number % 2 == 0;
        }
        let error = Chore::update_many(&chores, (Chore::title, Chore::done), db).await.unwrap_err();
        assert!(error.violates(Chore::title), "{error}");
        assert_eq!(stored(db).await, before);
    }

    async fn rows_of_several_statements_are_followed_up_at_once(db: Db) {
        schema![Reading, Batch].create_all(db).await.unwrap();
        let new = (0..50_001).map(|value| Reading::create().value(value));
        let mut readings = Reading::create_many(new).save(db).await.unwrap();
        assert_eq!(batches(db).await, [50_001]);
        let updates = match db.dialect() {
            Dialect::Postgres => 2,
            _ => 4,
        };
        readings.iter_mut().for_each(|reading| reading.value += 1);
        let (changed, statements) = db.statements(Reading::update_many(&readings, Reading::value, db)).await;
        assert_eq!((changed.unwrap(), statements), (50_001, updates + 1));
        assert_eq!(batches(db).await, [50_001, 50_001]);

        let mut refused = readings.clone();
        refused.iter_mut().for_each(|reading| reading.value += 1);
        refused[50_000].value = -1;
        let (outcome, statements) = db.statements(Reading::update_many(&refused, Reading::value, db)).await;
        assert_eq!((outcome.unwrap_err().to_string().as_str(), statements), ("below zero", updates + 1));
        assert_eq!(batches(db).await, [50_001, 50_001]);
        let stored = Reading::query().order_by(Reading::id.asc()).all(db).await.unwrap();
        assert!(stored == readings, "what was refused is undone, and nothing else");
    }
}
