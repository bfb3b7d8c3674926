//! Tables, constraints and indexes.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "the \"great\" book",
    unique(shelf, place),
    index(place, shelf),
    check = "\"place\" > 0"
)]
pub struct Volume {
    pub id: i32,
    #[column(name = "select", max_length = 5)]
    pub word: String,
    #[column(default = "main")]
    pub shelf: String,
    #[column(check = "\"place\" < 1000", index)]
    pub place: i32,
    #[column(default = 1.5)]
    pub price: f64,
    #[column(default = true)]
    pub open: bool,
    #[column(default_sql = "CURRENT_TIMESTAMP")]
    pub stamp: String,
    #[column(default_with = twelve)]
    pub twelve: i16,
}

fn twelve() -> i16 {
    12
}

/// Two tables that refer to each other.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Country {
    pub id: i64,
    #[foreign_key(City, name = capital, related_name = capital_of, on_delete = set_null)]
    pub capital_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct City {
    pub id: i64,
    #[foreign_key(Country, related_name = cities, on_delete = cascade)]
    pub country_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "sales", table = "order")]
pub struct Order {
    pub id: i64,
    #[column(unique)]
    pub number: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "sales")]
pub struct Line {
    pub id: i64,
    #[foreign_key(Order, related_name = lines, on_delete = cascade)]
    pub order_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "a_table_whose_name_is_nearly_as_long_as_a_name_may_be_here")]
pub struct Long {
    pub id: i64,
    #[column(unique)]
    pub a_column_whose_name_is_long_too_and_begins_alike_one: i32,
    #[column(unique)]
    pub a_column_whose_name_is_long_too_and_begins_alike_two: i32,
}

