//! Streams of rows, loaded as fast as the database takes them.

use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use orm::prelude::*;

use crate::support::{TestDb, cases, postgres_url};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Sensor {
    pub id: i64,
    #[column(unique, max_length = 20)]
    pub name: String,
}

fn unit() -> String {
    "celsius".to_owned()
}

/// A column of every kind.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Measurement {
    pub id: uuid::Uuid,
    #[column(default_with = unit)]
    pub unit: String,
    #[column(default = 3)]
    pub weight: i32,
    pub flag: bool,
    pub small: i16,
    pub large: Option<i64>,
    pub single: f32,
    pub double: Option<f64>,
    pub bytes: Option<Vec<u8>>,
    pub price: Option<rust_decimal::Decimal>,
    pub day: Option<chrono::NaiveDate>,
    pub hour: Option<chrono::NaiveTime>,
    pub at: Option<chrono::DateTime<chrono::Utc>>,
    pub local: Option<chrono::NaiveDateTime>,
    pub notes: Option<orm::Json<Vec<String>>>,
    #[foreign_key(Sensor, related_name = measurements)]
    pub sensor_id: i64,
}

macro_rules! sensors {
    ($numbers:expr) => {
        ($numbers).map(|number| Sensor::create().name(format!("sensor {number}")))
    };
}

cases! {
    async fn every_type_is_loaded_exactly(db: Db) {
        schema![Sensor, Measurement].create_all(db).await.unwrap();
        let sensor = Sensor::create().name("roof").save(db).await.unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
        let hour = chrono::NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
        let rows = || {
            let row = || Measurement::create().sensor(&sensor).flag(true).small(i16::MIN).single(0.1);
            let full = row()
                .with_key(uuid::Uuid::from_u128(2))
                .large(i64::MIN)
                .double(1e300)
                .bytes(vec![0, 255])
                .price("-79228162514264337593543950335".parse::<rust_decimal::Decimal>().unwrap())
                .day(day)
                .hour(hour)
                .at(chrono::DateTime::from_timestamp_micros(-1).unwrap())
                .local(day.and_time(hour))
                .notes(orm::Json(vec!["é\"".to_owned()]));
            [row().with_key(uuid::Uuid::from_u128(1)), full]
        };
        let (loaded, statements) = db.statements(Measurement::bulk_load(stream::iter(rows())).save(db)).await;
        assert_eq!((loaded.unwrap(), statements), (2, 1));
        let query = Measurement::query().order_by(Measurement::id.asc());
        let loaded = query.clone().all(db).await.unwrap();
        assert_eq!((loaded[0].weight, loaded[0].unit.as_str(), &loaded[0].bytes), (3, "celsius", &None));
        Measurement::query().unfiltered().delete(db).await.unwrap();
        Measurement::create_many(rows()).save(db).await.unwrap();
        assert_eq!(query.all(db).await.unwrap(), loaded);
    }

    /// A row is not taken from the stream before the database has those of the statement before.
    async fn rows_are_taken_as_the_database_has_them(db: Db) {
        schema![Sensor].create_all(db).await.unwrap();
        let taken = std::sync::atomic::AtomicU64::new(0);
        let rows = stream::iter(sensors!(0..70_000)).inspect(|_| {
            taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        });
        let mut seen = Vec::new();
        let load = Sensor::bulk_load(rows).on_progress(|rows| {
            seen.push((rows, taken.load(std::sync::atomic::Ordering::Relaxed)));
        });
        let (loaded, statements) = db.statements(load.save(db)).await;
        assert_eq!(loaded.unwrap(), 70_000);
        assert_eq!(seen.last(), Some(&(70_000, 70_000)));
        assert_eq!(statements, seen.len() as u64);
        assert!(seen.len() > 2, "{seen:?}");
        assert!(seen.iter().all(|(rows, taken)| *taken <= rows + 1), "{seen:?}");
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(Sensor::query().count(db).await.unwrap(), 70_000);
    }

    async fn no_rows_send_nothing(db: Db) {
        let (loaded, statements) = db.statements(Sensor::bulk_load(stream::iter(sensors!(0..0))).save(db)).await;
        assert_eq!((loaded.unwrap(), statements), (0, 0));
    }

    async fn a_violated_constraint_is_named_and_leaves_nothing(db: Db) {
        schema![Sensor].create_all(db).await.unwrap();
        let rows = sensors!(0..40_000).chain(sensors!(7..8));
        let error = Sensor::bulk_load(stream::iter(rows)).save(db).await.unwrap_err();
        assert!(matches!(&error, Error::UniqueViolation { .. }), "{error:?}");
        assert!(error.violates(Sensor::name), "{error}");
        assert_eq!(Sensor::query().count(db).await.unwrap(), 0);
    }

    async fn what_cannot_be_stored_is_named_and_leaves_nothing(db: Db) {
        schema![Sensor].create_all(db).await.unwrap();
        for name in ["a name of more than twenty characters", "\0"] {
            let rows = [Sensor::create().name("good"), Sensor::create().name(name)];
            let (outcome, statements) = db.statements(Sensor::bulk_load(stream::iter(rows)).save(db)).await;
            assert!(matches!(&outcome, Err(Error::InvalidValue { column, .. }) if column == "name"), "{outcome:?}");
            assert!(statements <= 1);
        }
        assert_eq!(Sensor::query().count(db).await.unwrap(), 0);
    }

    async fn every_row_leaves_the_same_columns_to_the_database(db: Db) {
        schema![Sensor, Measurement].create_all(db).await.unwrap();
        let sensor = Sensor::create().name("roof").save(db).await.unwrap();
        let row = || Measurement::create().sensor(&sensor).flag(true).small(1).single(1.0);
        let rows = [row(), row().unit("kelvin"), row().weight(1)];
        let error = Measurement::bulk_load(stream::iter(rows)).save(db).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 3 of the bulk load sets `Measurement::weight`, and the first row leaves it to the database's default; \
             set it in every row or in none"
        );
        let error = Measurement::bulk_load(stream::iter([row().weight(1), row()])).save(db).await.unwrap_err();
        assert!(matches!(&error, Error::Configuration { .. }));
        assert!(error.to_string().starts_with("row 2 of the bulk load leaves to the database's default `Measurement::weight`"));
        assert_eq!(Measurement::query().count(db).await.unwrap(), 0);
    }

    async fn a_load_is_part_of_its_transaction(db: Db) {
        schema![Sensor].create_all(db).await.unwrap();
        db.transaction(async |tx| {
            Sensor::bulk_load(stream::iter(sensors!(0..10))).save(tx).await?;
            let error = Sensor::bulk_load(stream::iter(sensors!(9..20))).save(tx).await.unwrap_err();
            assert!(error.violates(Sensor::name), "{error}");
            Sensor::bulk_load(stream::iter(sensors!(10..15))).save(tx).await
        })
        .await
        .unwrap();
        assert_eq!(Sensor::query().count(db).await.unwrap(), 15);
    }

    /// Dropped after each number of polls, until it is done.
    async fn a_load_that_is_dropped_leaves_nothing(db: Db) {
        schema![Sensor].create_all(db).await.unwrap();
        let rows = || stream::iter(sensors!(0..30_000)).then(async |row| { tokio::task::yield_now().await; row });
        let never = stream::iter(sensors!(0..30_000)).chain(stream::pending().map(|()| Sensor::create().name("")));
        let dropped = tokio::time::timeout(Duration::from_millis(500), Sensor::bulk_load(never).save(db)).await;
        assert!(dropped.is_err());
        assert_eq!(Sensor::query().count(db).await.unwrap(), 0);
        assert!(Sensor::bulk_load(rows()).save(db).now_or_never().is_none());
        assert_eq!(Sensor::query().count(db).await.unwrap(), 0);
        assert_eq!(Sensor::bulk_load(rows()).save(db).await.unwrap(), 30_000);
        assert_eq!(Sensor::query().count(db).await.unwrap(), 30_000);
    }
}

