//! Selected expressions, groups, aggregates, windows, sub-queries and sets of rows.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Country {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Writer {
    pub id: i64,
    pub name: String,
    #[foreign_key(Country, related_name = writers)]
    pub country_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Novel {
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub price: f64,
    pub rating: Option<i32>,
    #[foreign_key(Writer, related_name = novels)]
    pub writer_id: i64,
}

/// Four writers, one of them without a country and one without a novel.
async fn fill(db: &Db) -> [Writer; 4] {
    schema![Country, Writer, Novel]
        .create_all(db)
        .await
        .unwrap();
    let england = Country::create().name("England").save(db).await.unwrap();
    let france = Country::create().name("France").save(db).await.unwrap();
    let writer = async |name: &str, country: Option<&Country>| {
        Writer::create()
            .name(name)
            .country(country)
            .save(db)
            .await
            .unwrap()
    };
    let jane = writer("Jane", Some(&england)).await;
    let mary = writer("Mary", Some(&england)).await;
    let jules = writer("Jules", Some(&france)).await;
    let nobody = writer("Nobody", None).await;
    let novels = [
        ("Pride", 1813, 4.0, Some(5), &jane),
        ("Emma", 1815, 2.0, Some(3), &jane),
        ("Sense", 1811, 3.0, None, &jane),
        ("Frankenstein", 1818, 6.0, Some(5), &mary),
        ("Nautilus", 1870, 8.0, Some(4), &jules),
        ("Around", 1872, 1.0, None, &nobody),
    ];
    let novels = novels.map(|(title, year, price, rating, writer)| {
        Novel::create()
            .title(title)
            .year(year)
            .price(price)
            .rating(rating)
            .writer(writer)
    });
    Novel::create_many(novels).save(db).await.unwrap();
    [jane, mary, jules, nobody]
}

cases! {
async fn selects_expressions(db: Db) {
    fill(db).await;
    let rows: Vec<(String, i32, Option<String>)> = Novel::query()
        .select((
            Novel::title,
            Novel::year + 100,
            Novel::writer.then(Writer::country).then(Country::name),
        ))
        .order_by(Novel::year.asc())
        .limit(2)
        .all(db)
        .await
        .unwrap();
    assert_eq!(
        rows,
        [
            ("Sense".to_owned(), 1911, Some("England".to_owned())),
            ("Pride".to_owned(), 1913, Some("England".to_owned())),
        ]
    );
    let titles: Vec<String> = Novel::filter(Novel::year.lt(1814))
        .select(Novel::title)
        .order_by(Novel::title.desc())
        .all(db)
        .await
        .unwrap();
    assert_eq!(titles, ["Sense", "Pride"]);
    let last = Novel::query().select(Novel::title).last(db).await.unwrap();
    assert_eq!(last.as_deref(), Some("Around"));
}

async fn gives_each_value_once(db: Db) {
    fill(db).await;
    let ratings = Novel::query().select(Novel::rating).distinct();
    assert_eq!(ratings.clone().count(db).await.unwrap(), 4);
    let ratings = ratings
        .order_by(Novel::rating.asc().nulls_first())
        .all(db)
        .await
        .unwrap();
    assert_eq!(ratings, [None, Some(3), Some(4), Some(5)]);
}

async fn groups_rows(db: Db) {
    let [jane, mary, jules, nobody] = fill(db).await;
    let by_writer = Novel::query()
        .group_by(Novel::writer_id)
        .select((
            Novel::writer_id,
            count(),
            Novel::price.sum(),
            Novel::rating.avg(),
        ))
        .order_by(Novel::writer_id.asc());
    let rows: Vec<(i64, i64, Option<f64>, Option<f64>)> = by_writer.clone().all(db).await.unwrap();
    assert_eq!(
        rows,
        [
            (jane.id, 3, Some(9.0), Some(4.0)),
            (mary.id, 1, Some(6.0), Some(5.0)),
            (jules.id, 1, Some(8.0), Some(4.0)),
            (nobody.id, 1, Some(1.0), None),
        ]
    );
    assert_eq!(by_writer.clone().count(db).await.unwrap(), 4);
    assert!(by_writer.clone().exists(db).await.unwrap());
    let dear = by_writer.having(count().gt(1) | Novel::price.max().ge(8.0));
    assert_eq!(dear.clone().count(db).await.unwrap(), 2);
    assert_eq!(dear.all(db).await.unwrap().len(), 2);
}

async fn groups_over_a_relation(db: Db) {
    fill(db).await;
    let country = || Novel::writer.then(Writer::country).then(Country::name);
    let rows: Vec<(Option<String>, i64)> = Novel::query()
        .select((country(), count()))
        .group_by(country())
        .order_by((count().desc(), country().asc()))
        .all(db)
        .await
        .unwrap();
    assert_eq!(
        rows,
        [
            (Some("England".to_owned()), 4),
            (Some("France".to_owned()), 1),
            (None, 1),
        ]
    );
}

async fn a_group_by_key_may_select_its_row(db: Db) {
    fill(db).await;
    let rows: Vec<(String, i64)> = Writer::query()
        .group_by(Writer::id)
        .select((Writer::name, count()))
        .order_by(Writer::name.asc())
        .all(db)
        .await
        .unwrap();
    assert_eq!(rows[0], ("Jane".to_owned(), 1));
}

async fn refuses_a_column_that_a_group_has_many_of(db: Db) {
    fill(db).await;
    let refused = Novel::query()
        .group_by(Novel::writer_id)
        .select((Novel::title, count()))
        .all(db)
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`Novel::title` is read of groups of rows, and need not be the same for all rows of a group; \
         add it to `group_by`, or take an aggregate of it, such as `.max()`"
    );
}

