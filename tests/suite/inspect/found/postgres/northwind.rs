// Models of a Postgres database, as `inspect` found it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "categories")]
pub struct Category {
    #[primary_key]
    pub category_id: i16,
    #[column(max_length = 15)]
    pub category_name: String,
    pub description: Option<String>,
    pub picture: Option<Vec<u8>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct CustomerCustomerDemo {
    #[primary_key]
    #[column(max_length = 5)]
    #[foreign_key(
        Customer,
        related_name = customer_customer_demos,
        on_delete = no_action
    )]
    pub customer_id: String,
    #[primary_key]
    #[column(max_length = 5)]
    #[foreign_key(
        CustomerDemographic,
        related_name = customer_customer_demos,
        on_delete = no_action,
        index = false
    )]
    pub customer_type_id: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "customer_demographics")]
pub struct CustomerDemographic {
    #[primary_key]
    #[column(max_length = 5)]
    pub customer_type_id: String,
    pub customer_desc: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "customers")]
#[many_to_many(
    CustomerDemographic,
    name = customer_demographics,
    related_name = customers,
    through = CustomerCustomerDemo
)]
pub struct Customer {
    #[primary_key]
    #[column(max_length = 5)]
    pub customer_id: String,
    #[column(max_length = 40)]
    pub company_name: String,
    #[column(max_length = 30)]
    pub contact_name: Option<String>,
    #[column(max_length = 30)]
    pub contact_title: Option<String>,
    #[column(max_length = 60)]
    pub address: Option<String>,
    #[column(max_length = 15)]
    pub city: Option<String>,
    #[column(max_length = 15)]
    pub region: Option<String>,
    #[column(max_length = 10)]
    pub postal_code: Option<String>,
    #[column(max_length = 15)]
    pub country: Option<String>,
    #[column(max_length = 24)]
    pub phone: Option<String>,
    #[column(max_length = 24)]
    pub fax: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "employee_territories")]
pub struct EmployeeTerritory {
    #[primary_key]
    #[foreign_key(Employee, related_name = employee_territories, on_delete = no_action)]
    pub employee_id: i16,
    #[primary_key]
    #[column(max_length = 20)]
    #[foreign_key(
        Territory,
        related_name = employee_territories,
        on_delete = no_action,
        index = false
    )]
    pub territory_id: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "employees")]
#[many_to_many(
    Territory,
    name = territories,
    related_name = employees,
    through = EmployeeTerritory
)]
pub struct Employee {
    #[primary_key]
    pub employee_id: i16,
    #[column(max_length = 20)]
    pub last_name: String,
    #[column(max_length = 10)]
    pub first_name: String,
    #[column(max_length = 30)]
    pub title: Option<String>,
    #[column(max_length = 25)]
    pub title_of_courtesy: Option<String>,
    pub birth_date: Option<chrono::NaiveDate>,
    pub hire_date: Option<chrono::NaiveDate>,
    #[column(max_length = 60)]
    pub address: Option<String>,
    #[column(max_length = 15)]
    pub city: Option<String>,
    #[column(max_length = 15)]
    pub region: Option<String>,
    #[column(max_length = 10)]
    pub postal_code: Option<String>,
    #[column(max_length = 15)]
    pub country: Option<String>,
    #[column(max_length = 24)]
    pub home_phone: Option<String>,
    #[column(max_length = 4)]
    pub extension: Option<String>,
    pub photo: Option<Vec<u8>>,
    pub notes: Option<String>,
    #[foreign_key(
        Employee,
        name = reports_to_employee,
        related_name = employees_by_reports_to,
        on_delete = no_action,
        index = false
    )]
    pub reports_to: Option<i16>,
    #[column(max_length = 255)]
    pub photo_path: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order_details")]
pub struct OrderDetail {
    #[primary_key]
    #[foreign_key(Order, related_name = order_details, on_delete = no_action)]
    pub order_id: i16,
    #[primary_key]
    #[foreign_key(
        Product,
        related_name = order_details,
        on_delete = no_action,
        index = false
    )]
    pub product_id: i16,
    pub unit_price: f32,
    pub quantity: i16,
    pub discount: f32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "orders")]
