use std::collections::HashSet;

use orm::prelude::*;

use super::sample::Sample;
use super::stored;
use crate::support::cases;

/// The same of each group of rows: those whose flag is false come first.
fn of_groups<T>(rows: &[Sample], of: impl Fn(&[&Sample]) -> T) -> Vec<T> {
    let group = |flag| {
        rows.iter()
            .filter(move |row| row.flag == flag)
            .collect::<Vec<_>>()
    };
    [false, true].map(|flag| of(&group(flag))).into()
}

/// An aggregate of each group, and what Rust makes of the group's rows.
macro_rules! checks {
    ($db:expr, $rows:expr; $($name:literal: $aggregate:expr, |$group:ident| $expected:expr;)*) => {$(
        let groups = Sample::query().group_by(Sample::flag).select($aggregate).order_by(Sample::flag.asc());
        let got = groups.clone().all($db).await;
        let got = got.unwrap_or_else(|error| panic!("{}: {error:?}", $name));
        assert_eq!(got, of_groups(&$rows, |$group| $expected), "{}\n{}", $name, groups.sql($db.dialect()));
    )*};
}

cases! {
    async fn aggregates_of_groups(db: Db) {
        let rows = stored(db).await;
        let large = |row: &&Sample| i64::from(row.number);
        checks! { db, rows;
            "count": count(), |group| group.len() as i64;
            "count of values": Sample::maybe_text.count(), |group| {
                group.iter().filter(|row| row.maybe_text.is_some()).count() as i64
            };
            "count of distinct": Sample::number.count().distinct(), |group| {
                group.iter().map(|row| row.number).collect::<HashSet<_>>().len() as i64
            };
            "count of some": count().filter(Sample::number.lt(0)).filter(Sample::maybe_number.is_null()), |group| {
                group.iter().filter(|row| row.number < 0 && row.maybe_number.is_none()).count() as i64
            };
            "sum": Sample::number.cast::<i64>().sum(), |group| Some(group.iter().map(large).sum());
            "sum of 32 bits": (Sample::number / 1000).sum(), |group| {
                Some(group.iter().map(|row| i64::from(row.number / 1000)).sum())
            };
            "sum of distinct": Sample::number.cast::<i64>().sum().distinct(), |group| {
                Some(group.iter().map(large).collect::<HashSet<_>>().into_iter().sum())
            };
            "sum of none": Sample::number.sum().filter(Sample::id.lt(0)), |_group| None;
            "sum of floats": Sample::number.cast::<f64>().sum(), |group| {
                Some(group.iter().map(large).sum::<i64>() as f64)
            };
            "mean": Sample::number.avg(), |group| {
                Some(group.iter().map(large).sum::<i64>() as f64 / group.len() as f64)
            };
            "mean of values": Sample::maybe_number.avg(), |group| {
                let values: Vec<i64> = group.iter().filter_map(|row| row.maybe_number).map(i64::from).collect();
                Some(values.iter().sum::<i64>() as f64 / values.len() as f64)
            };
            "least": Sample::large.min(), |group| group.iter().map(|row| row.large).min();
            "greatest": Sample::maybe_number.max(), |group| group.iter().filter_map(|row| row.maybe_number).max();
            "greatest float": Sample::float.max(), |group| group.iter().map(|row| row.float).reduce(f64::max);
            "least of some": Sample::short.min().filter(Sample::short.gt(0.0)), |group| {
                group.iter().map(|row| row.short).filter(|&short| short > 0.0).reduce(f32::min)
            };
            "calculated": Sample::large.max().coalesce(0) / count(), |group| {
                Some(group.iter().map(|row| row.large).max().unwrap_or(0) / group.len() as i64)
            };
            "case": case().when(count().gt(1000), "many").otherwise("few"), |_group| "few".to_owned();
        }
    }

    async fn groups_that_are_left(db: Db) {
        let rows = stored(db).await;
        let negative = count().filter(Sample::number.lt(0));
        let most = of_groups(&rows, |group| group.iter().filter(|row| row.number < 0).count() as i64);
        let limit = *most.iter().min().unwrap();
        let left = Sample::query().group_by(Sample::flag).having(negative.clone().gt(limit));
        let expected = most.into_iter().filter(|&count| count > limit);
        assert_eq!(left.select(negative).all(db).await.unwrap(), expected.collect::<Vec<_>>());
    }
}
