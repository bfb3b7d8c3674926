//! Pages: by cursor and by number.

#[cfg(all(
    feature = "chrono",
    feature = "time",
    feature = "uuid",
    feature = "decimal"
))]
mod types;

use orm::prelude::*;
use orm::query::State;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Seller {
    pub id: i64,
    pub name: String,
    pub rank: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(shelf, place))]
pub struct Item {
    pub id: i64,
    pub label: Option<String>,
    pub price: Option<i32>,
    pub weight: f64,
    pub sold: bool,
    pub shelf: i32,
    pub place: i32,
    #[foreign_key(Seller, related_name = items)]
    pub seller_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Tile {
    #[primary_key]
    pub x: i32,
    #[primary_key]
    pub y: i32,
    pub color: Option<String>,
}

type Items = Query<Item, (), orm::query::Filtered>;

/// Orders of every kind: upward and downward, `NULL` at either end, of columns, related columns and expressions, with and
/// without a unique key among them.
fn ordered(number: usize) -> Items {
    let items = Item::filter(Item::id.gt(0));
    let seller = Item::seller.then(Seller::rank);
    match number {
        0 => items,
        1 => items.order_by((Item::price.asc(), Item::label.desc())),
        2 => items.order_by((Item::price.desc().nulls_last(), Item::id.desc())),
        3 => items.order_by((
            Item::label.asc().nulls_first(),
            Item::sold.desc(),
            Item::weight.asc(),
        )),
        4 => items.order_by((seller.clone().desc(), Item::price.asc().nulls_first())),
        5 => items.order_by((Item::shelf.desc(), Item::place.asc())),
        6 => items.order_by((
            Item::label.contains("b").desc().nulls_last(),
            (Item::price * 2).asc(),
        )),
        7 => items.order_by((
            seller.asc().nulls_first(),
            Item::seller.then(Seller::items.count()).desc(),
        )),
        _ => items.order_by((Item::id.desc(), Item::price.asc())),
    }
}

const ORDERS: usize = 9;

/// The one that asks how many rows there are, so that rows which come or go move others.
const COUNTS: usize = 7;

/// A row to come: label, price, weight and seller, each out of few, so that many are equal.
type Seed = (u8, u8, u8, u8);

fn seeds(most: usize) -> impl Strategy<Value = Vec<Seed>> {
    prop::collection::vec((0..4_u8, 0..4_u8, 0..3_u8, 0..4_u8), 0..most)
}

async fn sellers(db: &Db) -> Vec<Seller> {
    schema![Seller, Item, Tile].create_all(db).await.unwrap();
    let ranks = [None, Some(1), Some(1)];
    let rows = ranks.map(|rank| Seller::create().name("s").rank(rank));
    Seller::create_many(rows).save(db).await.unwrap()
}

/// Stores them behind the rows that are there.
async fn stock(seeds: &[Seed], shelf: i32, sellers: &[Seller], db: &Db) -> Vec<Item> {
    let rows = seeds
        .iter()
        .zip(0..)
        .map(|(&(label, price, weight, seller), place)| {
            let label = ["a", "B", "b"].get(usize::from(label));
            Item::create()
                .label(label.map(|&label| label.to_owned()))
                .price((price < 3).then(|| i32::from(price)))
                .weight(f64::from(weight) / 3.0)
                .sold(weight == 1)
                .shelf(shelf)
                .place(place)
                .seller_id(sellers.get(usize::from(seller)).map(|seller| seller.id))
        });
    Item::create_many(rows).save(db).await.unwrap()
}

/// All rows in the order of the pages.
async fn in_order(number: usize, db: &Db) -> Vec<i64> {
    let all = ordered(number).order_by(Item::id.asc());
    ids(&all.all(db).await.unwrap())
}

fn ids(items: &[Item]) -> Vec<i64> {
    items.iter().map(|item| item.id).collect()
}

/// The cursor as it comes back from a browser.
fn sent(cursor: Option<Cursor>) -> Option<Cursor> {
    cursor.map(|cursor| cursor.to_string().parse().unwrap())
}

async fn forward(number: usize, size: u64, db: &Db) -> Vec<Vec<i64>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = ordered(number).page(size, sent(after), db).await.unwrap();
        pages.push(ids(&page.rows));
        if page.next.is_none() {
            return pages;
        }
        after = page.next;
    }
}

