//! Accounts that several people save: versions, columns that follow each change, columns that the database computes.

use std::sync::atomic::{AtomicI64, Ordering};

use orm::prelude::*;

use crate::support::{TestDb, cases};

/// Every call is later than the one before.
fn now() -> i64 {
    static CLOCK: AtomicI64 = AtomicI64::new(1);
    CLOCK.fetch_add(1, Ordering::Relaxed)
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Account {
    pub id: i64,
    pub owner: String,
    pub balance: i64,
    #[column(version)]
    pub version: i32,
    #[column(on_update_with = now)]
    pub changed_at: i64,
    #[column(default_with = now)]
    pub opened_at: i64,
    #[foreign_key(Bank, related_name = accounts)]
    pub bank_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Bank {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct OrderLine {
    pub id: i64,
    pub price: i64,
    pub quantity: i64,
    #[column(generated = "price * quantity")]
    pub total: i64,
    #[column(generated = "CASE WHEN quantity > 9 THEN 'bulk' END", max_length = 10)]
    pub kind: Option<String>,
}

async fn account(db: &Db) -> Account {
    schema![Account, Bank].create_all(db).await.unwrap();
    let new = Account::create().owner("Ada").balance(100);
    new.save(db).await.unwrap()
}

async fn two_savers_race(test: TestDb) {
    let account = account(&test.db).await;
    for round in 1..=20 {
        let row = account.refresh(&test.db).await.unwrap();
        let savers = [1, 2].map(|saver| {
            let (db, mut row) = (test.db.clone(), row.clone());
            row.balance = round * 10 + saver;
            tokio::spawn(async move { row.save(&db).await })
        });
        let [first, second] = savers;
        let saved = [first.await.unwrap(), second.await.unwrap()];
        let (won, lost): (Vec<_>, Vec<_>) = saved.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 1));
        let stale = lost[0].as_ref().unwrap_err();
        assert!(
            matches!(stale, Error::Stale { table, .. } if table == "account"),
            "{stale}"
        );
        let stored = account.refresh(&test.db).await.unwrap();
        assert_eq!(&stored, won[0].as_ref().unwrap());
        assert_eq!(i64::from(stored.version), round + 1);
    }
    test.close().await;
}

#[tokio::test]
async fn of_two_savers_one_wins_on_sqlite() {
    two_savers_race(TestDb::sqlite_file().await).await;
}

#[tokio::test]
async fn of_two_savers_one_wins_on_postgres() {
    if let Some(test) = TestDb::postgres().await {
        two_savers_race(test).await;
    }
}

cases! {
    async fn a_stale_row_is_not_saved(db: Db) {
        let account = account(db).await;
        assert_eq!(account.version, 1);
        let (saved, statements) = db.statements(account.save(db)).await;
        let saved = saved.unwrap();
        assert_eq!((saved.version, statements), (2, 1));

        let stale = account.save(db).await.unwrap_err();
        assert!(matches!(&stale, Error::Stale { table, .. } if table == "account"), "{stale}");
        assert!(!stale.is_retryable());
        assert_eq!(account.refresh(db).await.unwrap(), saved);
        assert_eq!(saved.save(db).await.unwrap().version, 3);

        account.delete(db).await.unwrap();
        assert!(matches!(account.save(db).await, Err(Error::NotFound { .. })));
    }

    async fn a_stale_row_leaves_the_transaction_usable(db: Db) {
        let account = account(db).await;
        account.set(Account::balance, 1).update(db).await.unwrap();
        db.transaction(async |tx| {
            assert!(matches!(account.save(tx).await, Err(Error::Stale { .. })));
            let mut again = account.refresh(tx).await?;
            again.balance += 1;
            again.save(tx).await
        }).await.unwrap();
        assert_eq!(account.refresh(db).await.unwrap().balance, 2);
    }

    async fn every_change_counts(db: Db) {
        let account = account(db).await;
        let bank = Bank::create().name("Lloyds").save(db).await.unwrap();
        let set = account.set(Account::balance, Account::balance + 1).update(db).await.unwrap();
        assert_eq!((set.version, set.balance), (2, 101));
        Account::filter(Account::balance.gt(0)).set(Account::owner, "Ben").update(db).await.unwrap();
        let all = Account::query().unfiltered().set(Account::owner, "Cy");
        assert_eq!(all.update_returning(db).await.unwrap()[0].version, 4);
        bank.accounts().add([&account], db).await.unwrap();
        assert_eq!(account.refresh(db).await.unwrap().version, 5);
        bank.accounts().clear(db).await.unwrap();
        assert_eq!(account.refresh(db).await.unwrap().version, 6);
        assert!(matches!(account.save(db).await, Err(Error::Stale { .. })));
        // Nothing was set, so nothing changes.
        let same = account.set_if(Account::balance, None::<i64>).update(db).await.unwrap();
        assert_eq!(same.version, 6);
    }

    async fn a_version_is_not_set(db: Db) {
        let account = account(db).await;
        let (refused, statements) = db.statements(account.set(Account::version, 7).update(db)).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, Error::Configuration { .. }));
        assert!(refused.to_string().contains("`Account::version` cannot be set"), "{refused}");
        assert_eq!(statements, 0);
    }

    async fn many_rows_begin_at_the_first_version(db: Db) {
        account(db).await;
        let new = ["a", "b", "c"].map(|owner| Account::create().owner(owner).balance(0));
        let stored = Account::create_many(new).save(db).await.unwrap();
        assert_eq!(stored.iter().map(|row| row.version).collect::<Vec<_>>(), [1, 1, 1]);
    }

    async fn a_column_follows_each_change(db: Db) {
        let first = account(db).await;
        let saved = first.save(db).await.unwrap();
        assert!(saved.changed_at > first.changed_at);
        assert_eq!(saved.opened_at, first.opened_at);
        let set = saved.set(Account::balance, 1).update(db).await.unwrap();
        assert!(set.changed_at > saved.changed_at);
        Account::filter(Account::id.eq(set.id)).set(Account::balance, 2).update(db).await.unwrap();
        let many = set.refresh(db).await.unwrap();
        assert!(many.changed_at > set.changed_at);
    }

    async fn a_column_that_follows_changes_may_be_set(db: Db) {
        account(db).await;
        let new = Account::create().owner("Eve").balance(0).changed_at(-5);
        let row = new.save(db).await.unwrap();
        assert_eq!(row.changed_at, -5);
        let row = row.set(Account::changed_at, -6).update(db).await.unwrap();
        assert_eq!(row.changed_at, -6);
    }

    async fn the_database_computes_a_column(db: Db) {
        schema![OrderLine].create_all(db).await.unwrap();
        let mut line = OrderLine::create().price(3).quantity(4).save(db).await.unwrap();
        assert_eq!((line.total, &line.kind), (12, &None));
        line.quantity = 10;
        line.total = 7;
        let line = line.save(db).await.unwrap();
        assert_eq!((line.total, line.kind.as_deref()), (30, Some("bulk")));
        let line = line.set(OrderLine::price, 5).update(db).await.unwrap();
        assert_eq!(line.total, 50);

        let many = [(1, 1), (2, 20)].map(|(price, quantity)| OrderLine::create().price(price).quantity(quantity));
        let many = OrderLine::create_many(many).save(db).await.unwrap();
        assert_eq!(many.iter().map(|line| line.total).collect::<Vec<_>>(), [1, 40]);
        assert_eq!(OrderLine::filter(OrderLine::total.ge(40)).count(db).await.unwrap(), 2);
    }

    async fn a_computed_column_is_not_set(db: Db) {
        schema![OrderLine].create_all(db).await.unwrap();
        let all = OrderLine::query().unfiltered();
        let (refused, statements) = db.statements(all.set(OrderLine::total, 1).update(db)).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("`OrderLine::total` cannot be set: the database computes it"), "{refused}");
        assert_eq!(statements, 0);
    }
}

#[test]
fn a_computed_column_is_declared_by_its_sql() {
    let both = format!(
        "-- Postgres\n{}\n\n-- SQLite\n{}",
        OrderLine::create_table_sql(Dialect::Postgres),
        OrderLine::create_table_sql(Dialect::Sqlite)
    );
    insta::assert_snapshot!(both);
}
