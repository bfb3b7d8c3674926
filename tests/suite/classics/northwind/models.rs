use chrono::NaiveDate;
use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Supplier {
    pub id: i64,
    pub name: String,
    pub country: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Product {
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[foreign_key(Category, related_name = products)]
    pub category_id: i64,
    #[foreign_key(Supplier, related_name = products)]
    pub supplier_id: i64,
    pub price_in_cents: i64,
    pub in_stock: i32,
    pub reorder_level: i32,
    pub discontinued: bool,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: i64,
    pub name: String,
    pub city: String,
    pub country: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Employee {
    pub id: i64,
    pub name: String,
    pub city: String,
    #[foreign_key(Employee, name = boss, related_name = reports)]
    pub boss_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shipper {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Order {
    pub id: i64,
    #[foreign_key(Customer, related_name = orders)]
    pub customer_id: i64,
    #[foreign_key(Employee, related_name = orders)]
    pub employee_id: i64,
    #[foreign_key(Shipper, related_name = orders)]
    pub shipper_id: Option<i64>,
    pub ordered_on: NaiveDate,
    pub shipped_on: Option<NaiveDate>,
    pub freight_in_cents: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct OrderLine {
    #[primary_key]
    #[foreign_key(Order, related_name = lines, on_delete = cascade)]
    pub order_id: i64,
    #[primary_key]
    #[foreign_key(Product, related_name = lines)]
    pub product_id: i64,
    pub price_in_cents: i64,
    pub quantity: i64,
}
