//! Many rows at once, each to its own values.

mod hooks;

use orm::prelude::*;

use crate::support::cases;

/// A column of every kind, with and without a value.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Sample {
    pub id: uuid::Uuid,
    pub flag: Option<bool>,
    pub small: Option<i16>,
    pub medium: Option<i32>,
    pub large: Option<i64>,
    pub single: Option<f32>,
    pub double: Option<f64>,
    pub text: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Record {
    #[primary_key]
    pub region: String,
    #[primary_key]
    pub number: i32,
    pub bytes: Option<Vec<u8>>,
    pub price: Option<rust_decimal::Decimal>,
    pub day: Option<chrono::NaiveDate>,
    pub at: Option<chrono::DateTime<chrono::Utc>>,
    pub code: Option<uuid::Uuid>,
    pub notes: Option<orm::Json<Vec<String>>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "rows")]
pub struct Row {
    pub id: i64,
    #[column(unique, max_length = 5)]
    pub name: String,
    pub rank: i32,
}

async fn rows(db: &Db, count: i32) -> Vec<Row> {
    schema![Row].create_all(db).await.unwrap();
    let rows = (0..count).map(|n| Row::create().name(format!("n{n}")).rank(n));
    Row::create_many(rows).save(db).await.unwrap()
}

cases! {
    async fn each_row_has_its_own_values(db: Db) {
        let mut rows = rows(db, 4).await;
        for row in &mut rows {
            row.name = format!("x{}", row.rank);
            row.rank *= -1;
        }
        let first = [&rows[3], &rows[1]];
        let (changed, statements) = db.statements(Row::update_many(first, Row::rank, db)).await;
        assert_eq!((changed.unwrap(), statements), (2, 1));
        let stored = Row::query().order_by(Row::id.asc()).all(db).await.unwrap();
        let seen: Vec<(&str, i32)> = stored.iter().map(|row| (row.name.as_str(), row.rank)).collect();
        assert_eq!(seen, [("n0", 0), ("n1", -1), ("n2", 2), ("n3", -3)]);

        let (changed, statements) = db.statements(Row::update_many(&rows, (Row::name, Row::rank), db)).await;
        assert_eq!((changed.unwrap(), statements), (4, 1));
        assert_eq!(Row::query().order_by(Row::id.asc()).all(db).await.unwrap(), rows);
    }

    async fn a_row_that_is_gone_is_not_counted(db: Db) {
        let rows = rows(db, 3).await;
        rows[1].delete(db).await.unwrap();
        assert_eq!(Row::update_many(&rows, Row::rank, db).await.unwrap(), 2);
        assert_eq!(Row::query().count(db).await.unwrap(), 2);
    }

    async fn nothing_is_sent_for_no_rows(db: Db) {
        let (changed, statements) = db.statements(Row::update_many(&[], Row::rank, db)).await;
        assert_eq!((changed.unwrap(), statements), (0, 0));
    }

    async fn what_cannot_be_is_refused_before_anything_is_sent(db: Db) {
        let mut rows = rows(db, 2).await;
        let twice = [&rows[0], &rows[1], &rows[0]];
        let (outcome, statements) = db.statements(Row::update_many(twice, Row::rank, db)).await;
        assert!(matches!(outcome, Err(Error::DuplicateInBatch { table, .. }) if table == "rows"));
        assert_eq!(statements, 0);
        let (outcome, statements) = db.statements(Row::update_many(&rows, (Row::rank, Row::id), db)).await;
        assert!(matches!(&outcome, Err(Error::Configuration { .. })), "{outcome:?}");
        assert!(outcome.unwrap_err().to_string().contains("`Row::id`"));
        assert_eq!(statements, 0);
        rows[1].name = "longer".to_owned();
        let (outcome, statements) = db.statements(Row::update_many(&rows, Row::name, db)).await;
        assert!(matches!(outcome, Err(Error::InvalidValue { column, .. }) if column == "name"));
        assert_eq!(statements, 0);
    }

    async fn a_violated_constraint_leaves_all_rows_as_they_were(db: Db) {
        let before = rows(db, 3).await;
        let mut rows = before.clone();
        rows.iter_mut().for_each(|row| row.name = "same".to_owned());
        let error = Row::update_many(&rows, Row::name, db).await.unwrap_err();
        assert!(error.violates(Row::name), "{error}");
        assert_eq!(Row::query().order_by(Row::id.asc()).all(db).await.unwrap(), before);
    }

    async fn every_type_is_exact(db: Db) {
        schema![Sample].create_all(db).await.unwrap();
        let values = [
            (None, None, None, None, None, None, None),
            (Some(true), Some(i16::MIN), Some(i32::MAX), Some(i64::MIN), Some(f32::MIN_POSITIVE), Some(1.7575424497056582e145), Some("é\"'\\")),
            (Some(false), Some(0), Some(-1), Some(i64::MAX), Some(0.1), Some(f64::INFINITY), Some("")),
            (None, Some(1), None, Some(1 << 53), Some(f32::MAX), Some(5e-324), Some("1e5")),
        ];
        let drafts = values.iter().map(|_| Sample::create());
        let mut samples = Sample::create_many(drafts).save(db).await.unwrap();
        for (sample, (flag, small, medium, large, single, double, text)) in samples.iter_mut().zip(values) {
            *sample = Sample {
                id: sample.id, flag, small, medium, large, single, double,
                text: text.map(str::to_owned),
            };
        }
        let columns = (
            Sample::flag, Sample::small, Sample::medium, Sample::large,
            Sample::single, Sample::double, Sample::text,
        );
        assert_eq!(Sample::update_many(&samples, columns, db).await.unwrap(), 4);
        for sample in &samples {
            assert_eq!(sample.refresh(db).await.unwrap(), *sample);
        }
        samples.iter_mut().for_each(|sample| sample.text = None);
        assert_eq!(Sample::update_many(&samples, Sample::text, db).await.unwrap(), 4);
        assert_eq!(Sample::filter(Sample::text.is_null()).count(db).await.unwrap(), 4);
    }

    async fn every_type_of_another_crate_is_exact(db: Db) {
        schema![Record].create_all(db).await.unwrap();
        let drafts = (0..3).map(|n| Record::create().region(if n == 1 { "north" } else { "south" }).number(n));
        let mut records = Record::create_many(drafts).save(db).await.unwrap();
        records[0].bytes = Some(vec![0, 255, 39, 0]);
        records[0].price = Some("-12.5".parse().unwrap());
        records[0].day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29);
        records[1].bytes = Some(Vec::new());
        records[1].price = Some("79228162514264337593543950335".parse().unwrap());
        records[1].at = chrono::DateTime::from_timestamp_micros(-1);
        records[1].code = Some(uuid::Uuid::max());
        records[2].notes = Some(orm::Json(vec!["a\"b".to_owned(), "é".to_owned()]));
        let columns = (Record::bytes, Record::price, Record::day, Record::at, Record::code, Record::notes);
        let (changed, statements) = db.statements(Record::update_many(&records, columns, db)).await;
        assert_eq!((changed.unwrap(), statements), (3, 1));
        let stored = Record::query().order_by(Record::number.asc()).all(db).await.unwrap();
        assert_eq!(stored, records);
    }

    async fn rows_are_given_back_by_changes_and_deletions(db: Db) {
        let rows = rows(db, 4).await;
        let ranked = |low| Row::filter(Row::rank.ge(low));
        let (changed, statements) = db.statements(ranked(2).set(Row::rank, Row::rank + 10).update_returning(db)).await;
        let mut changed = changed.unwrap();
        changed.sort_by_key(|row| row.rank);
        let expected = [&rows[2], &rows[3]].map(|row| Row { rank: row.rank + 10, ..row.clone() });
        assert_eq!((&changed[..], statements), (&expected[..], 1));
        let nothing = ranked(0).set_if(Row::rank, None::<i32>).update_returning(db);
        let (nothing, statements) = db.statements(nothing).await;
        assert_eq!((nothing.unwrap(), statements), (Vec::new(), 0));

        let (gone, statements) = db.statements(ranked(10).delete_returning(db)).await;
        let mut gone = gone.unwrap();
        gone.sort_by_key(|row| row.rank);
        assert_eq!((&gone[..], statements), (&expected[..], 1));
        assert_eq!(Row::query().count(db).await.unwrap(), 2);
        let refused = Row::filter(all_of::<Row, Expr<Row, bool>>([])).delete_returning(db).await;
        assert!(matches!(refused, Err(Error::Configuration { .. })));
    }
}
