//! Rows of relations to many that come with few parents' rows, on Postgres as one value of them: the same rows as by statements
//! of their own.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use orm::load::Projection;
use orm::prelude::*;
use orm::query::State;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Statements as _, cases};

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Label, name = labels, related_name = boxes, through = Sticker)]
pub struct Crate {
    pub id: i64,
    pub name: String,
    #[foreign_key(Crate, related_name = inner)]
    pub outer_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Label {
    pub id: i64,
    pub text: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Sticker {
    pub id: i64,
    #[foreign_key(Crate, on_delete = cascade)]
    pub crate_id: i64,
    #[foreign_key(Label, on_delete = cascade)]
    pub label_id: i64,
    pub place: i32,
}

#[derive(Value, Debug, Clone, Copy, PartialEq)]
pub enum Care {
    None,
    Fragile,
}

/// A column of each type.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Thing {
    pub id: i64,
    #[foreign_key(Crate, related_name = things)]
    pub crate_id: i64,
    pub name: Option<String>,
    pub care: Care,
    pub broken: bool,
    pub small: i16,
    pub medium: Option<i32>,
    pub weight: f32,
    pub volume: f64,
    pub price: Decimal,
    pub serial: Uuid,
    pub picture: Vec<u8>,
    pub details: serde_json::Value,
    pub packed: DateTime<Utc>,
    pub noted: NaiveDateTime,
    pub made: NaiveDate,
    pub at: NaiveTime,
}

/// Where a foreign key has no index, each parent would look through all of them.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Scan {
    pub id: i64,
    #[foreign_key(Crate, related_name = scans, index = false)]
    pub crate_id: i64,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Crate)]
pub struct Packed {
    pub name: String,
    #[shape(Crate::outer)]
    pub around: Option<Around>,
    #[shape(Crate::things.filter(Thing::broken.eq(false)).order_by(Thing::small.desc()).limit(2))]
    pub whole: Vec<Inside>,
    #[shape(Crate::things)]
    pub by_id: std::collections::BTreeMap<i64, Inside>,
    #[shape(Crate::labels.through())]
    pub labels: Vec<(Label, Sticker)>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Crate)]
pub struct Around {
    pub name: String,
    #[shape(Crate::things)]
    pub things: Vec<Inside>,
    #[shape(Crate::labels)]
    pub labels: Vec<Label>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Thing)]
pub struct Inside {
    pub name: Option<String>,
    #[shape(Thing::small + 1)]
    pub next: i16,
}

async fn crates(db: &Db) -> Vec<Crate> {
    schema![Crate, Label, Sticker, Thing, Scan]
        .create_all(db)
        .await
        .unwrap();
    let outer = Crate::create().name("outer").save(db).await.unwrap();
    let inner = ["left", "right"].map(|name| Crate::create().name(name).outer(Some(&outer)));
    let inner = Crate::create_many(inner).save(db).await.unwrap();
    let day = NaiveDate::from_ymd_opt(1999, 12, 31).unwrap();
    let noon = NaiveTime::from_hms_micro_opt(12, 0, 0, 7).unwrap();
    let things = (0_i16..5).map(|number| {
        Thing::create()
            .crate_([&outer, &inner[0]][usize::from(number % 2 == 1)])
            .name((number != 2).then(|| format!("thing {number} é")))
            .care([Care::None, Care::Fragile][usize::from(number > 2)])
            .broken(number == 4)
            .small(number)
            .medium((number > 1).then_some(i32::from(number) * 70_000))
            .weight(f32::from(number) / 3.0)
            .volume(f64::from(number) / 3.0)
            .price(Decimal::new(i64::from(number) * 12_345, 2))
            .serial(Uuid::from_u128(
                u128::MAX - u128::from(number.unsigned_abs()),
            ))
            .picture(vec![0, 255, number as u8])
            .details(json!({ "number": number, "list": [null, "a"] }))
            .packed(
                DateTime::from_timestamp_micros(-1_234_567_890_123 * i64::from(number)).unwrap(),
            )
            .noted(day.and_time(noon))
            .made(day)
            .at(noon)
    });
    Thing::create_many(things).save(db).await.unwrap();
    let labels = ["this side up", "fragile"].map(|text| Label::create().text(text));
    let labels = Label::create_many(labels).save(db).await.unwrap();
    for (label, place) in [(0, 1), (1, 2), (1, 3)] {
        outer
            .labels()
            .link(&labels[label])
            .place(place)
            .save(db)
            .await
            .unwrap();
    }
    inner[1]
        .labels()
        .link(&labels[0])
        .place(4)
        .save(db)
        .await
        .unwrap();
    Scan::create().crate_id(outer.id).save(db).await.unwrap();
    [vec![outer], inner].concat()
}