async fn aggregates_all_rows(db: Db) {
    fill(db).await;
    let (novels, dearest, rated, ratings) = Novel::query()
        .aggregate(
            (
                count(),
                Novel::price.max(),
                Novel::rating.count(),
                Novel::rating.count().distinct(),
            ),
            db,
        )
        .await
        .unwrap();
    assert_eq!((novels, dearest, rated, ratings), (6, Some(8.0), 4, 3));
    let early = count().filter(Novel::year.lt(1816));
    let late = Novel::price.sum().filter(Novel::year.ge(1816));
    assert_eq!(
        Novel::query().aggregate((early, late), db).await.unwrap(),
        (3, Some(15.0))
    );
    let nothing = Novel::filter(Novel::year.lt(0)).aggregate((count(), Novel::price.min()), db);
    assert_eq!(nothing.await.unwrap(), (0, None));
    let page = Novel::query().order_by(Novel::price.desc()).limit(2);
    assert_eq!(
        page.aggregate(Novel::price.sum(), db).await.unwrap(),
        Some(14.0)
    );
    let spread = Novel::price.max() - Novel::price.min();
    assert_eq!(
        Novel::query().aggregate(spread, db).await.unwrap(),
        Some(7.0)
    );
}

async fn computes_over_windows(db: Db) {
    fill(db).await;
    let rows: Vec<(String, i64, Option<f64>, Option<String>)> = Novel::query()
        .select((
            Novel::title,
            row_number().over(partition_by(Novel::writer_id).order_by(Novel::year.asc())),
            Novel::price
                .sum()
                .over(window().order_by(Novel::year.asc())),
            Novel::title
                .lag(1)
                .over(window().order_by(Novel::year.asc())),
        ))
        .order_by(Novel::year.asc())
        .all(db)
        .await
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            ("Sense".into(), 1, Some(3.0), None),
            ("Pride".into(), 2, Some(7.0), text("Sense")),
            ("Emma".into(), 3, Some(9.0), text("Pride")),
            ("Frankenstein".into(), 1, Some(15.0), text("Emma")),
            ("Nautilus".into(), 1, Some(23.0), text("Frankenstein")),
            ("Around".into(), 1, Some(24.0), text("Nautilus")),
        ]
    );
    let by_price = || window().order_by(Novel::price.desc());
    let near: Vec<(i64, Option<f64>, i32, Option<f64>)> = Novel::query()
        .select((
            rank().over(by_price()),
            Novel::price.avg().over(by_price().rows(-1..=1)),
            ntile(2).over(by_price()),
            Novel::price.last_value().over(by_price().rows(..)),
        ))
        .order_by(Novel::price.desc())
        .all(db)
        .await
        .unwrap();
    assert_eq!(near[0], (1, Some(7.0), 1, Some(1.0)));
    assert_eq!(near[5], (6, Some(1.5), 2, Some(1.0)));
}

