//! A shop that has been in use for a year, and whose tables have changed ten times since the first customer.
//!
//! `cargo run -p shop` migrates the database that `DATABASE_URL` names, or SQLite in memory, and sells something.
//! `cargo run -p shop -- migrate status` is the command line: with arguments the program does what they say.

mod models;

use orm::prelude::*;
use orm::schema::Schema;

use models::{Address, Customer, Order, OrderLine, Product, Status};

/// What the tables are to be.
fn schema() -> Schema {
    schema![Customer, Address, Product, Order, OrderLine]
}

#[tokio::main]
async fn main() -> Result<(), orm::Error> {
    if std::env::args().len() > 1 {
        orm::cli::run(schema()).await
    }
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;

    // The files are in the program: where it runs, the tables come to be what its models are.
    for name in orm::migrations!().run(&db).await? {
        println!("Ran {name}.");
    }
    sell(&db).await
}

async fn sell(db: &Db) -> Result<(), orm::Error> {
    let tea = Product::create().name("Tea, 100 g").price_in_cents(490);
    let tea = tea.stock(12).save(db).await?;
    let (jane, is_new) = Customer::get_or_create(
        Customer::email.eq("jane@example.org"),
        Customer::create().name("Jane").email("jane@example.org"),
        db,
    )
    .await?;
    if is_new {
        let address = jane.address().create().street("1 Mill Lane");
        address.city("Chawton").save(db).await?;
    }

    let order = jane.orders().create().placed_at(chrono::Utc::now());
    let order = order.status(Status::Paid).save(db).await?;
    order.products().link(&tea).quantity(3).save(db).await?;
    let lines = order.lines().with(OrderLine::product).all(db).await?;
    for (line, product) in &lines {
        println!("{} × {} for {}.", line.quantity, product.name, jane.name);
    }

    // A product that is sold no more stays in old orders, and its name may be given again.
    tea.delete(db).await?;
    println!(
        "{} products are on sale, and {} were once.",
        Product::query().count(db).await?,
        Product::query().with_deleted().count(db).await?,
    );
    Ok(())
}
