//! The types of other crates.

use super::*;

#[cfg(feature = "uuid")]
#[tokio::test]
async fn uuids() {
    use uuid::Uuid;
    check(vec![
        Uuid::nil(),
        Uuid::from_u128(1),
        Uuid::from_u128(1 << 127),
        Uuid::max(),
    ])
    .await;
    check(sample(any::<u128>().prop_map(Uuid::from_u128), Uuid::cmp)).await;
    for mut database in Database::all().await {
        if let Database::Postgres(_) = database {
            check_array(&mut database, vec![vec![Uuid::nil(), Uuid::max()]]).await;
        }
    }
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals() {
    use rust_decimal::Decimal;
    let parse = |text: &str| text.parse::<Decimal>().unwrap();
    check(vec![
        Decimal::MIN,
        parse("-10"),
        parse("-9.99"),
        parse("-0.0000000000000000000000000001"),
        parse("0.00"),
        parse("0.0000000000000000000000000001"),
        parse("0.1"),
        parse("1.5"),
        parse("9"),
        parse("10.0"),
        parse("10000"),
        parse("100000000.00000001"),
        Decimal::MAX,
    ])
    .await;
    let any_decimal = (any::<i128>(), 0_u32..96, 0_u32..=28).prop_map(|(bits, shift, scale)| {
        Decimal::from_i128_with_scale((bits >> 32) >> shift, scale)
    });
    check(sample(any_decimal, Decimal::cmp)).await;

    for mut database in Database::all().await {
        database.create_table(SqlType::Decimal).await;
        let insert = "INSERT INTO t VALUES (?1)";
        database
            .fetch::<i64>(insert, &[bound(&parse("1.50"))])
            .await
            .unwrap();
        let found: Vec<Decimal> = database
            .fetch("SELECT v FROM t WHERE v = ?1", &[bound(&parse("1.5000"))])
            .await
            .unwrap();
        assert_eq!(found[0].to_string(), "1.5");
    }
    let Some(mut database) = postgres().await else {
        return;
    };
    for refused in [
        "'NaN'",
        "'Infinity'",
        "'-Infinity'",
        "1e30",
        "1e-29",
        "1e100000",
        "1e-16000",
    ] {
        let text = format!("SELECT {refused}::numeric");
        assert!(
            database.fetch::<Decimal>(&text, &[]).await.is_err(),
            "{refused}"
        );
    }
    for (accepted, number) in [
        ("1.500::numeric(10, 3)", "1.5"),
        ("1e28", "10000000000000000000000000000"),
    ] {
        let text = format!("SELECT {accepted}::numeric");
        assert_eq!(
            database.fetch::<Decimal>(&text, &[]).await.unwrap(),
            [parse(number)]
        );
    }
}

#[cfg(feature = "json")]
#[tokio::test]
async fn json() {
    use crate::types::Json;
    use serde_json::json;
    for mut database in Database::all().await {
        for value in [
            json!(null),
            json!({}),
            json!([]),
            json!(""),
            json!("é\"\\\n\u{10FFFF}"),
            json!(1e16),
            json!([1, 1.0, -0.5, 1e300, 5e-324, 0.1, u64::MAX, i64::MIN, 1e22]),
            json!({"b": {"a": [null, true]}, "a": 1, "": 2, "é": 3}),
        ] {
            database.create_table(SqlType::Json).await;
            let insert = "INSERT INTO t VALUES (?1)";
            database
                .fetch::<i64>(insert, &[bound(&value)])
                .await
                .unwrap();
            let read: Vec<Option<serde_json::Value>> =
                database.fetch("SELECT v FROM t", &[]).await.unwrap();
            assert_eq!(read, [Some(value.clone())]);
            let read: Vec<Json<serde_json::Value>> =
                database.fetch("SELECT v FROM t", &[]).await.unwrap();
            assert_eq!(read, [Json(value)]);
        }
        check_null::<serde_json::Value>(&mut database).await;
        let error = database
            .fetch::<Json<i64>>("SELECT v FROM t", &[])
            .await
            .unwrap_err();
        assert!(error.to_string().contains("found NULL"), "{error}");
    }
    let nul = json!({"a\0": 1});
    check_refused(vec![nul, json!(["\0"]), json!("\\\0")], true, true).await;
    check_refused(vec![json!("\\u0000")], false, false).await;
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    check_refused(vec![deep], true, true).await;

    let Some(mut database) = postgres().await else {
        return;
    };
    let read = database
        .fetch::<serde_json::Value>("SELECT '{\"a\": 1}'::json", &[])
        .await;
    assert_eq!(read.unwrap(), [json!({"a": 1})]);
    let read = database
        .fetch::<serde_json::Value>("SELECT '1e400'::jsonb", &[])
        .await;
    assert!(matches!(read, Err(Error::Decode { .. })));
}

#[cfg(feature = "chrono")]
#[tokio::test]
async fn chrono() {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let time = |hour, minute, second, micro| {
        NaiveTime::from_hms_micro_opt(hour, minute, second, micro).unwrap()
    };
    let dates = vec![
        date(0, 1, 1),
        date(1, 1, 1),
        date(1969, 12, 31),
        date(1970, 1, 1),
        date(2000, 1, 1),
        date(2024, 2, 29),
        date(9999, 12, 31),
    ];
    let times = vec![
        time(0, 0, 0, 0),
        time(0, 0, 0, 1),
        time(12, 30, 0, 0),
        time(23, 59, 59, 999_999),
    ];
    let moments: Vec<NaiveDateTime> = dates
        .iter()
        .flat_map(|date| times.iter().map(|time| date.and_time(*time)))
        .collect();
    let instants: Vec<DateTime<Utc>> = moments.iter().map(NaiveDateTime::and_utc).collect();
    check(dates).await;
    check(times.clone()).await;
    check(moments).await;
    check(instants).await;
    let micros = date(0, 1, 1)
        .and_time(times[0])
        .and_utc()
        .timestamp_micros()
        ..date(9999, 12, 31)
            .and_time(times[3])
            .and_utc()
            .timestamp_micros();
    check(sample(
        micros.prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap()),
        DateTime::cmp,
    ))
    .await;

    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
    check_refused(vec![leap], true, true).await;
    check_refused(
        vec![date(2016, 12, 31).and_time(leap).and_utc()],
        true,
        true,
    )
    .await;
    check_refused(vec![date(-1, 12, 31), date(10_000, 1, 1)], false, true).await;
    check_refused(vec![NaiveDate::MIN, date(-4713, 11, 23)], true, true).await;
    check_refused(vec![DateTime::<Utc>::MIN_UTC], true, true).await;

    let Some(mut database) = postgres().await else {
        return;
    };
    check_array(
        &mut database,
        vec![vec![date(-4713, 11, 24), date(262_142, 1, 1)]],
    )
    .await;
    check_array(
        &mut database,
        vec![vec![DateTime::<Utc>::MAX_UTC.with_nanos_cut()]],
    )
    .await;
    check_array(&mut database, vec![times]).await;
    for refused in ["'infinity'", "'-infinity'", "'294276-12-31'"] {
        let text = format!("SELECT {refused}::timestamptz");
        assert!(
            database.fetch::<DateTime<Utc>>(&text, &[]).await.is_err(),
            "{refused}"
        );
        let text = format!("SELECT {refused}::timestamp");
        assert!(
            database.fetch::<NaiveDateTime>(&text, &[]).await.is_err(),
            "{refused}"
        );
        let text = format!("SELECT {refused}::date");
        assert!(
            database.fetch::<NaiveDate>(&text, &[]).await.is_err(),
            "{refused}"
        );
    }
    assert!(
        database
            .fetch::<NaiveTime>("SELECT '24:00'::time", &[])
            .await
            .is_err()
    );
    assert!(
        database
            .fetch::<NaiveDate>("SELECT now()", &[])
            .await
            .is_err()
    );
}

