//! Every column type goes to both databases and comes back as it was, and compares and sorts there as it does here.

use orm::prelude::*;

use crate::support::{TestDb, cases};

#[derive(Value, Debug, Clone, PartialEq)]
pub struct Wrapped<T>(pub T);

#[derive(Value, Debug, Clone, Copy, PartialEq)]
pub enum Mood {
    Glad,
    #[value(rename = "not so glad")]
    Sad,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Plain {
    pub id: i64,
    pub boolean: bool,
    pub small: i16,
    pub medium: i32,
    pub large: i64,
    pub single: f32,
    pub double: f64,
    pub text: String,
    pub bytes: Vec<u8>,
    pub wrapped: Wrapped<i32>,
    pub mood: Mood,
    pub nothing: Option<String>,
}

fn plain() -> Plain {
    Plain {
        id: 1,
        boolean: true,
        small: 0,
        medium: 0,
        large: 0,
        single: 0.0,
        double: 0.0,
        text: String::new(),
        bytes: Vec::new(),
        wrapped: Wrapped(0),
        mood: Mood::Glad,
        nothing: None,
    }
}

async fn store(row: &Plain, db: &Db) -> Result<Plain, Error> {
    Plain::create()
        .boolean(row.boolean)
        .small(row.small)
        .medium(row.medium)
        .large(row.large)
        .single(row.single)
        .double(row.double)
        .text(&row.text)
        .bytes(&row.bytes)
        .wrapped(&row.wrapped)
        .mood(row.mood)
        .nothing(&row.nothing)
        .with_key(row.id)
        .save(db)
        .await
}

cases! {
    async fn plain_values_survive(db: Db) {
        schema![Plain].create_all(db).await.unwrap();
        let rows = [
            plain(),
            Plain {
                id: i64::MAX,
                boolean: false,
                small: i16::MIN,
                medium: i32::MIN,
                large: i64::MIN,
                single: f32::MIN,
                double: f64::MIN_POSITIVE,
                text: "ä%_\\'\"\n🦀 'quoted' ; --".into(),
                bytes: vec![0, 255, 0],
                wrapped: Wrapped(i32::MAX),
                mood: Mood::Sad,
                nothing: Some(String::new()),
            },
            Plain {
                id: -1,
                small: i16::MAX,
                medium: i32::MAX,
                large: i64::MAX,
                single: f32::INFINITY,
                double: f64::NEG_INFINITY,
                ..plain()
            },
            Plain { id: 2, single: 0.1, double: 0.1 + 0.2, ..plain() },
        ];
        for row in &rows {
            assert_eq!(&store(row, db).await.unwrap(), row);
            assert_eq!(&Plain::get(row.id, db).await.unwrap(), row);
            let same = Plain::filter(Plain::text.eq(&row.text))
                .filter(Plain::bytes.eq(&row.bytes))
                .filter(Plain::single.eq(row.single))
                .filter(Plain::double.eq(row.double))
                .filter(Plain::large.eq(row.large))
                .filter(Plain::mood.eq(row.mood));
            assert_eq!(&same.filter(Plain::id.eq(row.id)).get(db).await.unwrap(), row);
            let sets = Plain::filter(Plain::text.is_in([&row.text]))
                .filter(Plain::bytes.is_in([&row.bytes]))
                .filter(Plain::large.is_in([row.large]))
                .filter(Plain::medium.is_in([row.medium]))
                .filter(Plain::boolean.is_in([row.boolean]))
                .filter(Plain::mood.is_in([row.mood]))
                .filter(Plain::id.eq(row.id));
            assert_eq!(sets.count(db).await.unwrap(), 1);
        }
        let drafts = rows.iter().map(|row| {
            Plain::create().boolean(row.boolean).small(row.small).medium(row.medium).large(row.large).single(row.single)
                .double(row.double).text(&row.text).bytes(&row.bytes).wrapped(&row.wrapped).mood(row.mood).nothing(&row.nothing)
                .with_key(row.id)
        });
        let drafts: Vec<_> = drafts.collect();
        Plain::query().unfiltered().delete(db).await.unwrap();
        assert_eq!(Plain::create_many(drafts).save(db).await.unwrap(), rows, "in one statement");
        let by_large = Plain::query().order_by((Plain::large.asc(), Plain::id.asc())).all(db).await.unwrap();
        assert_eq!(by_large.iter().map(|row| row.id).collect::<Vec<_>>(), [i64::MAX, 1, 2, -1]);
    }

    async fn what_cannot_be_stored_is_refused_before_it_is_sent(db: Db) {
        schema![Plain].create_all(db).await.unwrap();
        let nul = Plain { text: "a\0b".into(), ..plain() };
        let (refused, statements) = db.statements(store(&nul, db)).await;
        assert!(matches!(&refused, Err(Error::InvalidValue { column, .. }) if column == "text"), "{refused:?}");
        assert!(!format!("{refused:?}").contains("a\0b"));
        assert!(statements <= 1);
        assert_eq!(Plain::query().count(db).await.unwrap(), 0);

        let nan = store(&Plain { double: f64::NAN, ..plain() }, db).await;
        match db.dialect() {
            Dialect::Sqlite => {
                assert!(matches!(&nan, Err(Error::InvalidValue { column, .. }) if column == "double"), "{nan:?}");
            }
            _ => assert!(nan.unwrap().double.is_nan()),
        }
        let filter = Plain::filter(Plain::text.contains("\0")).count(db).await;
        assert!(matches!(filter, Err(Error::InvalidValue { .. })), "{filter:?}");
    }

    async fn text_is_searched_literally(db: Db) {
        schema![Plain].create_all(db).await.unwrap();
        for (id, text) in ["100%", "100 percent", "a_b", "aXb", "*star*", "[x]", "back\\slash", "Straße", ""].into_iter().enumerate() {
            store(&Plain { id: id as i64, text: text.into(), ..plain() }, db).await.unwrap();
        }
        let found = async |condition| {
            let rows = Plain::filter(condition).order_by(Plain::id.asc()).all(db).await.unwrap();
            rows.into_iter().map(|row| row.text).collect::<Vec<_>>()
        };
        let wanted = ["100%", "a_b"];
        #[allow(clippy::needless_borrows_for_generic_args, reason = "a borrowed set is a set too")]
        let borrowed = Plain::text.is_in(&wanted);
        assert_eq!(found(borrowed).await, wanted);
        assert_eq!(found(Plain::text.not_in(["100%".to_owned()])).await.len(), 8);
        assert_eq!(found(Plain::text.contains("%")).await, ["100%"]);
        assert_eq!(found(Plain::text.contains("_")).await, ["a_b"]);
        assert_eq!(found(Plain::text.starts_with("*")).await, ["*star*"]);
        assert_eq!(found(Plain::text.ends_with("*")).await, ["*star*"]);
        assert_eq!(found(Plain::text.starts_with("[")).await, ["[x]"]);
        assert_eq!(found(Plain::text.contains("\\")).await, ["back\\slash"]);
        assert_eq!(found(Plain::text.ends_with("\\slash")).await, ["back\\slash"]);
        assert_eq!(found(Plain::text.contains("A")).await, [""; 0]);
        assert_eq!(found(Plain::text.icontains("A_")).await, ["a_b"]);
        assert_eq!(found(Plain::text.istarts_with("STRA")).await, ["Straße"]);
        assert_eq!(found(Plain::text.iends_with("PERCENT")).await, ["100 percent"]);
        assert_eq!(found(Plain::text.ieq("AXB")).await, ["aXb"]);
        assert_eq!(found(Plain::text.like("a_b")).await, ["a_b", "aXb"]);
        assert_eq!(found(Plain::text.like("a\\_b")).await, ["a_b"]);
        assert_eq!(found(Plain::text.like("%e%t")).await, ["100 percent"]);
        assert_eq!(found(Plain::text.contains("")).await.len(), 9);
        assert_eq!(found(Plain::text.contains(Plain::text)).await.len(), 9, "a text contains itself, whatever is in it");
        assert_eq!(found(Plain::text.starts_with(Plain::text)).await.len(), 9);
        assert_eq!(found(Plain::text.iends_with(Plain::text)).await.len(), 9);
    }

    async fn numbers_calculate_alike(db: Db) {
        schema![Plain].create_all(db).await.unwrap();
        store(&Plain { medium: 7, large: 2, double: 0.5, ..plain() }, db).await.unwrap();
        let holds = async |condition| Plain::filter(condition).exists(db).await.unwrap();
        assert!(holds((Plain::medium / 2).eq(3)).await);
        assert!(holds((Plain::medium % 4).eq(3)).await);
        assert!(holds((Plain::medium / 0).is_null()).await);
        assert!(holds((Plain::medium - 10).lt(0)).await);
        assert!(holds((Plain::double * 3.0).eq(1.5)).await);
        assert!(holds(Plain::large.lt(Plain::large + 1)).await);
        assert!(holds((Plain::large + 1).between(3, 3)).await);
        let row = Plain::get(1, db).await.unwrap();
        assert_eq!(row.set(Plain::large, Plain::large * 21).update(db).await.unwrap().large, 42);
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Lists {
    pub id: i64,
    pub numbers: Vec<i64>,
    pub words: Option<Vec<String>>,
}

#[tokio::test]
async fn arrays_are_for_postgres() {
    let sqlite = TestDb::sqlite().await;
    let refused = schema![Lists].create_all(&sqlite.db).await.unwrap_err();
    assert!(matches!(refused, Error::Unsupported { .. }), "{refused}");
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    schema![Lists].create_all(&db.db).await.unwrap();
    let row = Lists::create()
        .numbers(vec![1, -2, i64::MAX])
        .words(vec!["ä".to_owned(), String::new()])
        .save(&db.db)
        .await
        .unwrap();
    assert_eq!(row.numbers, [1, -2, i64::MAX]);
    assert_eq!(Lists::get(row.id, &db.db).await.unwrap(), row);
    let many = [vec![], vec![7, 8]].map(|numbers| Lists::create().numbers(numbers));
    let many = Lists::create_many(many).save(&db.db).await.unwrap();
    assert_eq!(
        (many[0].numbers.len(), many[1].numbers.as_slice()),
        (0, &[7, 8][..])
    );
    db.close().await;
}

/// A model for each feature, whose values are stored alone and in bulk, found, and sorted.
#[allow(unused_macros)]
macro_rules! feature {
    ($feature:literal, $module:ident, $type:ty, sorted: $sorted:expr) => {
        #[cfg(feature = $feature)]
        mod $module {
            use orm::prelude::*;

            use crate::support::cases;

            #[derive(Model, Debug, Clone, PartialEq)]
            pub struct Holder {
                pub id: i64,
                pub value: $type,
                pub maybe: Option<$type>,
            }

            cases! {
                async fn values_survive_and_sort(db: Db) {
                    schema![Holder].create_all(db).await.unwrap();
                    let values: Vec<$type> = $sorted;
                    for value in values.iter().rev() {
                        let row = Holder::create().value(value).maybe(value).save(db).await.unwrap();
                        assert_eq!((&row.value, row.maybe.as_ref()), (value, Some(value)));
                        let found = Holder::filter(Holder::value.eq(value)).filter(Holder::maybe.is_in([value]));
                        assert_eq!(found.get(db).await.unwrap(), row);
                    }
                    Holder::query().unfiltered().delete(db).await.unwrap();
                    let rows = values.iter().rev().map(|value| Holder::create().value(value).maybe(None));
                    Holder::create_many(rows).save(db).await.unwrap();
                    let sorted = Holder::query().order_by(Holder::value.asc()).all(db).await.unwrap();
                    let sorted: Vec<$type> = sorted.into_iter().map(|row| row.value).collect();
                    assert_eq!(sorted, values);
                }
            }
        }
    };
}

feature!("chrono", chrono_instants, chrono::DateTime<chrono::Utc>, sorted: {
    ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-02-29T12:00:00.000001Z", "9999-12-31T23:59:59.999999Z"]
        .map(|text| text.parse().unwrap()).to_vec()
});
feature!("chrono", chrono_date_times, chrono::NaiveDateTime, sorted: {
    ["0001-01-01T00:00:00", "1969-12-31T23:59:59.999999", "9999-12-31T23:59:59.999999"].map(|text| text.parse().unwrap()).to_vec()
});
feature!("chrono", chrono_dates, chrono::NaiveDate, sorted: {
    ["0001-01-01", "1969-12-31", "2000-02-29", "9999-12-31"].map(|text| text.parse().unwrap()).to_vec()
});
feature!("chrono", chrono_times, chrono::NaiveTime, sorted: {
    ["00:00:00", "00:00:00.000001", "23:59:59.999999"].map(|text| text.parse().unwrap()).to_vec()
});
feature!("time", time_instants, time::OffsetDateTime, sorted: {
    [-62_135_596_800, -1, 0, 253_402_300_799].map(|second| time::OffsetDateTime::from_unix_timestamp(second).unwrap()).to_vec()
});
feature!("time", time_dates, time::Date, sorted: {
    vec![time::macros::date!(0001 - 01 - 01), time::macros::date!(1969 - 12 - 31), time::macros::date!(9999 - 12 - 31)]
});
feature!("time", time_times, time::Time, sorted: {
    vec![time::Time::MIDNIGHT, time::macros::time!(23:59:59.999999)]
});
feature!("uuid", uuids, uuid::Uuid, sorted: {
    vec![uuid::Uuid::nil(), uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(u128::MAX / 2), uuid::Uuid::max()]
});
feature!("decimal", decimals, rust_decimal::Decimal, sorted: {
    ["-79228162514264337593543950335", "-10", "-9.99", "-0.0000000000000000000000000001", "0", "0.1", "9", "10", "79228162514264337593543950335"]
        .map(|text| text.parse().unwrap()).to_vec()
});

#[cfg(feature = "uuid")]
mod uuid_keys {
    use orm::prelude::*;
    use uuid::Uuid;

    use crate::support::cases;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Parent {
        pub id: Id<Parent, Uuid>,
        pub name: String,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Child {
        pub id: Uuid,
        #[foreign_key(Parent, related_name = children)]
        pub parent_id: Id<Parent, Uuid>,
    }

    cases! {
        async fn a_uuid_is_made_at_insert(db: Db) {
            schema![Parent, Child].create_all(db).await.unwrap();
            let parents = ["a", "b", "c"].map(|name| Parent::create().name(name));
            let parents = Parent::create_many(parents).save(db).await.unwrap();
            assert_eq!(parents.iter().map(|parent| parent.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
            assert_eq!(parents[0].id.raw().get_version_num(), 7);
            let child = parents[1].children().create().save(db).await.unwrap();
            assert_eq!(child.parent().get(db).await.unwrap(), parents[1]);
            let rows = Parent::query().with(Parent::children).order_by(Parent::name.asc()).all(db).await.unwrap();
            assert_eq!(rows[1].1, [child]);
            let given = Parent::create().name("d").with_key(Id::new(Uuid::nil())).save(db).await.unwrap();
            assert_eq!(Parent::get(Id::new(Uuid::nil()), db).await.unwrap(), given);
        }

        async fn a_uuid_is_made_for_rows_created_together(db: Db) {
            schema![Parent, Child].create_all(db).await.unwrap();
            let parents = ["a", "b"].map(|name| {
                Parent::create().name(name).with(Parent::children, [Child::create(), Child::create()])
            });
            let (parents, statements) = db.statements(Parent::create_many(parents).save(db)).await;
            assert_eq!(statements, 2);
            for parent in parents.unwrap() {
                assert_eq!(parent.children().count(db).await.unwrap(), 2);
            }
        }
    }
}

#[cfg(feature = "json")]
mod documents {
    use orm::prelude::*;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use crate::support::cases;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Settings {
        theme: String,
        sizes: Vec<u64>,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Document {
        pub id: i64,
        pub any: serde_json::Value,
        pub typed: Option<Json<Settings>>,
    }

    cases! {
        async fn documents_survive(db: Db) {
            schema![Document].create_all(db).await.unwrap();
            let any = json!({"a": [1, 2.5, null, true, "ä"], "big": u64::MAX, "empty": {}});
            let typed = Json(Settings { theme: "dark".into(), sizes: vec![1, u64::MAX] });
            let row = Document::create().any(&any).typed(&typed).save(db).await.unwrap();
            assert_eq!((&row.any, row.typed.as_ref()), (&any, Some(&typed)));
            let null = Document::create().any(serde_json::Value::Null).save(db).await.unwrap();
            assert_eq!((null.any, null.typed), (serde_json::Value::Null, None));
            let refused = Document::create().any(json!("a\0")).save(db).await;
            assert!(matches!(&refused, Err(Error::InvalidValue { column, .. }) if column == "any"), "{refused:?}");
        }
    }
}
