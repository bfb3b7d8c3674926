use chrono::{Days, NaiveDate};
use orm::prelude::*;

use super::models::*;
use crate::classics::dice::Dice;

const CITIES: [(&str, &str); 5] = [
    ("Berlin", "Germany"),
    ("London", "UK"),
    ("Lyon", "France"),
    ("Madrid", "Spain"),
    ("Seattle", "USA"),
];

/// Five categories, the last one without a product; thirty products, of which some are short or discontinued; fifty
/// orders of a dozen customers, some not shipped, and two customers more who have ordered nothing.
pub async fn fill(db: &Db) {
    let schema = schema![
        Category, Supplier, Product, Customer, Employee, Shipper, Order, OrderLine
    ];
    schema.create_all(db).await.unwrap();
    let mut dice = Dice::new(2);
    let products = fill_products(db, &mut dice).await;
    let employees = fill_employees(db).await;
    let shippers = ["Speedy", "United", "Federal"].map(|name| Shipper::create().name(name));
    let shippers = Shipper::create_many(shippers).save(db).await.unwrap();
    let customers = (1..=14).map(|n| {
        let (city, country) = *dice.pick(&CITIES);
        Customer::create()
            .name(format!("Customer {n:02}"))
            .city(city)
            .country(country)
    });
    let customers: Vec<_> = customers.collect();
    let customers = Customer::create_many(customers).save(db).await.unwrap();
    let start = NaiveDate::from_ymd_opt(1997, 1, 3).unwrap();
    for n in 0..50 {
        let day = start + Days::new(n * 9);
        let shipped = (!dice.chance(20)).then(|| day + Days::new(n % 20 + 1));
        let order = Order::create()
            .customer(dice.pick(&customers[..12]))
            .employee(dice.pick(&employees))
            .shipper(shipped.map(|_| dice.pick(&shippers)))
            .ordered_on(day)
            .shipped_on(shipped)
            .freight_in_cents(dice.between(100, 20_000))
            .save(db)
            .await
            .unwrap();
        let ordered = products
            .iter()
            .filter(|_| dice.chance(10))
            .collect::<Vec<_>>();
        let lines = ordered.into_iter().map(|product| {
            OrderLine::create()
                .order(&order)
                .product(product)
                .price_in_cents(product.price_in_cents)
                .quantity(dice.between(1, 40))
        });
        let lines: Vec<_> = lines.collect();
        OrderLine::create_many(lines).save(db).await.unwrap();
    }
}

async fn fill_products(db: &Db, dice: &mut Dice) -> Vec<Product> {
    let categories = ["Beverages", "Condiments", "Seafood", "Sweets", "Air"];
    let categories = categories.map(|name| Category::create().name(name));
    let categories = Category::create_many(categories).save(db).await.unwrap();
    let suppliers = CITIES.map(|(city, country)| {
        Supplier::create()
            .name(format!("{city} Foods"))
            .country(country)
    });
    let suppliers = Supplier::create_many(suppliers).save(db).await.unwrap();
    let products = (1..=30).map(|n| {
        Product::create()
            .name(format!("Product {n:02}"))
            .category(dice.pick(&categories[..4]))
            .supplier(dice.pick(&suppliers))
            .price_in_cents(dice.between(200, 9_000) + n)
            .in_stock(i32::try_from(dice.below(60)).unwrap())
            .reorder_level(i32::try_from(dice.below(30)).unwrap())
            .discontinued(dice.chance(15))
    });
    let products: Vec<_> = products.collect();
    Product::create_many(products).save(db).await.unwrap()
}

async fn fill_employees(db: &Db) -> Vec<Employee> {
    let employ = async |name: &str, city: &str, boss: Option<&Employee>| {
        let employee = Employee::create().name(name).city(city).boss(boss);
        employee.save(db).await.unwrap()
    };
    let andrew = employ("Andrew", "Seattle", None).await;
    let steven = employ("Steven", "London", Some(&andrew)).await;
    let nancy = employ("Nancy", "Seattle", Some(&andrew)).await;
    let anne = employ("Anne", "London", Some(&steven)).await;
    let robert = employ("Robert", "Lyon", Some(&steven)).await;
    vec![andrew, steven, nancy, anne, robert]
}