#[cfg(feature = "chrono")]
trait Cut {
    fn with_nanos_cut(self) -> Self;
}

#[cfg(feature = "chrono")]
impl Cut for chrono::DateTime<chrono::Utc> {
    fn with_nanos_cut(self) -> Self {
        chrono::DateTime::from_timestamp_micros(self.timestamp_micros()).unwrap()
    }
}

#[cfg(feature = "time")]
#[tokio::test]
async fn time() {
    use ::time::macros::{date, datetime, time};
    check(vec![
        date!(0000 - 01 - 01),
        date!(1970 - 01 - 01),
        date!(2024 - 02 - 29),
        date!(9999 - 12 - 31),
    ])
    .await;
    check(vec![
        time!(00:00),
        time!(00:00:00.000_001),
        time!(23:59:59.999_999),
    ])
    .await;
    check(vec![
        datetime!(0000-01-01 00:00),
        datetime!(1969-12-31 23:59:59.999_999),
        datetime!(1970-01-01 00:00),
        datetime!(9999-12-31 23:59:59.999_999),
    ])
    .await;
    check(vec![
        datetime!(0000-01-01 00:00 UTC),
        datetime!(2024-01-01 01:00 +02:00),
        datetime!(2024-01-01 00:00 UTC),
        datetime!(2024-01-01 00:00 -01:00),
        datetime!(9999-12-31 23:59:59.999_999 UTC),
    ])
    .await;
}
