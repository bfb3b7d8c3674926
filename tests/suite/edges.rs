//! Where names, numbers, patterns and transactions come to their edges.

use futures::{StreamExt, TryStreamExt};
use orm::prelude::*;

use crate::support::cases;

/// Its second occurrence in a statement would be called `shelf_2`, as the next table is.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: i64,
    pub name: String,
    #[foreign_key(Shelf, related_name = parts)]
    pub whole_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "shelf_2")]
pub struct SecondShelf {
    pub id: i64,
    pub name: String,
    #[foreign_key(Shelf, related_name = seconds)]
    pub shelf_id: i64,
}

/// As long a name as Postgres keeps, so that nothing can be put behind it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "a_table_whose_name_is_exactly_as_long_as_postgres_will_keep_123")]
pub struct LongName {
    pub id: i64,
    pub name: String,
    #[foreign_key(LongName, related_name = parts)]
    pub whole_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Meter {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Reading {
    pub id: i64,
    pub small: i16,
    pub medium: i32,
    pub large: i64,
    pub precise: f32,
    #[foreign_key(Meter, related_name = readings)]
    pub meter_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Pair {
    pub id: i64,
    pub text: String,
    pub pattern: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Step {
    pub id: i64,
    pub height: Option<i64>,
    #[foreign_key(Step, name = before, related_name = nexts)]
    pub before_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Page {
    pub id: i64,
    #[column(unique)]
    pub slug: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Link {
    pub id: i64,
    #[foreign_key(Page, references = slug, name = page, related_name = links)]
    pub page_slug: Option<String>,
}

/// Three readings of one meter.
async fn readings(db: &Db) -> Meter {
    schema![Meter, Reading].create_all(db).await.unwrap();
    let meter = Meter::create().name("gas").save(db).await.unwrap();
    let rows = (0..3).map(|n| {
        let row = Reading::create().small(n).medium(i32::from(n));
        row.large(i64::from(n)).precise(0.1).meter(&meter)
    });
    Reading::create_many(rows).save(db).await.unwrap();
    meter
}

cases! {
    async fn an_alias_is_never_another_tables_name(db: Db) {
        schema![Shelf, SecondShelf].create_all(db).await.unwrap();
        let whole = Shelf::create().name("whole").save(db).await.unwrap();
        let part = whole.parts().create().name("part").save(db).await.unwrap();
        part.seconds().create().name("second").save(db).await.unwrap();
        let found = Shelf::filter(Shelf::parts.any(Shelf::seconds.any(SecondShelf::name.eq("second"))));
        assert_eq!(found.get(db).await.unwrap(), whole);
        let found = SecondShelf::filter(SecondShelf::shelf.then(Shelf::whole).is(&whole));
        assert_eq!(found.count(db).await.unwrap(), 1);
    }

    async fn an_alias_is_no_longer_than_a_name_may_be(db: Db) {
        schema![LongName].create_all(db).await.unwrap();
        let whole = LongName::create().name("whole").save(db).await.unwrap();
        let part = whole.parts().create().name("part").save(db).await.unwrap();
        let wholes = LongName::filter(LongName::parts.any(LongName::name.eq("part")));
        assert_eq!(wholes.all(db).await.unwrap(), [whole]);
        let parts = LongName::filter(LongName::whole.has(LongName::parts.count().eq(1)));
        assert_eq!(parts.all(db).await.unwrap(), [part]);
    }

    /// The condition of an aggregate counts as depth, as that of `any` does.
    async fn aggregates_within_aggregates_do_not_exhaust_the_stack(db: Db) {
        readings(db).await;
        let deep = (0..100_000).fold(Reading::id.eq(1), |inner, _| {
            Reading::meter.has(Meter::readings.filter(inner).sum(Reading::small).gt(0))
        });
        let refused = Reading::filter(deep).count(db).await.unwrap_err();
        assert!(matches!(refused, Error::TooComplex { .. }), "{refused}");
    }

    async fn relations_nested_deeper_than_the_database_takes_are_refused(db: Db) {
        readings(db).await;
        let nested = |levels| {
            (0..levels).fold(Reading::id.eq(1), |inner, _| Reading::meter.has(Meter::readings.all(inner)))
        };
        assert!(Reading::filter(nested(10)).exists(db).await.is_ok());
        let deep = Reading::filter(nested(40)).timeout(std::time::Duration::from_millis(200));
        let deep = deep.exists(db).await;
        assert!(matches!(deep, Ok(_) | Err(Error::TooComplex { .. } | Error::Timeout { .. })), "{deep:?}");
    }

    async fn distinct_rows_may_be_ordered_by_anything(db: Db) {
        readings(db).await;
        let rows = Reading::query().distinct().order_by((Reading::meter.then(Meter::name).asc(), Reading::id.desc()));
        let small: Vec<i16> = rows.all(db).await.unwrap().iter().map(|row| row.small).collect();
        assert_eq!(small, [2, 1, 0]);
    }

    async fn a_sum_of_short_floats_is_a_long_one(db: Db) {
        readings(db).await;
        let sum = 3.0 * f64::from(0.1_f32);
        let close = Meter::readings.sum(Reading::precise).between(sum - 1e-12, sum + 1e-12);
        assert_eq!(Meter::filter(close).count(db).await.unwrap(), 1);
    }

    /// SQLite would store what no `i32` holds, and the row could not be read any more.
    async fn a_number_out_of_its_columns_range_is_not_stored(db: Db) {
        readings(db).await;
        let all = || Reading::query().unfiltered();
        all().set(Reading::large, i64::MAX).update(db).await.unwrap();
        for refused in [
            all().set(Reading::small, Reading::small + i16::MAX).update(db).await,
            all().set(Reading::medium, (Reading::medium + 1) * i32::MAX).update(db).await,
            all().set(Reading::large, Reading::large + 1).update(db).await,
        ] {
            assert!(matches!(refused, Err(Error::InvalidValue { .. })), "{refused:?}");
        }
        let sum = Meter::filter(Meter::readings.sum(Reading::large).gt(0)).count(db).await;
        assert!(matches!(sum, Err(Error::InvalidValue { .. })), "{sum:?}");
        let first = Reading::query().first(db).await.unwrap().unwrap();
        let stored = first.set(Reading::medium, Reading::medium * 2 - 7).update(db).await.unwrap();
        assert_eq!((stored.medium, stored.large), (-7, i64::MAX));
    }

    /// SQLite would compute a later row's value from what it has just stored in an earlier row.
    async fn new_values_are_computed_from_the_old_ones(db: Db) {
        schema![Step].create_all(db).await.unwrap();
        let first = Step::create().height(1).save(db).await.unwrap();
        let second = first.nexts().create().height(10).save(db).await.unwrap();
        second.nexts().create().height(100).save(db).await.unwrap();
        let above = Step::filter(Step::height.gt(0));
        let changed = above.set(Step::height, Step::before.then(Step::height)).update(db).await.unwrap();
        let heights = Step::query().order_by(Step::id.asc()).all(db).await.unwrap();
        let heights: Vec<Option<i64>> = heights.iter().map(|step| step.height).collect();
        assert_eq!((changed, heights), (3, vec![None, Some(1), Some(10)]));
        let all = Step::query().unfiltered();
        all.set(Step::height, Step::nexts.max(Step::height)).update(db).await.unwrap();
        let heights = Step::query().order_by(Step::id.asc()).all(db).await.unwrap();
        let heights: Vec<Option<i64>> = heights.iter().map(|step| step.height).collect();
        assert_eq!(heights, [Some(1), Some(10), None]);
    }

    /// The rows would be stored without their parent, and nobody told.
    async fn a_new_value_is_not_computed_from_the_rows_around_a_row(db: Db) {
        schema![Step].create_all(db).await.unwrap();
        Step::create().height(1).save(db).await.unwrap();
        let all = || Step::query().unfiltered();
        let highest = Step::height.max().over(window()).coalesce(0);
        let (refused, sent) = db.statements(all().set(Step::height, highest).update(db)).await;
        assert!(refused.unwrap_err().to_string().contains("`Step::height` cannot be set to what is computed"));
        assert_eq!(sent, 0);
        let highest = scalar(Step::query().select(Step::height.max())).of().coalesce(0);
        assert_eq!(all().set(Step::height, highest + 1).update(db).await.unwrap(), 1);
    }

    async fn a_row_without_the_column_that_is_referred_to_takes_no_children(db: Db) {
        schema![Page, Link].create_all(db).await.unwrap();
        let draft = Page::create().save(db).await.unwrap();
        let link = Link::create().save(db).await.unwrap();
        for refused in [
            draft.links().add([&link], db).await,
            draft.links().replace([&link], db).await,
            draft.links().create().save(db).await.map(drop),
            Link::create().page(&draft).save(db).await.map(drop),
        ] {
            assert!(matches!(&refused, Err(Error::InvalidValue { column, .. }) if column == "page_slug"), "{refused:?}");
        }
        draft.links().add([], db).await.unwrap();
        draft.links().clear(db).await.unwrap();
        assert!(draft.links().all(db).await.unwrap().is_empty());
    }

    async fn a_pattern_may_be_a_column(db: Db) {
        schema![Pair].create_all(db).await.unwrap();
        for (text, pattern, expected) in [
            ("abc", "a%", true),
            ("abc", "a_c", true),
            ("ABC", "a%", false),
            ("a%c", r"a\%c", true),
            ("abc", r"a\%c", false),
            ("a_c", r"a\_c", true),
            ("abc", r"a\_c", false),
            (r"a\c", r"a\\c", true),
            (r"a\bc", r"a\\%", true),
            ("abc", r"a\bc", true),
            ("a*c", "a*c", true),
            ("abc", "a*c", false),
            ("a[b]c?", "a[b]_?", true),
        ] {
            let row = Pair::create().text(text).pattern(pattern).save(db).await.unwrap();
            for is_like in [Pair::text.like(Pair::pattern), Pair::text.like(pattern)] {
                let found = Pair::by_key(row.id).filter(is_like).exists(db).await.unwrap();
                assert_eq!(found, expected, "{text} like {pattern}");
            }
        }
    }

    async fn a_pattern_may_end_in_a_backslash(db: Db) {
        schema![Pair].create_all(db).await.unwrap();
        Pair::create().text(r"a\").pattern("").save(db).await.unwrap();
        for pattern in [r"a\", r"a\\", r"%\"] {
            assert!(Pair::filter(Pair::text.like(pattern)).exists(db).await.unwrap(), "{pattern}");
        }
    }

    async fn a_pattern_longer_than_the_database_takes_is_refused(db: Db) {
        schema![Pair].create_all(db).await.unwrap();
        let long = "a%*_".repeat(20_000);
        Pair::create().text(&long).pattern("").save(db).await.unwrap();
        assert!(Pair::filter(Pair::text.contains(&long)).exists(db).await.unwrap());
        for found in [
            Pair::filter(Pair::text.starts_with(&long)).exists(db).await,
            Pair::filter(Pair::text.ieq(&long)).exists(db).await,
        ] {
            assert!(matches!(found, Ok(true) | Err(Error::TooComplex { limit: 50_000, .. })), "{found:?}");
        }
    }

    async fn a_filter_folded_from_nothing_in_any_way_does_not_write(db: Db) {
        readings(db).await;
        let none = Vec::<Expr<Reading, bool>>::new;
        for refused in [
            Reading::filter(all_of(none())).delete(db).await,
            Reading::query().exclude(any_of(none())).delete(db).await,
            Reading::filter(!any_of(none())).delete(db).await,
            Reading::filter(any_of([all_of(none())])).delete(db).await,
        ] {
            assert!(matches!(refused, Err(Error::Configuration { .. })), "{refused:?}");
        }
        assert_eq!(Reading::filter(any_of(none())).delete(db).await.unwrap(), 0);
        assert_eq!(Reading::query().count(db).await.unwrap(), 3);
    }

    async fn a_read_only_transaction_streams(db: Db) {
        readings(db).await;
        let read_only = || TransactionOptions::new().read_only();
        let rows = db.transaction_with(read_only(), async |tx| {
            Reading::query().with(Reading::meter).stream(tx).try_collect::<Vec<_>>().await
        });
        assert_eq!(rows.await.unwrap().len(), 3);
        let half = db.transaction_with(read_only(), async |tx| {
            let mut rows = Reading::query().stream(tx);
            rows.next().await.unwrap().map(drop)
        });
        half.await.unwrap();
        let written = db.transaction_with(read_only(), async |tx| {
            let mut rows = Reading::query().stream(tx);
            rows.next().await.unwrap()?;
            Reading::query().unfiltered().delete(tx).await
        });
        written.await.unwrap_err();
        assert_eq!(Reading::query().unfiltered().delete(db).await.unwrap(), 3);
    }
}