async fn a_running_total_of_groups(db: Db) {
    fill(db).await;
    let total = Novel::price
        .sum()
        .sum()
        .over_groups(window().order_by(Novel::writer_id.asc()));
    let rows: Vec<(i64, Option<f64>, Option<f64>)> = Novel::query()
        .group_by(Novel::writer_id)
        .select((Novel::writer_id, Novel::price.sum(), total))
        .order_by(Novel::writer_id.asc())
        .all(db)
        .await
        .unwrap();
    let totals: Vec<_> = rows.into_iter().map(|(_, _, total)| total).collect();
    assert_eq!(totals, [Some(9.0), Some(15.0), Some(23.0), Some(24.0)]);
}

async fn a_filter_by_a_window_is_refused(db: Db) {
    fill(db).await;
    let first = row_number()
        .over(window().order_by(Novel::year.asc()))
        .eq(1);
    let refused = Novel::filter(first).all(db).await.unwrap_err();
    assert!(
        refused.to_string().starts_with("a filter cannot ask for"),
        "{refused}"
    );
}

async fn asks_sub_queries(db: Db) {
    let [jane, ..] = fill(db).await;
    let names = async |condition| {
        let query = Writer::filter(condition)
            .order_by(Writer::id.asc())
            .select(Writer::name);
        query.all(db).await.unwrap()
    };
    let early = Novel::filter(Novel::year.lt(1819));
    assert_eq!(
        names(Writer::id.is_in(early.clone().select(Novel::writer_id))).await,
        ["Jane", "Mary"]
    );
    assert_eq!(
        names(Writer::id.not_in(early.select(Novel::writer_id))).await,
        ["Jules", "Nobody"]
    );
    let several = Novel::query()
        .group_by(Novel::writer_id)
        .having(count().gt(1))
        .select(Novel::writer_id);
    assert_eq!(names(Writer::id.is_in(several)).await, ["Jane"]);

    let best = Novel::filter(Novel::writer_id.eq(outer(Writer::id)) & Novel::rating.eq(5));
    assert_eq!(names(exists(best.clone()).of()).await, ["Jane", "Mary"]);
    assert_eq!(names((!exists(best)).of()).await, ["Jules", "Nobody"]);

    let dearest = Novel::query().select(Novel::price.max());
    let rows = Novel::filter(Novel::price.eq(scalar(dearest)))
        .select(Novel::title)
        .all(db)
        .await
        .unwrap();
    assert_eq!(rows, ["Nautilus"]);

    let newest = Novel::filter(Novel::writer_id.eq(outer(Writer::id)))
        .order_by(Novel::year.desc())
        .limit(1)
        .select(Novel::title);
    let rows: Vec<(String, Option<String>)> = Writer::filter(Writer::id.le(jane.id))
        .select((Writer::name, scalar(newest)))
        .all(db)
        .await
        .unwrap();
    assert_eq!(rows, [("Jane".to_owned(), Some("Emma".to_owned()))]);
}

