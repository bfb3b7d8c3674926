//! SQL of one's own, whose rows have types.

use futures::TryStreamExt;
use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Maker {
    pub id: i64,
    #[column(unique)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Toy {
    pub id: i64,
    pub name: String,
    #[column(name = "cost")]
    pub price: f64,
    pub rank: Option<i32>,
    #[foreign_key(Maker, related_name = toys)]
    pub maker_id: i64,
    #[foreign_key(Maker, related_name = licensed)]
    pub licence_id: Option<i64>,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(Toy)]
struct Label {
    name: String,
    rank: Option<i32>,
}

async fn toys(db: &Db) -> (Vec<Maker>, Vec<Toy>) {
    schema![Maker, Toy].create_all(db).await.unwrap();
    let makers = ["Acme", "Bolt", "Cog"].map(|name| Maker::create().name(name));
    let makers = Maker::create_many(makers).save(db).await.unwrap();
    let toy = |name, price, rank, maker: usize, licence: Option<usize>| {
        let licence = licence.map(|place| makers[place].id);
        Toy::create()
            .name(name)
            .price(price)
            .rank(rank)
            .maker(&makers[maker])
            .licence_id(licence)
    };
    let toys = [
        toy("anvil", 9.5, Some(3), 0, None),
        toy("ball", 1.25, None, 0, Some(1)),
        toy("car", 20.0, Some(1), 1, Some(0)),
    ];
    let toys = Toy::create_many(toys).save(db).await.unwrap();
    (makers, toys)
}

fn is_postgres(db: &Db) -> bool {
    db.dialect() == Dialect::Postgres
}