/// The database's deadline is for queries; that of the transaction around a load holds again after it.
#[tokio::test]
async fn a_load_has_no_deadline() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    schema![Sensor].create_all(&test.db).await.unwrap();
    let slow = [
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.6); RETURN NEW; END'",
        "CREATE TRIGGER slow BEFORE INSERT ON sensor FOR EACH ROW EXECUTE FUNCTION slow()",
    ];
    let pool = test.db.as_postgres().unwrap();
    for text in slow {
        sqlx::query(text).execute(pool).await.unwrap();
    }
    let name: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(pool)
        .await
        .unwrap();
    let url = crate::support::with_database(&postgres_url().unwrap(), &name);
    let db = Db::builder()
        .statement_timeout(Duration::from_millis(300))
        .connect(&url)
        .await
        .unwrap();
    assert_eq!(
        Sensor::bulk_load(stream::iter(sensors!(0..1)))
            .save(&db)
            .await
            .unwrap(),
        1
    );
    let hurried =
        Sensor::bulk_load(stream::iter(sensors!(5..6))).timeout(Duration::from_millis(200));
    let outcome = hurried.save(&db).await;
    assert!(
        matches!(&outcome, Err(Error::Timeout { .. })),
        "{outcome:?}"
    );
    let outcome = db
        .transaction(async |tx| {
            Sensor::bulk_load(stream::iter(sensors!(1..2)))
                .save(tx)
                .await?;
            Sensor::create().name("late").save(tx).await
        })
        .await;
    assert!(
        matches!(&outcome, Err(Error::Timeout { .. })),
        "{outcome:?}"
    );
    db.close().await;
    test.close().await;
}
