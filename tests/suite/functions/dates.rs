use crate::support::cases;

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{
        DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
    };
    use orm::prelude::*;

    use super::cases;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Event {
        pub id: i64,
        pub at: DateTime<Utc>,
        pub local: NaiveDateTime,
        pub day: NaiveDate,
        pub time: NaiveTime,
        pub maybe: Option<DateTime<Utc>>,
    }

    const MICROS: i64 = 1_000_000;

    /// Instants of the years 1 to 9998, with the edges of days, months and years.
    fn instants() -> Vec<DateTime<Utc>> {
        let edges = [
            "0001-01-10T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z",
            "2000-02-29T23:59:59.999999Z",
            "2023-01-31T12:00:00.000001Z",
            "2024-02-29T00:00:00Z",
            "2024-12-30T01:02:03.4Z",
            "2023-12-31T23:59:59.9995Z",
            "1900-03-01T06:00:00Z",
            "9998-12-31T23:59:59.999999Z",
            "2024-10-27T01:30:00Z",
            "2024-03-31T02:30:00Z",
        ];
        let mut all: Vec<DateTime<Utc>> = edges.iter().map(|text| text.parse().unwrap()).collect();
        let mut state = 7_u64;
        for _ in 0..150 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let seconds = (state >> 16) as i64 % 250_000_000_000 - 40_000_000_000;
            all.push(
                DateTime::from_timestamp_micros(seconds * MICROS + (state % 1_000_000) as i64)
                    .unwrap(),
            );
        }
        all
    }

    async fn stored(db: &Db) -> Vec<Event> {
        schema![Event].create_all(db).await.unwrap();
        let instants = instants();
        let rows = instants.iter().enumerate().map(|(position, at)| {
            let maybe = (position % 3 > 0).then(|| instants[instants.len() - 1 - position]);
            let naive = at.naive_utc();
            Event::create()
                .at(at)
                .local(naive)
                .day(naive.date())
                .time(naive.time())
                .maybe(maybe)
        });
        Event::create_many(rows).save(db).await.unwrap()
    }

    /// The beginning of a unit.
    fn begin(unit: Unit, time: NaiveDateTime) -> NaiveDateTime {
        let date = time.date();
        let first = |month| NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap();
        let midnight = |date: NaiveDate| date.and_hms_opt(0, 0, 0).unwrap();
        match unit {
            Unit::Year => midnight(first(1)),
            Unit::Quarter => midnight(first((date.month() - 1) / 3 * 3 + 1)),
            Unit::Month => midnight(first(date.month())),
            Unit::Week => {
                midnight(date - TimeDelta::days(date.weekday().num_days_from_monday().into()))
            }
            Unit::Day => midnight(date),
            Unit::Hour => date.and_hms_opt(time.hour(), 0, 0).unwrap(),
            Unit::Minute => date.and_hms_opt(time.hour(), time.minute(), 0).unwrap(),
            Unit::Second => date
                .and_hms_opt(time.hour(), time.minute(), time.second())
                .unwrap(),
        }
    }

    macro_rules! check {
        ($db:expr, $rows:expr; $($expression:expr, |$row:ident| $expected:expr;)*) => {$(
            let query = Event::query().order_by(Event::id.asc()).select($expression);
            let got = query.all($db).await.unwrap_or_else(|error| panic!("{}: {error:?}", stringify!($expression)));
            for ($row, got) in $rows.iter().zip(got) {
                assert_eq!(got, $expected, "{} of {:?}", stringify!($expression), $row);
            }
        )*};
    }

    cases! {
        async fn parts(db: Db) {
            let rows = stored(db).await;
            check! { db, rows;
                Event::at.year(), |row| row.at.year();
                Event::at.month(), |row| row.at.month() as i32;
                Event::at.day(), |row| row.at.day() as i32;
                Event::at.hour(), |row| row.at.hour() as i32;
                Event::at.minute(), |row| row.at.minute() as i32;
                Event::at.second(), |row| row.at.second() as i32;
                Event::at.weekday(), |row| row.at.weekday().number_from_monday() as i32;
                Event::at.date(), |row| row.day;
                Event::local.year(), |row| row.at.year();
                Event::local.second(), |row| row.at.second() as i32;
                Event::local.weekday(), |row| row.at.weekday().number_from_monday() as i32;
                Event::local.date(), |row| row.day;
                Event::day.year(), |row| row.at.year();
                Event::day.month(), |row| row.at.month() as i32;
                Event::day.day(), |row| row.at.day() as i32;
                Event::day.weekday(), |row| row.at.weekday().number_from_monday() as i32;
                Event::time.hour(), |row| row.at.hour() as i32;
                Event::time.minute(), |row| row.at.minute() as i32;
                Event::time.second(), |row| row.at.second() as i32;
                Event::maybe.year(), |row| row.maybe.map(|at| at.year());
                Event::maybe.date(), |row| row.maybe.map(|at| at.date_naive());
            }
        }

        async fn beginnings(db: Db) {
            let rows = stored(db).await;
            for unit in [Unit::Year, Unit::Quarter, Unit::Month, Unit::Week, Unit::Day, Unit::Hour, Unit::Minute, Unit::Second] {
                check! { db, rows;
                    Event::at.trunc(unit), |row| begin(unit, row.local).and_utc();
                    Event::local.trunc(unit), |row| begin(unit, row.local);
                    Event::day.trunc(unit), |row| begin(unit, row.day.and_hms_opt(0, 0, 0).unwrap()).date();
                    Event::maybe.trunc(unit), |row| row.maybe.map(|at| begin(unit, at.naive_utc()).and_utc());
                }
            }
        }

        async fn intervals(db: Db) {
            let rows = stored(db).await;
            let seconds = 86_400 * 3 - 7201;
            check! { db, rows;
                Event::at + Interval::seconds(seconds), |row| row.at + TimeDelta::seconds(seconds);
                Event::at - Interval::seconds(seconds), |row| row.at - TimeDelta::seconds(seconds);
                Event::at + Interval::days(40), |row| row.at + TimeDelta::days(40);
                Event::at + Interval::months(1), |row| row.at + Months::new(1);
                Event::local - Interval::minutes(90), |row| row.local - TimeDelta::minutes(90);
                Event::local + (Interval::months(1) + Interval::hours(5)), |row| row.local + Months::new(1) + TimeDelta::hours(5);
                Event::day + Interval::years(1), |row| row.day + Months::new(12);
                Event::day - Interval::weeks(1), |row| row.day - TimeDelta::days(7);
                Event::day - Interval::seconds(1), |row| row.day - TimeDelta::days(1);
                Event::maybe + Interval::hours(1), |row| row.maybe.map(|at| at + TimeDelta::hours(1));
                Event::at.seconds_since(Event::at - Interval::days(2)), |_row| 172_800.0;
                Event::at.seconds_since(Event::maybe), |row| row.maybe.map(|other| {
                    (row.at - other).num_microseconds().unwrap() as f64 / 1e6
                });
                Event::day.seconds_since(Event::day.trunc(Unit::Month)), |row| f64::from(row.day.day() - 1) * 86_400.0;
            }
            let late = Event::filter(Event::at.gt("2024-03-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() - TimeDelta::days(1)));
            assert!(late.count(db).await.unwrap() > 10);
        }

        /// Out of the years that SQLite has, a time is not read, and is still compared as it should.
        async fn the_end_of_time(db: Db) {
            let rows = stored(db).await;
            let far = Event::maybe + Interval::years(9000);
            let since = rows[0].at + TimeDelta::days(1);
            let count = rows.iter().filter(|row| row.maybe.is_some_and(|at| at + Months::new(9000 * 12) > since)).count();
            assert_eq!(Event::filter(far.clone().gt(since)).count(db).await.unwrap(), count as i64);
            let read = Event::query().select(far).all(db).await;
            match db.dialect() {
                Dialect::Sqlite => assert!(matches!(read, Err(Error::Decode { .. })), "{read:?}"),
                _ => assert!(read.unwrap().iter().flatten().any(|at| at.year() > 9999)),
            }
        }

        async fn the_clock_of_the_database(db: Db) {
            stored(db).await;
            let before = Utc::now() - TimeDelta::minutes(5);
            let changed = Event::filter(Event::id.eq(1)).set(Event::at, now()).set(Event::maybe, now() + Interval::days(1));
            let changed = changed.set(Event::local, now()).set(Event::day, now()).update(db).await.unwrap();
            assert_eq!(changed, 1);
            let row = Event::get(1, db).await.unwrap();
            assert!(row.at > before && row.at < before + TimeDelta::minutes(10), "{row:?}");
            assert_eq!(row.maybe, Some(row.at + TimeDelta::days(1)));
            assert_eq!(row.local, row.at.naive_utc());
            assert_eq!(row.day, row.at.date_naive());
            let recent = Event::filter(Event::at.between(now() - Interval::minutes(5), now()));
            assert_eq!(recent.get(db).await.unwrap(), row);
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use orm::prelude::*;
    use time::macros::{date, datetime};
    use time::{Date, OffsetDateTime};

    use super::cases;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Visit {
        pub id: i64,
        pub at: OffsetDateTime,
        pub day: Option<Date>,
    }

    cases! {
        async fn functions_of_its_types(db: Db) {
            schema![Visit].create_all(db).await.unwrap();
            let at = datetime!(2024-01-31 23:30:00.25 UTC);
            Visit::create().at(at).day(date!(2024-02-29)).save(db).await.unwrap();
            let parts = Visit::query().select((Visit::at.year(), Visit::at.date(), Visit::day.month(), Visit::day + Interval::years(1)));
            assert_eq!(parts.get(db).await.unwrap(), (2024, date!(2024-01-31), Some(2), Some(date!(2025-02-28))));
            let times = Visit::query().select((Visit::at.trunc(Unit::Hour), Visit::at + Interval::months(1)));
            assert_eq!(times.get(db).await.unwrap(), (datetime!(2024-01-31 23:00 UTC), datetime!(2024-02-29 23:30:00.25 UTC)));
            assert_eq!(Visit::filter(Visit::at.lt(now())).count(db).await.unwrap(), 1);
        }
    }
}