#[track_caller]
fn says<T: std::fmt::Debug>(outcome: Result<T, Error>, words: &str) {
    let error = outcome.expect_err(words);
    assert!(matches!(error, Error::Configuration { .. }), "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

cases! {
    async fn columns_are_found_by_their_names(db: Db) {
        let (_, toys) = toys(db).await;
        let text = "SELECT 7 AS extra, licence_id, maker_id, rank, cost, name, id FROM toy WHERE cost > $1 ORDER BY id";
        let found = Toy::raw(text).bind(2.0);
        assert_eq!(found.clone().all(db).await.unwrap(), [toys[0].clone(), toys[2].clone()]);
        assert_eq!(found.clone().first(db).await.unwrap(), Some(toys[0].clone()));
        assert_eq!(found.clone().stream(db).try_collect::<Vec<_>>().await.unwrap().len(), 2);
        assert!(matches!(found.clone().get(db).await, Err(Error::MultipleFound { table, .. }) if table == "toy"));
        assert!(matches!(found.optional(db).await, Err(Error::MultipleFound { .. })));

        let one = || Toy::raw("SELECT * FROM toy WHERE name = $1");
        assert_eq!(one().bind("ball").get(db).await.unwrap(), toys[1]);
        assert_eq!(one().bind("none").optional(db).await.unwrap(), None);
        assert_eq!(one().bind("none").first(db).await.unwrap(), None);
        assert!(matches!(one().bind("none").get(db).await, Err(Error::NotFound { table, .. }) if table == "toy"));
    }

    async fn what_is_missing_or_there_twice_is_named(db: Db) {
        toys(db).await;
        let missing = Toy::raw("SELECT id, name, rank, maker_id, licence_id FROM toy").all(db).await.unwrap_err();
        assert!(matches!(&missing, Error::Decode { table, column, .. } if table == "toy" && column == "cost"));
        assert!(missing.to_string().contains("it has id, name, rank, maker_id, licence_id"), "{missing}");
        let twice = Toy::raw("SELECT toy.*, maker.* FROM toy JOIN maker ON maker.id = maker_id").all(db).await.unwrap_err();
        assert!(matches!(&twice, Error::Decode { column, .. } if column == "id"));
        assert!(twice.to_string().contains("several columns of that name"), "{twice}");
        let other = Toy::raw("SELECT id, name, 'x' AS cost, rank, maker_id, licence_id FROM toy").all(db).await;
        assert!(matches!(other, Err(Error::Decode { column, .. }) if column == "cost"));
        let short = raw::<(i64, String)>("SELECT id FROM toy").all(db).await;
        assert!(matches!(short, Err(Error::Decode { .. })));
    }

    async fn relations_follow_in_a_statement_each(db: Db) {
        let (makers, toys) = toys(db).await;
        let rows = Toy::raw("SELECT * FROM toy ORDER BY name DESC").with(Toy::maker).with(Toy::licence);
        let (rows, statements) = db.statements(rows.all(db)).await;
        let expected = vec![
            (toys[2].clone(), makers[1].clone(), Some(makers[0].clone())),
            (toys[1].clone(), makers[0].clone(), Some(makers[1].clone())),
            (toys[0].clone(), makers[0].clone(), None),
        ];
        assert_eq!((rows.unwrap(), statements), (expected, 3));

        let nested = Maker::raw("SELECT * FROM maker ORDER BY id")
            .with(Maker::toys.order_by(Toy::price.asc()).limit(1).with(Toy::licence));
        let (rows, statements) = db.statements(nested.clone().all(db)).await;
        let rows: Vec<(Maker, Vec<(Toy, Option<Maker>)>)> = rows.unwrap();
        assert_eq!(rows[0].1, [(toys[1].clone(), Some(makers[1].clone()))]);
        assert_eq!((rows[2].1.len(), statements), (0, 2));
        assert_eq!(nested.stream(db).try_collect::<Vec<_>>().await.unwrap(), rows);
    }

    async fn tuples_and_values_are_read_by_position(db: Db) {
        toys(db).await;
        let rows = raw::<(String, i64, Option<f64>)>(
            "SELECT maker.name, count(toy.id), max(cost) FROM maker LEFT JOIN toy ON maker_id = maker.id
             GROUP BY maker.name ORDER BY maker.name",
        );
        assert_eq!(
            rows.all(db).await.unwrap(),
            [("Acme".to_owned(), 2, Some(9.5)), ("Bolt".to_owned(), 1, Some(20.0)), ("Cog".to_owned(), 0, None)]
        );
        assert_eq!(raw::<i64>("SELECT count(*) FROM toy").get(db).await.unwrap(), 3);
        assert_eq!(raw::<Option<i32>>("SELECT rank FROM toy ORDER BY id").all(db).await.unwrap(), [Some(3), None, Some(1)]);
    }

    async fn a_shape_of_columns_is_read_by_their_names(db: Db) {
        toys(db).await;
        let text = "SELECT id AS ignored, rank, name FROM toy ORDER BY id";
        let labels = raw::<Label>(text).all(db).await.unwrap();
        let label = |name: &str, rank| Label { name: name.to_owned(), rank };
        assert_eq!(labels, [label("anvil", Some(3)), label("ball", None), label("car", Some(1))]);
        let missing = raw::<Label>("SELECT rank FROM toy").all(db).await.unwrap_err();
        assert!(matches!(missing, Error::Decode { .. }), "{missing}");
        assert!(missing.to_string().contains("name"), "{missing}");
    }

    async fn values_of_any_type_are_bound(db: Db) {
        let (makers, toys) = toys(db).await;
        let hostile = "'; DROP TABLE toy; --";
        assert_eq!(raw::<i64>("SELECT count(*) FROM toy WHERE name = $1").bind(hostile).get(db).await.unwrap(), 0);
        let names = raw::<String>(
            "SELECT name FROM toy WHERE rank IS NULL AND CAST($2 AS bigint) IS NULL AND cost < $3 AND name <> $1 AND name <> $1",
        );
        let names = names.bind(hostile.to_owned()).bind(None::<i64>).bind(5.0);
        assert_eq!(names.all(db).await.unwrap(), ["ball"]);

        let wanted = if is_postgres(db) {
            "SELECT * FROM toy WHERE id = ANY($1) ORDER BY id"
        } else {
            "SELECT * FROM toy WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id"
        };
        let ids = vec![toys[2].id, toys[0].id];
        assert_eq!(Toy::raw(wanted).bind(ids.clone()).all(db).await.unwrap(), [toys[0].clone(), toys[2].clone()]);
        assert_eq!(Toy::raw(wanted).bind(&ids[..1]).get(db).await.unwrap(), toys[2]);
        assert_eq!(Toy::raw(wanted).bind(Vec::<i64>::new()).all(db).await.unwrap(), []);
        assert_eq!(Toy::raw(wanted).bind(None::<Vec<i64>>).all(db).await.unwrap(), []);
        assert_eq!(raw::<i64>("SELECT count(*) FROM maker WHERE id = $1").bind(makers[0].id).get(db).await.unwrap(), 1);
    }

    /// A prepared statement is found again by its text, and takes values of the types that it was prepared for.
    async fn one_text_takes_values_of_several_types(db: Db) {
        toys(db).await;
        let dear = || Toy::raw("SELECT * FROM toy WHERE cost > $1 ORDER BY id");
        db.transaction(async |tx| {
            assert_eq!(dear().bind(10_i64).all(tx).await?.len(), 1);
            assert_eq!(dear().bind(9.25_f64).all(tx).await?.len(), 2);
            assert_eq!(dear().bind(1_i32).all(tx).await?.len(), 3);
            assert_eq!(dear().bind(None::<i64>).all(tx).await?.len(), 0);
            Ok(())
        }).await.unwrap();
        if is_postgres(db) {
            let third = raw::<i64>("SELECT $1[3]").bind(vec![1_i64, 2, 3]).get(db).await;
            assert_eq!(third.unwrap(), 3);
        }
    }

    async fn functions_are_no_statements(db: Db) {
        toys(db).await;
        let names = "WITH renamed AS (SELECT replace(name, 'a', $1) AS name FROM toy) SELECT name FROM renamed ORDER BY 1";
        let names: Vec<String> = raw::<String>(names).bind("o").stream(db).try_collect().await.unwrap();
        assert_eq!(names, ["boll", "cor", "onvil"]);
    }

    async fn one_statement_is_run_and_no_other(db: Db) {
        toys(db).await;
        let (_, statements) = db.statements(async {
            says(raw::<i64>("SELECT 1; DROP TABLE toy").all(db).await, "a second statement");
            says(Toy::raw("SELECT * FROM toy; --\n DELETE FROM toy").all(db).await, "a second statement");
            says(db.execute_raw("DELETE FROM toy WHERE name = 'x;'; DELETE FROM toy").await, "a second statement");
            says(Toy::raw("SELECT * FROM toy; SELECT 1").stream(db).try_collect::<Vec<_>>().await, "a second statement");
            says(raw::<i64>("SELECT $1").all(db).await, "the placeholder `$1`, and 0 values are bound");
            says(raw::<i64>("SELECT '$1'").bind(1).all(db).await, "it has no placeholder `$1`");
            says(db.execute_raw("UPDATE toy SET name = 'x").await, "ends inside of a string");
            says(db.execute_raw("COMMIT").await, "`COMMIT` cannot be sent");
            says(Toy::raw("DELETE FROM toy RETURNING *").stream(db).try_collect::<Vec<_>>().await, "a stream reads the rows of a `SELECT`");
        }).await;
        assert_eq!(statements, 0);
        assert_eq!(Toy::query().count(db).await.unwrap(), 3);
        assert_eq!(raw::<String>("SELECT ';' AS a; -- done").get(db).await.unwrap(), ";");
    }

    async fn statements_say_how_many_rows_they_wrote(db: Db) {
        let (makers, _) = toys(db).await;
        let cheaper = db.execute_raw("UPDATE toy SET cost = cost - $1 WHERE maker_id = $2");
        assert_eq!(cheaper.bind(1.0).bind(makers[0].id).await.unwrap(), 2);
        assert_eq!(db.execute_raw("SELECT * FROM toy").await.unwrap(), 0);
        assert_eq!(db.execute_raw("CREATE TABLE other (id int)").await.unwrap(), 0);
        let gone = Toy::raw("DELETE FROM toy WHERE name = $1 RETURNING *").bind("car").get(db).await.unwrap();
        assert_eq!((gone.name.as_str(), Toy::query().count(db).await.unwrap()), ("car", 2));
        let taken = db.execute_raw("INSERT INTO maker (name) VALUES ($1)").bind("Acme").await.unwrap_err();
        assert!(taken.violates(Maker::name), "{taken:?}");
        assert!(!taken.to_string().contains("Acme"));
    }

    async fn a_failure_fails_the_transaction(db: Db) {
        toys(db).await;
        let outcome = db.transaction(async |tx| {
            tx.execute_raw("DELETE FROM toy").await?;
            assert_eq!(raw::<i64>("SELECT count(*) FROM toy").get(tx).await?, 0);
            let refused = raw::<i64>("SELECT nothing FROM toy").all(tx).await;
            assert!(refused.is_err());
            Ok(())
        }).await;
        assert!(matches!(outcome, Err(Error::TransactionAborted { .. })));
        assert_eq!(Toy::query().count(db).await.unwrap(), 3);

        let kept = db.transaction(async |tx| {
            // Refused before it was sent, so that nothing failed.
            says(raw::<i64>("SELECT $2").bind(1).all(tx).await, "the placeholder `$2`, and 1 values are bound");
            tx.execute_raw("DELETE FROM toy WHERE name = $1").bind("car").await
        }).await;
        assert_eq!(kept.unwrap(), 1);
    }

    async fn a_deadline_holds(db: Db) {
        let slow = if is_postgres(db) {
            "SELECT count(pg_sleep(5))"
        } else {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        };
        let soon = std::time::Duration::from_millis(50);
        let late = raw::<i64>(slow).timeout(soon).get(db).await;
        assert!(matches!(late, Err(Error::Timeout { .. })), "{late:?}");
        let late = db.execute_raw(slow).timeout(soon).await;
        assert!(matches!(late, Err(Error::Timeout { .. })), "{late:?}");
    }
}
