// Models of a SQLite database, as `inspect` found it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Categories")]
pub struct Category {
    #[primary_key]
    #[column(name = "CategoryID")]
    pub category_id: i64,
    #[column(name = "CategoryName")]
    pub category_name: Option<String>,
    #[column(name = "Description")]
    pub description: Option<String>,
    #[column(name = "Picture")]
    pub picture: Option<Vec<u8>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "CustomerCustomerDemo")]
pub struct CustomerCustomerDemo {
    #[primary_key]
    #[column(name = "CustomerID")]
    #[foreign_key(
        Customer,
        related_name = customer_customer_demos,
        on_delete = no_action
    )]
    pub customer_id: String,
    #[primary_key]
    #[column(name = "CustomerTypeID")]
    #[foreign_key(
        CustomerDemographic,
        related_name = customer_customer_demos,
        on_delete = no_action,
        index = false
    )]
    pub customer_type_id: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "CustomerDemographics")]
pub struct CustomerDemographic {
    #[primary_key]
    #[column(name = "CustomerTypeID")]
    pub customer_type_id: String,
    #[column(name = "CustomerDesc")]
    pub customer_desc: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Customers")]
#[many_to_many(
    CustomerDemographic,
    name = customer_demographics,
    related_name = customers,
    through = CustomerCustomerDemo
)]
pub struct Customer {
    #[primary_key]
    #[column(name = "CustomerID")]
    pub customer_id: String,
    #[column(name = "CompanyName")]
    pub company_name: Option<String>,
    #[column(name = "ContactName")]
    pub contact_name: Option<String>,
    #[column(name = "ContactTitle")]
    pub contact_title: Option<String>,
    #[column(name = "Address")]
    pub address: Option<String>,
    #[column(name = "City")]
    pub city: Option<String>,
    #[column(name = "Region")]
    pub region: Option<String>,
    #[column(name = "PostalCode")]
    pub postal_code: Option<String>,
    #[column(name = "Country")]
    pub country: Option<String>,
    #[column(name = "Phone")]
    pub phone: Option<String>,
    #[column(name = "Fax")]
    pub fax: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "EmployeeTerritories")]
pub struct EmployeeTerritory {
    #[primary_key]
    #[column(name = "EmployeeID")]
    #[foreign_key(Employee, related_name = employee_territories, on_delete = no_action)]
    pub employee_id: i64,
    #[primary_key]
    #[column(name = "TerritoryID")]
    #[foreign_key(
        Territory,
        related_name = employee_territories,
        on_delete = no_action,
        index = false
    )]
    pub territory_id: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Employees")]
#[many_to_many(
    Territory,
    name = territories,
    related_name = employees,
    through = EmployeeTerritory
)]
pub struct Employee {
    #[primary_key]
    #[column(name = "EmployeeID")]
    pub employee_id: i64,
    #[column(name = "LastName")]
    pub last_name: Option<String>,
    #[column(name = "FirstName")]
    pub first_name: Option<String>,
    #[column(name = "Title")]
    pub title: Option<String>,
    #[column(name = "TitleOfCourtesy")]
    pub title_of_courtesy: Option<String>,
    #[column(name = "BirthDate")]
    pub birth_date: Option<chrono::NaiveDate>,
    #[column(name = "HireDate")]
    pub hire_date: Option<chrono::NaiveDate>,
    #[column(name = "Address")]
    pub address: Option<String>,
    #[column(name = "City")]
    pub city: Option<String>,
    #[column(name = "Region")]
    pub region: Option<String>,
    #[column(name = "PostalCode")]
    pub postal_code: Option<String>,
    #[column(name = "Country")]
    pub country: Option<String>,
    #[column(name = "HomePhone")]
    pub home_phone: Option<String>,
    #[column(name = "Extension")]
    pub extension: Option<String>,
    #[column(name = "Photo")]
    pub photo: Option<Vec<u8>>,
    #[column(name = "Notes")]
    pub notes: Option<String>,
    #[column(name = "ReportsTo")]
    #[foreign_key(
        Employee,
        name = reports_to_employee,
        related_name = employees_by_reports_to,
        on_delete = no_action,
        index = false
    )]
    pub reports_to: Option<i64>,
    #[column(name = "PhotoPath")]
    pub photo_path: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "Order Details",
    check = "[Discount]>=(0) AND [Discount]<=(1)",
    check = "[Quantity]>(0)",
    check = "[UnitPrice]>=(0)"
)]
pub struct OrderDetail {
    #[primary_key]
    #[column(name = "OrderID")]
    #[foreign_key(Order, related_name = order_details, on_delete = no_action)]
    pub order_id: i64,
    #[primary_key]
    #[column(name = "ProductID")]
    #[foreign_key(
        Product,
        related_name = order_details,
        on_delete = no_action,
        index = false
    )]
    pub product_id: i64,
    #[column(name = "UnitPrice", default = 0)]
    pub unit_price: f64,
    #[column(name = "Quantity", default = 1)]
    pub quantity: i64,
    #[column(name = "Discount", default = 0)]
    pub discount: f64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Orders")]