async fn a_null_among_the_values_hides_nothing(db: Db) {
    fill(db).await;
    let countries = Writer::query().select(Writer::country_id);
    let without = Country::filter(Country::id.not_in(countries));
    assert_eq!(without.count(db).await.unwrap(), 0);
    Country::create().name("Spain").save(db).await.unwrap();
    let countries = Writer::query().select(Writer::country_id);
    let without = Country::filter(Country::id.not_in(countries)).select(Country::name);
    assert_eq!(without.all(db).await.unwrap(), ["Spain"]);
}

async fn an_outer_column_follows_a_relation(db: Db) {
    fill(db).await;
    let compatriots = Writer::country.has(exists(Writer::filter(
        Writer::country_id.eq(outer(Country::id)) & Writer::name.eq("Mary"),
    )));
    let names = Writer::filter(compatriots)
        .order_by(Writer::id.asc())
        .select(Writer::name);
    assert_eq!(names.all(db).await.unwrap(), ["Jane", "Mary"]);
    let older = Novel::filter(exists(Novel::filter(
        Novel::writer_id.eq(outer(Novel::writer_id)) & Novel::year.gt(outer(Novel::year)),
    )));
    let titles = older.order_by(Novel::year.asc()).select(Novel::title);
    assert_eq!(titles.all(db).await.unwrap(), ["Sense", "Pride"]);
}

async fn an_outer_column_without_an_enclosing_query_is_refused(db: Db) {
    fill(db).await;
    let lost = Novel::filter(Novel::writer_id.eq(outer(Writer::id)))
        .all(db)
        .await
        .unwrap_err();
    assert_eq!(
        lost.to_string(),
        "`outer(Writer::…)` stands in no sub-query of a query for `Writer`, so there is no row that it could mean"
    );
}

async fn puts_rows_together(db: Db) {
    fill(db).await;
    let early = || Novel::filter(Novel::year.lt(1814));
    let dear = || Novel::filter(Novel::price.ge(4.0));
    let titles = async |query: Query<Novel, (), _>| {
        let query = query.order_by(Novel::year.asc()).select(Novel::title);
        query.all(db).await.unwrap()
    };
    assert_eq!(
        titles(early().union(dear())).await,
        ["Sense", "Pride", "Frankenstein", "Nautilus"]
    );
    assert_eq!(titles(early().intersect(dear())).await, ["Pride"]);
    assert_eq!(
        titles(dear().except(early())).await,
        ["Frankenstein", "Nautilus"]
    );
    let newest = Novel::query().order_by(Novel::year.desc()).limit(1);
    assert_eq!(
        titles(early().union(newest)).await,
        ["Sense", "Pride", "Around"]
    );
}

async fn puts_selected_rows_together(db: Db) {
    fill(db).await;
    let names = || Writer::query().select(Writer::name);
    let titles = || Novel::query().select(Novel::title);
    let both = names()
        .union(titles())
        .order_by(Writer::name.asc())
        .limit(3)
        .all(db)
        .await
        .unwrap();
    assert_eq!(both, ["Around", "Emma", "Frankenstein"]);
    let all = names().union_all(names()).all(db).await.unwrap();
    assert_eq!(all.len(), 8);
    let rest = names()
        .union(titles())
        .except(titles())
        .order_by(Writer::name.desc())
        .all(db)
        .await
        .unwrap();
    assert_eq!(rest, ["Nobody", "Mary", "Jules", "Jane"]);
    let newest = Novel::query()
        .order_by(Novel::year.desc())
        .limit(1)
        .select(Novel::title);
    let with_newest = names()
        .union(newest)
        .order_by(Writer::name.asc())
        .first(db)
        .await
        .unwrap();
    assert_eq!(with_newest.as_deref(), Some("Around"));
    let unknown = names()
        .union(titles())
        .order_by(Writer::id.asc())
        .all(db)
        .await
        .unwrap_err();
    assert!(
        unknown
            .to_string()
            .starts_with("rows of several queries can only be ordered"),
        "{unknown}"
    );
}

