use std::collections::HashSet;

use orm::prelude::*;
use orm::query::Window;

use super::sample::Sample;
use super::{checks, stored};
use crate::support::cases;

/// The rows that agree with a row in their flag, by number and then by key.
fn around<'r>(rows: &'r [Sample], row: &Sample) -> Vec<&'r Sample> {
    let mut same: Vec<&Sample> = rows.iter().filter(|other| other.flag == row.flag).collect();
    same.sort_by_key(|other| (other.number, other.id));
    same
}

fn place(rows: &[&Sample], row: &Sample) -> usize {
    rows.iter().position(|other| other.id == row.id).unwrap()
}

/// Which of the parts a place is in: the first ones have one row more where they cannot all have the same number.
fn part(place: usize, rows: usize, parts: usize) -> i32 {
    let ends = (1..=parts).scan(0, |end, part| {
        *end += rows / parts + usize::from(part <= rows % parts);
        Some(*end)
    });
    ends.take_while(|&end| end <= place).count() as i32 + 1
}

fn each() -> Window<Sample> {
    partition_by(Sample::flag).order_by((Sample::number.asc(), Sample::id.asc()))
}

fn by_number() -> Window<Sample> {
    partition_by(Sample::flag).order_by(Sample::number.asc())
}

cases! {
    async fn places_among_rows(db: Db) {
        let rows = stored(db).await;
        let all = |row: &Sample| around(&rows, row).len();
        let place = |row: &Sample| place(&around(&rows, row), row);
        let before = |row: &Sample| around(&rows, row).iter().filter(|other| other.number < row.number).count();
        let until = |row: &Sample| around(&rows, row).iter().filter(|other| other.number <= row.number).count();
        let smaller = |row: &Sample| {
            let rows = around(&rows, row).into_iter();
            rows.map(|other| other.number).filter(|&number| number < row.number).collect::<HashSet<_>>().len()
        };
        checks! { db;
            "row_number": row_number().over(each()), |row| place(row) as i64 + 1;
            "rank": rank().over(by_number()), |row| before(row) as i64 + 1;
            "dense_rank": dense_rank().over(by_number()), |row| smaller(row) as i64 + 1;
            "percent_rank": percent_rank().over(by_number()), |row| before(row) as f64 / (all(row) - 1) as f64;
            "cume_dist": cume_dist().over(by_number()), |row| until(row) as f64 / all(row) as f64;
            "ntile": ntile(7).over(each()), |row| part(place(row), all(row), 7);
            "ntile of more parts than rows": ntile(1000).over(each()), |row| place(row) as i32 + 1;
        }
    }

    async fn values_of_other_rows(db: Db) {
        let rows = stored(db).await;
        let at = |row: &Sample, distance: i64| -> Option<Sample> {
            let around = around(&rows, row);
            let place = place(&around, row) as i64 + distance;
            Some((*around.get(usize::try_from(place).ok()?)?).clone())
        };
        let nth = |row: &Sample, number: usize| around(&rows, row)[number].clone();
        let last = |row: &Sample| around(&rows, row).last().map(|&last| last.clone()).unwrap();
        checks! { db;
            "lag": Sample::text.lag(1).over(each()), |row| at(row, -1).map(|other| other.text);
            "lag of null": Sample::maybe_number.lag(2).over(each()), |row| at(row, -2).and_then(|other| other.maybe_number);
            "lag by nothing": Sample::float.lag(0).over(each()), |row| Some(row.float);
            "lead": Sample::large.lead(1).over(each()), |row| at(row, 1).map(|other| other.large);
            "lead of null": Sample::maybe_text.lead(3).over(each()), |row| at(row, 3).and_then(|other| other.maybe_text);
            "lead beyond": Sample::flag.lead(1000).over(each()), |_row| None;
            "first_value": Sample::text.first_value().over(each()), |row| Some(nth(row, 0).text);
            "last_value": Sample::text.last_value().over(each().rows(..)), |row| Some(last(row).text);
            "last_value so far": Sample::number.last_value().over(by_number()), |row| Some(row.number);
            "nth_value": Sample::maybe_float.nth_value(3).over(each().rows(..)), |row| nth(row, 2).maybe_float;
            "nth_value of too few": Sample::id.nth_value(2).over(each().rows(0..=0)), |_row| None;
        }
    }

    async fn aggregates_of_the_rows_around_a_row(db: Db) {
        let rows = stored(db).await;
        // The numbers of the rows from one distance to another.
        let numbers = |row: &Sample, from: i64, to: i64| -> Vec<i64> {
            let around = around(&rows, row);
            let place = place(&around, row) as i64;
            let within = around.iter().zip(0..).filter(|(_, at)| (place + from..=place + to).contains(at));
            within.map(|(other, _)| i64::from(other.number)).collect()
        };
        let mean = |numbers: Vec<i64>| numbers.iter().sum::<i64>() as f64 / numbers.len() as f64;
        let number = || Sample::number.cast::<i64>();
        let known = |row: &Sample| around(&rows, row).iter().filter(|other| other.maybe_number > Some(0)).count() as i64;
        checks! { db;
            "count": count().over(partition_by(Sample::flag)), |row| around(&rows, row).len() as i64;
            "count of all": count().over(window()), |_row| rows.len() as i64;
            "count of some": count().filter(Sample::maybe_number.gt(0)).over(partition_by(Sample::flag)), |row| known(row);
            "sum so far": number().sum().over(each()), |row| Some(numbers(row, -1000, 0).iter().sum());
            "sum of equals": number().sum().over(by_number()), |row| {
                let rows = around(&rows, row).into_iter();
                Some(rows.filter(|other| other.number <= row.number).map(|other| i64::from(other.number)).sum())
            };
            "mean of neighbours": number().avg().over(each().rows(-1..=1)), |row| Some(mean(numbers(row, -1, 1)));
            "greatest of those before": Sample::number.max().over(each().rows(..0)), |row| {
                numbers(row, -1000, -1).into_iter().max().map(|number| number as i32)
            };
            "least of the two after": Sample::number.min().over(each().rows(1..3)), |row| {
                numbers(row, 1, 2).into_iter().min().map(|number| number as i32)
            };
        }
    }

    async fn distinct_values_of_a_window_are_refused(db: Db) {
        let distinct = Sample::flag.count().distinct().over(window());
        let (refused, statements) = db.statements(Sample::query().select(distinct).all(db)).await;
        assert!(matches!(refused, Err(Error::Unsupported { .. })), "{refused:?}");
        assert_eq!(statements, 0);
    }
}