/// Its index and the one of `UserGroup` would have one name.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct User {
    pub id: i64,
    #[column(index)]
    pub group_name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct UserGroup {
    pub id: i64,
    #[column(index)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "City")]
pub struct Town {
    pub id: i64,
}

cases! {
    async fn names_that_collide_are_refused_before_anything_is_made(db: Db) {
        for (schema, name) in [(schema![User, UserGroup], "user_group_name_idx"), (schema![City, Country, Town], "City")] {
            let (refused, statements) = db.statements(schema.create_all(db)).await;
            let message = refused.unwrap_err().to_string();
            assert!(message.contains(name) && message.contains("#[model(table"), "{message}");
            assert_eq!(statements, 0);
        }
    }

    async fn constraints_are_the_databases(db: Db) {
        schema![Volume].create_all(db).await.unwrap();
        let volume = Volume::create().word("five").place(1).save(db).await.unwrap();
        assert_eq!((volume.shelf.as_str(), volume.price, volume.open, volume.twelve), ("main", 1.5, true, 12));
        assert!(!volume.stamp.is_empty());

        let twice = Volume::create().word("x").place(1).save(db).await.unwrap_err();
        assert!(twice.violates(Volume::shelf) && twice.violates(Volume::place), "{twice:?}");
        assert!(!twice.violates(Volume::word));
        let negative = Volume::create().word("x").place(-1).save(db).await.unwrap_err();
        assert!(matches!(negative, Error::CheckViolation { .. }), "{negative:?}");
        let large = Volume::create().word("x").place(1000).save(db).await.unwrap_err();
        assert!(matches!(large, Error::CheckViolation { .. }) && large.violates(Volume::place), "{large:?}");
        let (long, statements) = db.statements(Volume::create().word("sixsix").place(2).save(db)).await;
        assert!(matches!(&long, Err(Error::InvalidValue { column, .. }) if column == "select"), "{long:?}");
        assert_eq!(statements, 0);
        let umlauts = Volume::create().word("äöüßé").place(3).save(db).await.unwrap();
        assert_eq!(umlauts.word, "äöüßé");
        assert_eq!(Volume::filter(Volume::word.eq("äöüßé")).get(db).await.unwrap(), umlauts);
    }

    async fn tables_may_refer_to_each_other(db: Db) {
        for _ in 0..2 {
            schema![Country, City].create_all(db).await.unwrap();
            let country = Country::create().save(db).await.unwrap();
            let city = country.cities().create().save(db).await.unwrap();
            let country = country.set(Country::capital_id, city.id).update(db).await.unwrap();
            assert_eq!(country.capital().get(db).await.unwrap(), Some(city.clone()));
            assert_eq!(city.capital_of().all(db).await.unwrap(), [country.clone()]);
            let dangling = country.set(Country::capital_id, 99).update(db).await.unwrap_err();
            assert!(dangling.violates(Country::capital_id), "{dangling:?}");
            country.set(Country::capital_id, None).update(db).await.unwrap();
            schema![Country, City].drop_all(db).await.unwrap();
        }
    }

    async fn a_database_schema_is_part_of_the_name(db: Db) {
        for _ in 0..2 {
            schema![Order, Line].create_all(db).await.unwrap();
            let order = Order::create().number(7).save(db).await.unwrap();
            let line = order.lines().create().save(db).await.unwrap();
            assert_eq!(line.order().get(db).await.unwrap(), order);
            let rows = Order::query().with(Order::lines.with(Line::order)).all(db).await.unwrap();
            assert_eq!(rows, [(order.clone(), vec![(line, order.clone())])]);
            let twice = Order::create().number(7).save(db).await.unwrap_err();
            assert!(twice.violates(Order::number), "{twice:?}");
            assert_eq!(order.set(Order::number, 8).update(db).await.unwrap().number, 8);
            Order::filter(Order::lines.any(Line::id.gt(0))).delete(db).await.unwrap();
            schema![Order, Line].drop_all(db).await.unwrap();
        }
    }

    async fn long_names_stay_apart(db: Db) {
        schema![Long].create_all(db).await.unwrap();
        let row = |two| {
            Long::create()
                .a_column_whose_name_is_long_too_and_begins_alike_one(1)
                .a_column_whose_name_is_long_too_and_begins_alike_two(two)
        };
        row(2).save(db).await.unwrap();
        let twice = row(3).save(db).await.unwrap_err();
        assert!(twice.violates(Long::a_column_whose_name_is_long_too_and_begins_alike_one), "{twice:?}");
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let sql = Long::create_table_sql(dialect);
            for name in sql.split('"').skip(1).step_by(2) {
                assert!(name.len() <= 63, "{name}");
            }
        }
    }

    async fn a_table_that_others_refer_to_is_not_dropped(db: Db) {
        schema![Country, City].create_all(db).await.unwrap();
        let country = Country::create().save(db).await.unwrap();
        country.cities().create().save(db).await.unwrap();
        let refused = schema![City].drop_all(db).await.unwrap_err();
        assert!(matches!(refused, Error::ForeignKeyViolation { .. }), "{refused:?}");
        let refused = schema![Country].drop_all(db).await.unwrap_err();
        assert!(matches!(refused, Error::ForeignKeyViolation { .. }), "{refused:?}");
        assert_eq!(City::query().count(db).await.unwrap(), 1);
    }

    /// What the database computes is held to the column's type as what is sent is.
    async fn a_number_that_overflows_is_refused(db: Db) {
        schema![Volume, Order, Line].create_all(db).await.unwrap();
        let volume = Volume::create().word("x").place(1).twelve(i16::MAX).save(db).await.unwrap();
        let refused = volume.set(Volume::twelve, Volume::twelve + 1).update(db).await.unwrap_err();
        assert!(matches!(&refused, Error::InvalidValue { table, .. } if table == "the \"great\" book"), "{refused:?}");
        assert_eq!(volume.refresh(db).await.unwrap(), volume);
        let order = Order::create().number(i32::MAX).save(db).await.unwrap();
        let refused = Order::filter(Order::id.eq(order.id)).set(Order::number, Order::number * 2).update(db).await.unwrap_err();
        assert!(matches!(&refused, Error::InvalidValue { .. }), "{refused:?}");
        assert_eq!(order.refresh(db).await.unwrap(), order);
    }

    async fn a_relation_to_a_model_that_is_not_listed_is_refused(db: Db) {
        let (refused, statements) = db.statements(schema![City].create_all(db)).await;
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("`City::country`") && message.contains("`Country`"), "{message}");
        assert_eq!(statements, 0);
        assert!(schema![City].create_sql(Dialect::Sqlite).starts_with("-- `City::country`"));
    }
}

#[test]
fn the_sql_reads_like_a_person_wrote_it() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let sql = [
            schema![Country, City, Order, Line].create_sql(dialect),
            Volume::create_table_sql(dialect),
            Long::create_table_sql(dialect),
        ];
        insta::assert_snapshot!(format!("{dialect}"), sql.join("\n\n"));
    }
}