async fn takes_the_first_of_each(db: Db) {
    fill(db).await;
    let newest = Novel::query()
        .distinct_on(Novel::writer_id)
        .order_by((Novel::writer_id.asc(), Novel::year.desc()))
        .all(db)
        .await;
    match db.dialect() {
        Dialect::Postgres => {
            let titles: Vec<_> = newest
                .unwrap()
                .into_iter()
                .map(|novel| novel.title)
                .collect();
            assert_eq!(titles, ["Emma", "Frankenstein", "Nautilus", "Around"]);
        }
        _ => assert!(matches!(
            newest.unwrap_err(),
            orm::Error::Unsupported { .. }
        )),
    }
}

async fn what_a_group_has_many_of_is_refused_wherever_it_is_asked(db: Db) {
    fill(db).await;
    let by_country = || Writer::query().group_by(Writer::country_id);
    let novels = || Novel::filter(Novel::writer_id.eq(outer(Writer::id))).select(Novel::title);
    let related = by_country().select(Writer::novels.count()).all(db).await.unwrap_err();
    let any = by_country().select(Writer::novels.any(Novel::year.gt(0))).all(db).await.unwrap_err();
    let nested = by_country().select(scalar(novels())).all(db).await.unwrap_err();
    let ordered = Writer::query().select(Writer::id).order_by(count().asc()).all(db).await.unwrap_err();
    for refused in [related, any, nested, ordered] {
        assert!(refused.to_string().starts_with("`Writer::id` is read of groups"), "{refused}");
    }
    let by_writer = Writer::query().group_by(Writer::id).order_by(Writer::id.asc());
    let counted = by_writer.select((Writer::novels.count(), scalar(novels().limit(9))));
    let counts: Vec<i64> = counted.all(db).await.unwrap().into_iter().map(|row| row.0).collect();
    assert_eq!(counts, [3, 1, 1, 1]);
}

async fn a_scalar_is_one_value_whatever_the_limit(db: Db) {
    let [jane, ..] = fill(db).await;
    let oldest = Novel::query().order_by(Novel::year.asc()).limit(5).select(Novel::title);
    let found = Writer::filter(Writer::id.eq(jane.id)).select(scalar(oldest)).get(db).await;
    assert_eq!(found.unwrap().as_deref(), Some("Sense"));
}

async fn distinct_values_are_ordered_by_what_is_selected(db: Db) {
    fill(db).await;
    let ratings = Novel::query().select(Novel::rating).distinct();
    let refused = ratings.order_by(Novel::year.asc()).all(db).await.unwrap_err();
    assert!(matches!(refused, Error::Configuration { .. }), "{refused}");
}

async fn the_first_of_each_is_counted_and_ordered_as_such(db: Db) {
    fill(db).await;
    let each = || Novel::query().distinct_on(Novel::writer_id);
    if db.dialect() != Dialect::Postgres {
        assert!(matches!(each().count(db).await, Err(Error::Unsupported { .. })));
        return;
    }
    assert_eq!(each().count(db).await.unwrap(), 4);
    assert_eq!(each().first(db).await.unwrap().unwrap().title, "Pride");
    let by_writer = each().order_by((Novel::writer_id.asc(), Novel::year.desc()));
    let by_year = each().order_by(Novel::year.asc());
    for refused in [by_writer.last(db).await.unwrap_err(), by_year.all(db).await.unwrap_err()] {
        assert!(matches!(refused, Error::Configuration { .. }), "{refused}");
    }
}

async fn a_lock_in_the_order_of_a_window_is_refused(db: Db) {
    fill(db).await;
    let locked = async |tx: &Tx| {
        let numbered = row_number().over(window().order_by(Novel::year.asc()));
        Novel::query().select(Novel::title).for_update().order_by(numbered.asc()).all(tx).await
    };
    let refused = db.transaction(locked).await.unwrap_err();
    assert!(matches!(refused, Error::Configuration { .. }), "{refused}");
}
}