#[many_to_many(Product, name = products, related_name = orders, through = OrderDetail)]
pub struct Order {
    #[primary_key]
    pub order_id: i16,
    #[column(max_length = 5)]
    #[foreign_key(Customer, related_name = orders, on_delete = no_action, index = false)]
    pub customer_id: Option<String>,
    #[foreign_key(Employee, related_name = orders, on_delete = no_action, index = false)]
    pub employee_id: Option<i16>,
    pub order_date: Option<chrono::NaiveDate>,
    pub required_date: Option<chrono::NaiveDate>,
    pub shipped_date: Option<chrono::NaiveDate>,
    #[foreign_key(
        Shipper,
        name = shipper,
        related_name = orders,
        on_delete = no_action,
        index = false
    )]
    pub ship_via: Option<i16>,
    pub freight: Option<f32>,
    #[column(max_length = 40)]
    pub ship_name: Option<String>,
    #[column(max_length = 60)]
    pub ship_address: Option<String>,
    #[column(max_length = 15)]
    pub ship_city: Option<String>,
    #[column(max_length = 15)]
    pub ship_region: Option<String>,
    #[column(max_length = 10)]
    pub ship_postal_code: Option<String>,
    #[column(max_length = 15)]
    pub ship_country: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "products")]
pub struct Product {
    #[primary_key]
    pub product_id: i16,
    #[column(max_length = 40)]
    pub product_name: String,
    #[foreign_key(
        Supplier,
        related_name = products,
        on_delete = no_action,
        index = false
    )]
    pub supplier_id: Option<i16>,
    #[foreign_key(
        Category,
        related_name = products,
        on_delete = no_action,
        index = false
    )]
    pub category_id: Option<i16>,
    #[column(max_length = 20)]
    pub quantity_per_unit: Option<String>,
    pub unit_price: Option<f32>,
    pub units_in_stock: Option<i16>,
    pub units_on_order: Option<i16>,
    pub reorder_level: Option<i16>,
    pub discontinued: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Region {
    #[primary_key]
    pub region_id: i16,
    #[column(max_length = 60)]
    pub region_description: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "shippers")]
pub struct Shipper {
    #[primary_key]
    pub shipper_id: i16,
    #[column(max_length = 40)]
    pub company_name: String,
    #[column(max_length = 24)]
    pub phone: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "suppliers")]
pub struct Supplier {
    #[primary_key]
    pub supplier_id: i16,
    #[column(max_length = 40)]
    pub company_name: String,
    #[column(max_length = 30)]
    pub contact_name: Option<String>,
    #[column(max_length = 30)]
    pub contact_title: Option<String>,
    #[column(max_length = 60)]
    pub address: Option<String>,
    #[column(max_length = 15)]
    pub city: Option<String>,
    #[column(max_length = 15)]
    pub region: Option<String>,
    #[column(max_length = 10)]
    pub postal_code: Option<String>,
    #[column(max_length = 15)]
    pub country: Option<String>,
    #[column(max_length = 24)]
    pub phone: Option<String>,
    #[column(max_length = 24)]
    pub fax: Option<String>,
    pub homepage: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "territories")]
pub struct Territory {
    #[primary_key]
    #[column(max_length = 20)]
    pub territory_id: String,
    #[column(max_length = 60)]
    pub territory_description: String,
    #[foreign_key(
        Region,
        related_name = territories,
        on_delete = no_action,
        index = false
    )]
    pub region_id: i16,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "us_states")]
pub struct UsState {
    #[primary_key]
    pub state_id: i16,
    #[column(max_length = 100)]
    pub state_name: Option<String>,
    #[column(max_length = 2)]
    pub state_abbr: Option<String>,
    #[column(max_length = 50)]
    pub state_region: Option<String>,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![
        Category, CustomerCustomerDemo, CustomerDemographic, Customer, EmployeeTerritory,
        Employee, OrderDetail, Order, Product, Region, Shipper, Supplier, Territory,
        UsState
    ]
}
