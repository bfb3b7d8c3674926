//! Pages in the order of each type.

use orm::prelude::*;

use super::of_all_pages;
use crate::support::cases;

/// A value of every type that has an order.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Sample {
    pub id: i64,
    pub small: i16,
    pub single: f32,
    pub double: Option<f64>,
    pub flag: bool,
    pub text: String,
    pub bytes: Vec<u8>,
    pub instant: Option<chrono::DateTime<chrono::Utc>>,
    pub moment: time::PrimitiveDateTime,
    pub day: chrono::NaiveDate,
    pub clock: Option<chrono::NaiveTime>,
    pub uuid: uuid::Uuid,
    pub decimal: Option<rust_decimal::Decimal>,
}

cases! {
    async fn every_type_that_has_an_order_has_pages(db: Db) {
        schema![Sample].create_all(db).await.unwrap();
        let when = |n: i64| chrono::DateTime::from_timestamp_micros(n * 1_234_567_891_011).unwrap();
        let rows = [2, -1, 0, 2, 1, 0, -1, 3].map(|n: i16| {
            let (wide, is_given) = (i64::from(n), n != 0);
            let nanoseconds = i128::from(when(wide).timestamp_micros()) * 1000;
            let moment = time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap();
            Sample::create()
                .small(n)
                .single(f32::from(n) / 3.0)
                .double(is_given.then(|| f64::from(n) / 7.0))
                .flag(n > 1)
                .text(format!("é{n}\u{1F600}"))
                .bytes(vec![n.to_be_bytes()[1], 0])
                .instant(is_given.then(|| when(wide)))
                .moment(time::PrimitiveDateTime::new(moment.date(), moment.time()))
                .day(when(wide).date_naive())
                .clock(is_given.then(|| when(wide).time()))
                .uuid(uuid::Uuid::from_u128(u128::from(n.unsigned_abs()) << 64))
                .decimal(is_given.then(|| rust_decimal::Decimal::new(wide * 1_000_000_007, 9)))
        });
        Sample::create_many(rows).save(db).await.unwrap();
        macro_rules! each {
            ($($column:ident)*) => {$(
                for order in [Sample::$column.asc(), Sample::$column.desc(), Sample::$column.asc().nulls_first()] {
                    let query = Sample::query().order_by(order);
                    let all = query.clone().order_by(Sample::id.asc()).all(db).await.unwrap();
                    let found = of_all_pages(query.clone(), 1, db).await;
                    assert_eq!(found, all, stringify!($column));
                }
            )*};
        }
        each! { small single double flag text bytes instant moment day clock uuid decimal }
        let computed = Sample::query().order_by((Sample::decimal + rust_decimal::Decimal::ONE).asc());
        assert_eq!(computed.page(3, None, db).await.is_ok(), db.dialect() == Dialect::Postgres);
    }
}