/// The rows of all pages, one after the other.
pub async fn of_all_pages<M: Model, S: State>(
    query: Query<M, (), S>,
    size: u64,
    db: &Db,
) -> Vec<M> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = query.clone().page(size, sent(after), db).await.unwrap();
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return rows;
        }
    }
}

/// From the last page back to the first.
async fn backward(number: usize, size: u64, pages: usize, db: &Db) -> Vec<Vec<i64>> {
    let mut page = ordered(number).page(size, None, db).await.unwrap();
    for _ in 1..pages {
        page = ordered(number)
            .page(size, sent(page.next), db)
            .await
            .unwrap();
    }
    let mut back = vec![ids(&page.rows)];
    while page.previous.is_some() {
        page = ordered(number)
            .page(size, sent(page.previous), db)
            .await
            .unwrap();
        back.push(ids(&page.rows));
    }
    back
}

async fn check_pages(rows: &[Seed], size: u64, db: &Db) {
    let sellers = Seller::query()
        .order_by(Seller::id.asc())
        .all(db)
        .await
        .unwrap();
    stock(rows, 0, &sellers, db).await;
    for number in 0..ORDERS {
        let all = in_order(number, db).await;
        let pages = forward(number, size, db).await;
        assert_eq!(pages.concat(), all, "order {number}");
        let expected: Vec<Vec<i64>> = all.chunks(size as usize).map(<[i64]>::to_vec).collect();
        assert_eq!(
            pages.iter().filter(|page| !page.is_empty()).count(),
            expected.len()
        );
        let back = backward(number, size, pages.len(), db).await;
        assert_eq!(
            back.into_iter().rev().flatten().collect::<Vec<i64>>(),
            all,
            "order {number}"
        );
        for (page, wanted) in (1..).zip(&expected) {
            let page = ordered(number).page_numbered(page, size, db).await.unwrap();
            assert_eq!(
                (&ids(&page.rows), page.total, page.pages),
                (wanted, all.len() as i64, expected.len() as u64)
            );
        }
    }
    Item::query().unfiltered().delete(db).await.unwrap();
}

/// Between two pages rows come and go: those that stay come once each, in order.
async fn check_stable(rows: &[Seed], come: &[Seed], gone: &[usize], size: u64, db: &Db) {
    let sellers = Seller::query()
        .order_by(Seller::id.asc())
        .all(db)
        .await
        .unwrap();
    for number in (0..ORDERS).filter(|number| *number != COUNTS) {
        let there = ids(&stock(rows, 0, &sellers, db).await);
        let page = ordered(number).page(size, None, db).await.unwrap();
        let mut seen = ids(&page.rows);
        let lost: Vec<i64> = gone
            .iter()
            .filter_map(|&at| there.get(at).copied())
            .collect();
        Item::filter(Item::id.is_in(&lost))
            .delete(db)
            .await
            .unwrap();
        stock(come, 1, &sellers, db).await;
        let mut after = page.next;
        while after.is_some() {
            let page = ordered(number).page(size, sent(after), db).await.unwrap();
            seen.extend(ids(&page.rows));
            after = page.next;
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "order {number}: a row came twice");
        let stayed = |id: &i64| there.contains(id) && !lost.contains(id);
        let seen: Vec<i64> = seen.into_iter().filter(stayed).collect();
        let wanted: Vec<i64> = in_order(number, db)
            .await
            .into_iter()
            .filter(stayed)
            .collect();
        assert_eq!(seen, wanted, "order {number}");
        Item::query().unfiltered().delete(db).await.unwrap();
    }
}

/// So many random values, the same ones on every run.
fn at_random<S: Strategy>(strategy: S, count: u32) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    let mut value = || strategy.new_tree(&mut runner).unwrap().current();
    (0..count).map(|_| value()).collect()
}

