//! The shop as it is now; `migrations/` tells how it came to be so.

use chrono::{DateTime, Utc};
use orm::prelude::*;

/// How far an order is.
#[derive(Value, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open,
    Paid,
    Shipped,
}

/// Somebody who buys.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: i64,
    #[column(max_length = 100)]
    pub name: String,
    #[column(unique, max_length = 200)]
    pub email: String,
    #[column(max_length = 30)]
    pub phone: Option<String>,
}

/// Where a customer's parcels go.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Address {
    pub id: i64,
    pub street: String,
    pub city: String,
    #[one_to_one(Customer, on_delete = cascade)]
    pub customer_id: i64,
}

/// Something to sell.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at)]
pub struct Product {
    pub id: i64,
    #[column(unique, max_length = 80)]
    pub name: String,
    pub price_in_cents: i64,
    #[column(default = 0, check = "stock >= 0")]
    pub stock: i32,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Products that a customer bought together.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "orders")]
#[many_to_many(Product, name = products, related_name = orders, through = OrderLine)]
pub struct Order {
    pub id: i64,
    #[column(index)]
    pub placed_at: DateTime<Utc>,
    #[column(default = "open")]
    pub status: Status,
    #[foreign_key(Customer, related_name = orders)]
    pub customer_id: i64,
}

/// How many of a product are in an order.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct OrderLine {
    #[primary_key]
    #[foreign_key(Order, related_name = lines, on_delete = cascade)]
    pub order_id: i64,
    #[primary_key]
    #[foreign_key(Product, related_name = lines, on_delete = cascade)]
    pub product_id: i64,
    #[column(default = 1)]
    pub quantity: i32,
}