/// The rows of a query with relations, and how many statements it takes: `apart` where relations come in their own.
async fn alike<M, L, S>(query: Query<M, L, S>, apart: u64, together: u64, db: &Db) -> Vec<L::Row>
where
    M: Model,
    L: Projection<M> + Clone,
    S: State,
    L::Row: PartialEq + std::fmt::Debug,
{
    let (rows, statements) = db.statements(query.clone().all(db)).await;
    let rows = rows.unwrap();
    assert_eq!(statements, apart);
    // One parent's rows are asked for otherwise than those of several.
    for place in 0..rows.len() {
        let page = |size| query.clone().limit(size).offset(place as u64);
        assert_eq!(page(1).all(db).await.unwrap(), rows[place..=place]);
        assert_eq!(page(11).all(db).await.unwrap(), rows[place..]);
    }
    let (brought, statements) = db.statements(query.limit(10).all(db)).await;
    assert_eq!(brought.unwrap(), rows);
    let expected = match db.dialect() {
        Dialect::Postgres => together,
        _ => apart,
    };
    assert_eq!(statements, expected);
    rows
}

cases! {
    async fn every_type_of_column_is_brought(db: Db) {
        crates(db).await;
        let rows = alike(Crate::query().with(Crate::things).order_by(Crate::id.asc()), 2, 1, db).await;
        assert_eq!(rows.iter().map(|(_, things)| things.len()).collect::<Vec<_>>(), [3, 2, 0]);
    }

    async fn levels_stand_within_each_other(db: Db) {
        crates(db).await;
        let inner = Crate::inner.with(Crate::things.with(Thing::crate_)).with(Crate::labels);
        let rows = alike(Crate::query().with(inner).with(Crate::labels).order_by(Crate::id.asc()), 5, 1, db).await;
        assert_eq!((rows[0].1.len(), rows[0].1[0].1.len(), rows[0].1[1].2.len()), (2, 2, 1));
        assert_eq!(rows[0].1[0].1[0].1.name, "left");
    }

    async fn what_narrows_a_relation_narrows_each_parents_rows(db: Db) {
        crates(db).await;
        let second = Crate::things.order_by(Thing::small.desc()).limit(1).offset(1);
        let rows = alike(Crate::query().with(second).order_by(Crate::id.asc()), 2, 1, db).await;
        assert_eq!(rows.iter().map(|(_, things)| things.iter().map(|thing| thing.small).collect()).collect::<Vec<Vec<_>>>(), [
            vec![2],
            vec![1],
            vec![]
        ]);
        let whole = Crate::things.filter(Thing::broken.eq(false) & Thing::crate_.has(Crate::name.eq("outer")));
        let rows = alike(Crate::query().with(whole).order_by(Crate::id.asc()), 2, 1, db).await;
        assert_eq!(rows.iter().map(|(_, things)| things.len()).collect::<Vec<_>>(), [2, 0, 0]);
    }

    async fn a_relation_behind_a_row_that_may_be_absent_is_brought(db: Db) {
        crates(db).await;
        let rows = alike(Crate::query().with(Crate::outer.with(Crate::things)).order_by(Crate::id.asc()), 2, 1, db).await;
        assert_eq!(rows[0].1, None);
        assert_eq!(rows[2].1.as_ref().unwrap().1.len(), 3);
    }

    async fn join_rows_are_brought_along(db: Db) {
        crates(db).await;
        let through = Crate::labels.through().order_by(Label::id.asc());
        let rows = alike(Crate::query().with(through).with(Crate::labels).order_by(Crate::id.asc()), 3, 1, db).await;
        // Linked twice, it comes with each of its join rows, and without them once.
        assert_eq!((rows[0].1.len(), rows[0].2.len()), (3, 2));
        assert_eq!(rows[2].1[0].1.place, 4);
    }

    async fn shapes_are_brought(db: Db) {
        crates(db).await;
        let rows = alike(Crate::query().order_by(Crate::id.asc()).shape::<Packed>(), 6, 1, db).await;
        assert_eq!(rows[0].around, None);
        assert_eq!(rows[0].by_id.len(), 3);
        let names: Vec<_> = rows[0].whole.iter().map(|thing| thing.next).collect();
        assert_eq!(names, [3, 1]);
        assert_eq!(rows[1].around.as_ref().unwrap().labels.len(), 2);
    }

    async fn without_an_index_rows_come_in_their_own_statement(db: Db) {
        crates(db).await;
        let query = Crate::query().with(Crate::scans).with(Crate::things).order_by(Crate::id.asc());
        let rows = alike(query, 3, 2, db).await;
        assert_eq!(rows.iter().map(|(_, scans, _)| scans.len()).collect::<Vec<_>>(), [1, 0, 0]);
    }

    async fn a_row_by_its_key_brings_what_is_related(db: Db) {
        let crates = crates(db).await;
        let (row, statements) = db.statements(Crate::by_key(crates[0].id).with(Crate::things).get(db)).await;
        assert_eq!((row.unwrap().1.len(), statements), (3, if db.dialect() == Dialect::Postgres { 1 } else { 2 }));
        let (row, statements) = db.statements(Crate::by_key(0).with(Crate::things).optional(db)).await;
        assert_eq!((row.unwrap(), statements), (None, 1));
    }

    async fn locked_rows_do_not_bring_others(db: Db) {
        let crates = crates(db).await;
        let ((), statements) = db.statements(async {
            let tx = db.begin().await.unwrap();
            let row = Crate::by_key(crates[0].id).with(Crate::things).for_update().get(&tx).await.unwrap();
            assert_eq!(row.1.len(), 3);
            tx.commit().await.unwrap();
        }).await;
        assert_eq!(statements, 2);
    }
}