fn configuration<T>(result: Result<T, Error>) -> String {
    match result {
        Err(error @ Error::Configuration { .. }) => error.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

cases! {
    async fn pages_together_are_all_rows_in_order(db: Db) {
        sellers(db).await;
        for (rows, size) in at_random((seeds(30), 1..12_u64), 12) {
            check_pages(&rows, size, db).await;
        }
    }

    async fn rows_that_come_and_go_move_no_other(db: Db) {
        sellers(db).await;
        let gone = prop::collection::vec(0..25_usize, 0..6);
        for (rows, come, gone, size) in at_random((seeds(25), seeds(6), gone, 1..8_u64), 12) {
            check_stable(&rows, &come, &gone, size, db).await;
        }
    }

    async fn a_page_is_one_statement_and_one_more_for_each_relation(db: Db) {
        let sellers = sellers(db).await;
        stock(&[(0, 0, 0, 1), (1, 1, 1, 1), (2, 2, 2, 2)], 0, &sellers, db).await;
        let items = Item::query().order_by(Item::price.desc());
        let (page, sent) = db.statements(items.clone().page(2, None, db)).await;
        let first = page.unwrap();
        assert_eq!((first.rows.len(), sent), (2, 1));
        assert_eq!((first.rows[0].price, first.previous), (Some(2), None));
        let with_seller = items.clone().with(Item::seller);
        let (page, sent) = db.statements(with_seller.page(2, first.next, db)).await;
        let second = page.unwrap();
        assert_eq!((second.rows.len(), sent), (1, 1));
        assert_eq!(second.rows[0].1.as_ref().unwrap(), &sellers[1]);
        assert_eq!(second.next, None);

        let query = Seller::query().with(Seller::items);
        let (page, sent) = db.statements(query.clone().page(2, None, db)).await;
        let page = page.unwrap();
        assert_eq!((page.rows[1].1.len(), sent), (2, 2));
        let (page, sent) = db.statements(query.page(2, page.next, db)).await;
        assert_eq!((page.unwrap().rows[0].1.len(), sent), (1, 2));

        // What is selected need not be what is ordered by.
        let labels = Item::query().select(Item::label).order_by(Item::price.asc());
        let page = labels.clone().page(1, None, db).await.unwrap();
        assert_eq!(page.rows, [Some("a".to_owned())]);
        let page = labels.clone().page(5, page.next, db).await.unwrap();
        assert_eq!(page.rows, [Some("B".to_owned()), Some("b".to_owned())]);
        let page = labels.page_numbered(2, 2, db).await.unwrap();
        assert_eq!((page.rows, page.total), (vec![Some("b".to_owned())], 3));
    }

    async fn a_numbered_page_knows_the_total_wherever_it_is(db: Db) {
        let sellers = sellers(db).await;
        stock(&[(3, 3, 0, 3); 5], 0, &sellers, db).await;
        let items = Item::filter(Item::price.is_null());
        for (number, found) in [(1, 2), (2, 2), (3, 1), (4, 0), (u64::MAX, 0)] {
            let (page, sent) = db.statements(items.clone().page_numbered(number, 2, db)).await;
            let page = page.unwrap();
            assert_eq!((page.rows.len(), page.total, page.pages, page.number, sent), (found, 5, 3, number, 1));
        }
        // A row of which nothing is known is a row.
        let labels = items.clone().select(Item::label).page_numbered(1, 9, db).await.unwrap();
        assert_eq!((labels.rows.len(), labels.pages), (5, 1));
        let none = Item::filter(Item::price.eq(9)).page_numbered(1, 2, db).await.unwrap();
        assert_eq!((none.rows.len(), none.total, none.pages), (0, 0, 0));
        let with_items = Seller::query().with(Seller::items).page_numbered(1, 2, db);
        let (page, sent) = db.statements(with_items).await;
        assert_eq!((page.unwrap().total, sent), (3, 2));
        let hers = sellers[0].items().page_numbered(1, 2, db).await.unwrap();
        assert_eq!((hers.rows.len(), hers.total), (0, 0));
    }

    async fn a_composite_key_ends_an_order(db: Db) {
        sellers(db).await;
        let tiles = (0..3).flat_map(|x| (0..3).map(move |y| (x, y)));
        let rows = tiles.map(|(x, y)| Tile::create().x(x).y(y).color((x == y).then(|| "red".to_owned())));
        Tile::create_many(rows).save(db).await.unwrap();
        for query in [Tile::query(), Tile::query().order_by(Tile::y.desc()), Tile::query().order_by(Tile::color.desc())] {
            let all = query.clone().order_by((Tile::x.asc(), Tile::y.asc())).all(db).await.unwrap();
            let found = of_all_pages(query.clone(), 2, db).await;
            assert_eq!(found, all);
        }
    }

    async fn what_cannot_be_paged_is_refused_before_it_is_sent(db: Db) {
        let sellers = sellers(db).await;
        stock(&[(0, 0, 0, 1); 3], 0, &sellers, db).await;
        let next = Item::query().order_by(Item::price.asc()).page(1, None, db).await.unwrap().next;
        let other = Item::query().order_by((Item::price + 2).asc()).page(1, None, db).await.unwrap().next;
        let numbers = row_number().over(window().order_by(Item::id.asc()));
        let (refused, sent) = db.statements(async {
            [
                configuration(Item::query().order_by(Item::price.desc()).page(1, next.clone(), db).await),
                configuration(Item::query().page(1, next.clone(), db).await),
                configuration(Item::query().order_by((Item::price + 1).asc()).page(1, other, db).await),
                configuration(Seller::query().page(1, next.clone(), db).await),
                configuration(Item::query().limit(3).page(1, None, db).await),
                configuration(Item::query().offset(3).page_numbered(1, 1, db).await),
                configuration(Item::query().page(0, None, db).await),
                configuration(Item::query().page_numbered(1, 0, db).await),
                configuration(Item::query().page_numbered(0, 1, db).await),
                configuration(Item::query().select(Item::label).distinct().page(1, None, db).await),
                configuration(Item::query().select(count()).page(1, None, db).await),
                configuration(Item::query().select(numbers.clone()).page(1, None, db).await),
            ]
        }).await;
        assert_eq!(sent, 0);
        for message in &refused[..4] {
            assert!(message.contains("the cursor is of another query"), "{message}");
        }
        for (message, said) in refused[4..].iter().zip(["`limit`", "`limit`", "one row", "one row", "number 1", "no key", "no key", "`page_numbered`"]) {
            assert!(message.contains(said), "{message}");
        }
        let second = Item::query().select(numbers).page_numbered(2, 1, db).await.unwrap();
        assert_eq!(second.rows, [2]);
        // The filter and what is loaded are not the cursor's.
        let cheap = Item::filter(Item::price.eq(0)).with(Item::seller).order_by(Item::price.asc());
        assert_eq!(cheap.page(5, next, db).await.unwrap().rows.len(), 2);
    }

    /// Whoever makes up a cursor gets a page or an error.
    async fn a_made_up_cursor_harms_nothing(db: Db) {
        let sellers = sellers(db).await;
        stock(&[(0, 0, 0, 1); 3], 0, &sellers, db).await;
        let items = Item::query().order_by((Item::weight.asc(), Item::label.asc()));
        let given = items.clone().page(1, None, db).await.unwrap().next.unwrap().to_string();
        let made_up = at_random((0..given.len(), "[A-Za-z0-9_-]"), 200).into_iter().map(|(place, letter)| {
            format!("{}{letter}{}", &given[..place], &given[place + 1..])
        });
        for cursor in made_up.filter_map(|text| text.parse::<Cursor>().ok()) {
            match items.clone().page(1, Some(cursor), db).await {
                Ok(page) => assert!(page.rows.len() <= 1),
                Err(Error::Configuration { .. } | Error::InvalidValue { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(Item::query().count(db).await.unwrap(), 3);
    }
}
