//! The example's folder of migrations, from the first to the last and back, with rows on the way.

use chrono::{DateTime, Utc};
use orm::migrate::{Folder, Migrations};
use orm::prelude::*;

use crate::support::cases;

#[path = "../../../examples/migrations/src/models.rs"]
mod models;

use models::{Address, Customer, Order, OrderLine, Product, Status};

fn folder() -> Folder {
    Folder::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/migrations/migrations"
    ))
}

fn migrations() -> Migrations {
    folder().migrations().unwrap()
}

async fn up(db: &Db, most: usize) -> Vec<String> {
    let runs = migrations().up(db, most, &mut |_| {}).await.unwrap();
    runs.into_iter().map(|run| run.name).collect()
}

/// What the program wrote in its first days.
async fn first_days(db: &Db) {
    for sql in [
        "INSERT INTO customer (name, email, fax) VALUES ('Jane', 'jane@example.org', '555'), ('Ann', 'ann@example.org', NULL)",
        "INSERT INTO address (street, city, customer_id) VALUES ('1 Mill Lane', 'Chawton', 1), ('2 Main Street', 'Haworth', 2)",
        "INSERT INTO product (name, price) VALUES ('Tea', 490), ('Cup', 1200)",
        "INSERT INTO purchase (placed_at, status, customer_id) VALUES ('2026-01-13 10:00:00.000000', 'paid', 1), ('2026-01-14 10:00:00.000000', 'open', 1)",
        "INSERT INTO purchase_products (purchase_id, product_id) VALUES (1, 1), (1, 2), (2, 2)",
    ] {
        db.execute_raw(sql).await.unwrap();
    }
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    raw(sql).get(db).await.unwrap()
}

cases! {
    async fn a_year_of_changes_keeps_the_rows(db: Db) {
        assert_eq!(up(db, 1).await, ["20260112091530_initial"]);
        first_days(db).await;
        assert_eq!(up(db, usize::MAX).await.len(), 10);

        let jane = Customer::get(1, db).await.unwrap();
        assert_eq!(jane, Customer { id: 1, name: "Jane".into(), email: "jane@example.org".into(), phone: None });
        assert_eq!(jane.address().get(db).await.unwrap().map(|address| address.city), Some("Chawton".to_owned()));
        let placed_at: DateTime<Utc> = "2026-01-13T10:00:00Z".parse().unwrap();
        let orders = jane.orders().order_by(Order::id.asc()).with(Order::lines.order_by(OrderLine::product_id.asc()));
        let orders = orders.all(db).await.unwrap();
        let line = |order_id, product_id| OrderLine { order_id, product_id, quantity: 1 };
        assert_eq!((orders[0].0.placed_at, orders[0].0.status), (placed_at, Status::Paid));
        assert_eq!(orders[0].1, [line(1, 1), line(1, 2)]);
        assert_eq!(orders[1].1, [line(2, 2)]);
        let products = Product::query().order_by(Product::id.asc()).all(db).await.unwrap();
        let products: Vec<_> = products.iter().map(|p| (p.name.as_str(), p.price_in_cents, p.stock, p.deleted_at)).collect();
        assert_eq!(products, [("Tea", 490, 0, None), ("Cup", 1200, 0, None)]);

        // What the constraints of the last migrations are for.
        let tea = Product::create().name("Tea").price_in_cents(5).save(db).await.unwrap_err();
        assert!(tea.violates(Product::name), "{tea}");
        products_and_their_names(db).await;
        let second = Address::create().street("3").city("Bath").customer(&jane).save(db).await.unwrap_err();
        assert!(second.violates(Address::customer_id), "{second}");
        let schema = schema![Customer, Address, Product, Order, OrderLine];
        assert_eq!(folder().check(&schema).unwrap(), Vec::<String>::new());
    }

    async fn what_is_not_dropped_goes_all_the_way_back(db: Db) {
        up(db, 1).await;
        first_days(db).await;
        up(db, usize::MAX).await;
        let refused = migrations().down(db, 1, &mut |_| {}).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "20261102100622_drop_fax: this migration cannot be taken back: what it dropped of customer is gone"
        );
        assert_eq!(migrations().status(db).await.unwrap().iter().filter(|status| status.applied).count(), 11);
    }

    async fn ten_changes_are_taken_back_with_the_rows_kept(db: Db) {
        up(db, 1).await;
        first_days(db).await;
        up(db, 9).await;
        let runs = migrations().down(db, 9, &mut |_| {}).await.unwrap();
        assert_eq!(runs.last().unwrap().name, "20260203142207_add_phone");
        assert_eq!(count(db, "SELECT count(*) FROM purchase_products").await, 3);
        assert_eq!(count(db, "SELECT count(*) FROM purchase WHERE status = 'paid'").await, 1);
        assert_eq!(count(db, "SELECT cast(sum(price) AS bigint) FROM product").await, 1690);
        assert_eq!(count(db, "SELECT count(*) FROM customer WHERE fax = '555'").await, 1);
        // And up again, and down to nothing.
        assert_eq!(up(db, 9).await.len(), 9);
        assert_eq!(migrations().down(db, 10, &mut |_| {}).await.unwrap().len(), 10);
        assert!(db.execute_raw("DELETE FROM customer").await.is_err());
    }

    async fn rows_that_are_in_the_way_stop_a_migration_before_it_changes_anything(db: Db) {
        up(db, 1).await;
        first_days(db).await;
        let second = "INSERT INTO address (street, city, customer_id) VALUES ('9 Elm Row', 'Bath', 1)";
        db.execute_raw(second).await.unwrap();
        let stopped = migrations().run(db).await.unwrap_err();
        assert_eq!(
            stopped.to_string(),
            "20260427110938_one_address_each: several rows of address agree in (customer_id), which is to be unique: \
             change or delete all but one of each first"
        );
        assert_eq!(migrations().pending(db).await.unwrap().len(), 6);
        assert_eq!(count(db, "SELECT count(*) FROM address").await, 3);

        db.execute_raw("DELETE FROM address WHERE city = 'Bath'").await.unwrap();
        assert_eq!(migrations().run(db).await.unwrap().len(), 6);
    }
}

/// A name is free again when its product is deleted, softly.
async fn products_and_their_names(db: &Db) {
    Product::get(1, db).await.unwrap().delete(db).await.unwrap();
    let tea = Product::create()
        .name("Tea")
        .price_in_cents(3_000_000_000_i64);
    assert_eq!(tea.save(db).await.unwrap().price_in_cents, 3_000_000_000);
    let below = Product::create().name("Pot").price_in_cents(1).stock(-1);
    assert!(matches!(
        below.save(db).await,
        Err(Error::CheckViolation { .. })
    ));
}
