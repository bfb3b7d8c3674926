//! What is asked of groups, of whole sets and of windows, where it is said twice, said of the wrong rows, or of no row at all.
#![allow(
    clippy::reversed_empty_ranges,
    reason = "that such a frame is refused is what is tested"
)]

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Poet {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Poem {
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub rating: Option<i32>,
    #[foreign_key(Poet, related_name = poems)]
    pub poet_id: i64,
    #[foreign_key(Poet, related_name = edited)]
    pub editor_id: Option<i64>,
}

/// Five poems of two poets, of which the last two have an editor.
async fn fill(db: &Db) -> [Poet; 2] {
    schema![Poet, Poem].create_all(db).await.unwrap();
    let poet = async |name: &str| Poet::create().name(name).save(db).await.unwrap();
    let [ann, bob] = [poet("Ann").await, poet("Bob").await];
    let poems = [
        ("Ash", 1800, Some(1), &ann, None),
        ("Ale", 1800, None, &ann, None),
        ("Bay", 1810, Some(2), &ann, None),
        ("Bee", 1820, None, &bob, Some(&ann)),
        ("Cat", 1820, Some(2), &bob, Some(&bob)),
    ];
    let poems = poems.map(|(title, year, rating, poet, editor)| {
        let poem = Poem::create().title(title).year(year).rating(rating);
        poem.poet(poet).editor(editor)
    });
    Poem::create_many(poems).save(db).await.unwrap();
    [ann, bob]
}

/// The query is refused before anything is sent, in words that begin so.
async fn refuses<T: std::fmt::Debug>(
    db: &Db,
    query: impl Future<Output = Result<T, Error>>,
    words: &str,
) {
    let before = db.statement_count();
    let refused = query.await.unwrap_err();
    assert!(
        matches!(refused, Error::Configuration { .. }),
        "{refused:?}"
    );
    assert!(refused.to_string().starts_with(words), "{refused}");
    assert_eq!(db.statement_count(), before);
}

cases! {
    async fn a_key_that_binds_values_may_be_ordered_by(db: Db) {
        fill(db).await;
        let initial = || Poem::title.substr(1, 1);
        let grouped = || Poem::query().group_by(initial());
        let counts = grouped().select(count()).order_by(initial().desc());
        assert_eq!(counts.all(db).await.unwrap(), [1, 2, 2]);
        let both = grouped().select((count(), initial())).order_by(initial().asc());
        let both = both.all(db).await.unwrap();
        assert_eq!(both, [(2, "A".to_owned()), (2, "B".to_owned()), (1, "C".to_owned())]);
    }

    async fn a_key_that_binds_values_may_stand_in_a_larger_expression(db: Db) {
        fill(db).await;
        let rating = || Poem::rating.coalesce(0);
        let larger: Vec<(i32, i64)> = Poem::query()
            .group_by(rating())
            .select((rating() * 10 + 1, count()))
            .having(rating().lt(2))
            .order_by((rating() + 5).desc())
            .all(db)
            .await
            .unwrap();
        assert_eq!(larger, [(11, 1), (1, 2)]);
        let age = || case().when(Poem::year.lt(1815), "old").otherwise("new");
        let ages = Poem::query().group_by((age(), rating())).select((age().upper(), rating(), count()));
        let ages = ages.order_by((age().desc(), rating().asc())).all(db).await.unwrap();
        let row = |age: &str, rating, count| (age.to_owned(), rating, count);
        assert_eq!(
            ages,
            [row("OLD", 0, 1), row("OLD", 1, 1), row("OLD", 2, 1), row("NEW", 0, 1), row("NEW", 2, 1)]
        );
    }

    async fn a_group_may_be_asked_for_what_its_rows_have_in_common(db: Db) {
        fill(db).await;
        let years = || Poem::query().group_by(Poem::year).select(Poem::year).order_by(Poem::year.asc());
        let late = years().having(Poem::year.gt(1805));
        assert_eq!(late.all(db).await.unwrap(), [1810, 1820]);
        let mixed = years().having(count().gt(1) & Poem::year.gt(1805));
        assert_eq!(mixed.all(db).await.unwrap(), [1820]);
        let either = years().having(count().eq(1).or(Poem::year.lt(1805)));
        assert_eq!(either.all(db).await.unwrap(), [1800, 1810]);
        let ungrouped = years().having(count().gt(1) & Poem::title.eq("Ash"));
        refuses(db, ungrouped.all(db), "`Poem::title` is read of groups of rows").await;
    }

    async fn whether_there_is_a_related_row_is_asked_of_the_row(db: Db) {
        fill(db).await;
        let edited = || Poem::editor.then(Poet::name.coalesce("?"));
        let by_editor = Poem::query().group_by(Poem::year).select((edited(), count()));
        refuses(db, by_editor.all(db), "`Poem::editor_id` is read of groups of rows").await;
        let by_editor = Poem::query().group_by(edited()).select((edited(), count()));
        let by_editor = by_editor.order_by(count().desc()).all(db).await.unwrap();
        assert_eq!(by_editor[0], (None, 3));
    }

    async fn a_page_is_cut_before_all_of_it_is_aggregated(db: Db) {
        fill(db).await;
        let newest = || Poem::query().order_by(Poem::year.desc());
        assert_eq!(newest().offset(2).select(count()).get(db).await.unwrap(), 3);
        assert_eq!(newest().limit(2).select(count()).all(db).await.unwrap(), [2]);
        assert_eq!(newest().limit(0).select(count()).first(db).await.unwrap(), Some(0));
        assert_eq!(newest().select(count()).last(db).await.unwrap(), Some(5));
        assert_eq!(newest().select(count()).get(db).await.unwrap(), 5);
        let (poems, oldest) = newest().limit(3).select((count(), Poem::year.min())).get(db).await.unwrap();
        assert_eq!((poems, oldest), (3, Some(1810)));
        let several = newest().limit(2).select(count()).having(count().gt(2));
        assert_eq!(several.all(db).await.unwrap(), [0_i64; 0]);
    }

    async fn a_page_that_is_aggregated_asks_the_same_enclosing_row(db: Db) {
        fill(db).await;
        let before = Poem::filter(Poem::year.lt(outer(Poem::year))).order_by(Poem::id.asc()).limit(2);
        let rows = Poem::query().select((Poem::title, scalar(before.select(count())))).order_by(Poem::id.asc());
        let counts: Vec<_> = rows.all(db).await.unwrap().into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [Some(0), Some(0), Some(2), Some(2), Some(2)]);
    }

    async fn a_column_of_an_enclosing_row_stays_that_rows(db: Db) {
        let [ann, bob] = fill(db).await;
        // Of the poet reached from a poem, within a sub-query for poems.
        let edits_own = |poet| Poem::filter(exists(Poet::filter(Poet::id.eq(outer(Poem::editor_id)) & Poet::id.eq(poet))));
        let has_edited = Poem::poet.has(exists(edits_own(outer(Poet::id))));
        let titles = Poem::filter(has_edited).select(Poem::title).order_by(Poem::id.asc());
        assert_eq!(titles.all(db).await.unwrap().len(), 5);
        // Of the poet in between, though the poem's own poet is reached as well.
        let edits = exists(Poem::filter(Poem::editor_id.eq(outer(Poet::id))));
        let another = exists(Poet::filter(Poet::name.eq("Bob") & edits));
        assert_eq!(Poem::filter(Poem::poet.has(another)).count(db).await.unwrap(), 5);
        // Twice the same table: each means the nearest one.
        let later = exists(Poem::filter(Poem::year.gt(outer(Poem::year)) & Poem::poet_id.ne(outer(Poem::poet_id))));
        let same_year_before_later = Poem::filter(Poem::year.eq(outer(Poem::year)) & Poem::id.ne(outer(Poem::id)) & later);
        let found = Poem::filter(exists(same_year_before_later)).select(Poem::title).order_by(Poem::id.asc());
        assert_eq!(found.all(db).await.unwrap(), ["Ash", "Ale"]);
        assert!(ann.id < bob.id);
    }

    async fn whether_a_query_has_a_row_is_a_value_by_itself(db: Db) {
        fill(db).await;
        let edited = || exists(Poem::filter(Poem::editor_id.eq(outer(Poet::id))));
        let old = || exists(Poem::filter(Poem::poet_id.eq(outer(Poet::id)) & Poem::year.lt(1805)));
        let rows = Poet::query().select((Poet::name, edited(), !old())).order_by(Poet::id.asc());
        let rows = rows.all(db).await.unwrap();
        assert_eq!(rows, [("Ann".to_owned(), true, false), ("Bob".to_owned(), true, true)]);
        assert_eq!(Poet::query().select(!old()).order_by(Poet::id.asc()).all(db).await.unwrap(), [false, true]);
        assert_eq!(Poet::filter(edited() & !old()).get(db).await.unwrap().name, "Bob");
        assert_eq!(Poet::filter(!edited() | old()).get(db).await.unwrap().name, "Ann");
        assert_eq!(Poet::filter(edited() & Poet::name.eq("Ann")).count(db).await.unwrap(), 1);
        assert_eq!(Poet::filter(Poet::name.eq("Bob") | old()).count(db).await.unwrap(), 2);
        assert_eq!(Poet::query().exclude(old()).count(db).await.unwrap(), 1);
    }

    async fn a_window_is_refused_where_it_is_not_known_yet(db: Db) {
        fill(db).await;
        let place = || row_number().over(window().order_by(Poem::year.asc()));
        refuses(db, Poem::query().select(place().max()).all(db), "an aggregate cannot ask for").await;
        let some = count().filter(place().gt(1));
        refuses(db, Poem::query().aggregate(some, db), "an aggregate cannot ask for").await;
        let groups = Poem::query().group_by(place()).select(count());
        refuses(db, groups.all(db), "rows cannot be grouped by").await;
        let first = Poet::filter(Poet::poems.any(place().eq(1)));
        refuses(db, first.all(db), "a filter cannot ask for").await;
        let sum = Poet::query().select(Poet::poems.max(place()));
        refuses(db, sum.all(db), "an aggregate cannot ask for").await;
        let keys = Poem::query().group_by(Poem::year).having(place().eq(1)).select(count());
        refuses(db, keys.all(db), "a filter cannot ask for").await;
        let twice = Poem::query().select(place().lag(1).over(window()));
        refuses(db, twice.all(db), "what is computed from the rows around a row").await;
    }

    async fn a_window_of_no_part_or_no_row_is_refused(db: Db) {
        fill(db).await;
        let by_year = || window().order_by(Poem::year.asc());
        refuses(db, Poem::query().select(ntile(0).over(by_year())).all(db), "`ntile` takes").await;
        let none = Poem::query().select(Poem::year.nth_value(0).over(by_year()));
        refuses(db, none.all(db), "`nth_value` counts").await;
        let turned = |rows| Poem::query().select(count().over(by_year().rows(rows))).all(db);
        refuses(db, turned(1..=-1), "the rows of a window end before they start").await;
        refuses(db, turned(0..=-1), "the rows of a window end before they start").await;
        let one = Poem::query().select(count().over(by_year().rows(0..=0)));
        assert_eq!(one.all(db).await.unwrap(), [1; 5]);
    }
}