#[many_to_many(Product, name = products, related_name = orders, through = OrderDetail)]
pub struct Order {
    #[primary_key]
    #[column(name = "OrderID")]
    pub order_id: i64,
    #[column(name = "CustomerID")]
    #[foreign_key(Customer, related_name = orders, on_delete = no_action, index = false)]
    pub customer_id: Option<String>,
    #[column(name = "EmployeeID")]
    #[foreign_key(Employee, related_name = orders, on_delete = no_action, index = false)]
    pub employee_id: Option<i64>,
    #[column(name = "OrderDate")]
    pub order_date: Option<chrono::NaiveDateTime>,
    #[column(name = "RequiredDate")]
    pub required_date: Option<chrono::NaiveDateTime>,
    #[column(name = "ShippedDate")]
    pub shipped_date: Option<chrono::NaiveDateTime>,
    #[column(name = "ShipVia")]
    #[foreign_key(
        Shipper,
        name = shipper,
        related_name = orders,
        on_delete = no_action,
        index = false
    )]
    pub ship_via: Option<i64>,
    #[column(name = "Freight", default = 0)]
    pub freight: Option<f64>,
    #[column(name = "ShipName")]
    pub ship_name: Option<String>,
    #[column(name = "ShipAddress")]
    pub ship_address: Option<String>,
    #[column(name = "ShipCity")]
    pub ship_city: Option<String>,
    #[column(name = "ShipRegion")]
    pub ship_region: Option<String>,
    #[column(name = "ShipPostalCode")]
    pub ship_postal_code: Option<String>,
    #[column(name = "ShipCountry")]
    pub ship_country: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "Products",
    check = "[ReorderLevel]>=(0)",
    check = "[UnitPrice]>=(0)",
    check = "[UnitsInStock]>=(0)",
    check = "[UnitsOnOrder]>=(0)"
)]
pub struct Product {
    #[primary_key]
    #[column(name = "ProductID")]
    pub product_id: i64,
    #[column(name = "ProductName")]
    pub product_name: String,
    #[column(name = "SupplierID")]
    #[foreign_key(
        Supplier,
        related_name = products,
        on_delete = no_action,
        index = false
    )]
    pub supplier_id: Option<i64>,
    #[column(name = "CategoryID")]
    #[foreign_key(
        Category,
        related_name = products,
        on_delete = no_action,
        index = false
    )]
    pub category_id: Option<i64>,
    #[column(name = "QuantityPerUnit")]
    pub quantity_per_unit: Option<String>,
    #[column(name = "UnitPrice", default = 0)]
    pub unit_price: Option<f64>,
    #[column(name = "UnitsInStock", default = 0)]
    pub units_in_stock: Option<i64>,
    #[column(name = "UnitsOnOrder", default = 0)]
    pub units_on_order: Option<i64>,
    #[column(name = "ReorderLevel", default = 0)]
    pub reorder_level: Option<i64>,
    #[column(name = "Discontinued", default = "0")]
    pub discontinued: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Regions")]
pub struct Region {
    #[primary_key]
    #[column(name = "RegionID")]
    pub region_id: i64,
    #[column(name = "RegionDescription")]
    pub region_description: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Shippers")]
pub struct Shipper {
    #[primary_key]
    #[column(name = "ShipperID")]
    pub shipper_id: i64,
    #[column(name = "CompanyName")]
    pub company_name: String,
    #[column(name = "Phone")]
    pub phone: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Suppliers")]
pub struct Supplier {
    #[primary_key]
    #[column(name = "SupplierID")]
    pub supplier_id: i64,
    #[column(name = "CompanyName")]
    pub company_name: String,
    #[column(name = "ContactName")]
    pub contact_name: Option<String>,
    #[column(name = "ContactTitle")]
    pub contact_title: Option<String>,
    #[column(name = "Address")]
    pub address: Option<String>,
    #[column(name = "City")]
    pub city: Option<String>,
    #[column(name = "Region")]
    pub region: Option<String>,
    #[column(name = "PostalCode")]
    pub postal_code: Option<String>,
    #[column(name = "Country")]
    pub country: Option<String>,
    #[column(name = "Phone")]
    pub phone: Option<String>,
    #[column(name = "Fax")]
    pub fax: Option<String>,
    #[column(name = "HomePage")]
    pub home_page: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Territories")]
pub struct Territory {
    #[primary_key]
    #[column(name = "TerritoryID")]
    pub territory_id: String,
    #[column(name = "TerritoryDescription")]
    pub territory_description: String,
    #[column(name = "RegionID")]
    #[foreign_key(
        Region,
        related_name = territories,
        on_delete = no_action,
        index = false
    )]
    pub region_id: i64,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![
        Category, CustomerCustomerDemo, CustomerDemographic, Customer, EmployeeTerritory,
        Employee, OrderDetail, Order, Product, Region, Shipper, Supplier, Territory
    ]
}
