//! Every operator and function of a row's values on generated rows: each database's answers against those of Rust.

mod absent;
mod dates;
mod documents;
mod groups;
mod lists;
mod numbers;
mod sample;
mod texts;
mod windows;

use orm::prelude::*;
use orm::types::ColumnType;

use self::sample::{Sample, samples};

/// The samples, stored.
pub async fn stored(db: &Db) -> Vec<Sample> {
    schema![Sample].create_all(db).await.unwrap();
    let drafts = samples().into_iter().map(|sample| {
        Sample::create()
            .text(sample.text)
            .maybe_text(sample.maybe_text)
            .number(sample.number)
            .maybe_number(sample.maybe_number)
            .large(sample.large)
            .float(sample.float)
            .maybe_float(sample.maybe_float)
            .short(sample.short)
            .flag(sample.flag)
    });
    Sample::create_many(drafts).save(db).await.unwrap()
}

/// An expression of a row, and what Rust makes of the row.
pub async fn check<T>(
    name: &str,
    db: &Db,
    expression: impl Expression<Model = Sample, Type = T>,
    expected: impl Fn(&Sample) -> T,
) where
    T: ColumnType + PartialEq + std::fmt::Debug,
{
    let rows = Sample::query()
        .order_by(Sample::id.asc())
        .all(db)
        .await
        .unwrap();
    let query = Sample::query()
        .order_by(Sample::id.asc())
        .select(expression.into_expr());
    let sql = query.sql(db.dialect());
    let got = query.all(db).await;
    let got = got.unwrap_or_else(|error| panic!("{name}: {error:?}\n{sql}"));
    assert_eq!(got.len(), rows.len());
    for (row, got) in rows.iter().zip(got) {
        assert_eq!(got, expected(row), "{name} of {row:?}\n{sql}");
    }
}

/// Several of these, one on a line.
macro_rules! checks {
    ($db:expr; $($name:literal: $expression:expr, |$row:ident| $expected:expr;)*) => {
        $($crate::functions::check($name, $db, $expression, |$row| $expected).await;)*
    };
}
pub(crate) use checks;
