// Models of a SQLite database, as `inspect` found it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Film, name = films, related_name = actors, through = FilmActor)]
pub struct Actor {
    #[primary_key]
    pub actor_id: f64,
    #[column(max_length = 45)]
    pub first_name: String,
    #[column(index, max_length = 45)]
    pub last_name: String,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type AddressKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Address {
    #[primary_key]
    pub address_id: AddressKey,
    #[column(max_length = 50)]
    pub address: String,
    #[column(max_length = 50, default_sql = "NULL")]
    pub address2: Option<String>,
    #[column(max_length = 20)]
    pub district: String,
    #[foreign_key(
        City,
        related_name = addresses,
        on_delete = no_action,
        on_update = cascade
    )]
    pub city_id: i64,
    #[column(max_length = 10, default_sql = "NULL")]
    pub postal_code: Option<String>,
    #[column(max_length = 20)]
    pub phone: String,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type CategoryKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    #[primary_key]
    pub category_id: CategoryKey,
    #[column(max_length = 25)]
    pub name: String,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type CityKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct City {
    #[primary_key]
    pub city_id: CityKey,
    #[column(max_length = 50)]
    pub city: String,
    #[foreign_key(
        Country,
        related_name = cities,
        on_delete = no_action,
        on_update = cascade
    )]
    pub country_id: i64,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type CountryKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Country {
    #[primary_key]
    pub country_id: CountryKey,
    #[column(max_length = 50)]
    pub country: String,
    pub last_update: Option<chrono::NaiveDateTime>,
}

/// A key that is given, and not numbered by the database.
pub type CustomerKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    #[primary_key]
    pub customer_id: CustomerKey,
    #[foreign_key(
        Store,
        related_name = customers,
        on_delete = no_action,
        on_update = cascade
    )]
    pub store_id: i64,
    #[column(max_length = 45)]
    pub first_name: String,
    #[column(index, max_length = 45)]
    pub last_name: String,
    #[column(max_length = 50, default_sql = "NULL")]
    pub email: Option<String>,
    #[foreign_key(
        Address,
        related_name = customers,
        on_delete = no_action,
        on_update = cascade
    )]
    pub address_id: i64,
    #[column(max_length = 1, default = "Y")]
    pub active: String,
    pub create_date: chrono::NaiveDateTime,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type FilmKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    check = "special_features is null or special_features like '%Trailers%' or special_features like '%Commentaries%' or special_features like '%Deleted Scenes%' or special_features like '%Behind the Scenes%'",
    check = "rating in ('G','PG','PG-13','R','NC-17')"
)]
#[many_to_many(
    Category,
    name = categories,
    related_name = films,
    through = FilmCategory
)]
pub struct Film {
    #[primary_key]
    pub film_id: FilmKey,
    #[column(max_length = 255)]
    pub title: String,
    #[column(default_sql = "NULL")]
    pub description: Option<String>,
    #[column(max_length = 4, default_sql = "NULL")]
    pub release_year: Option<String>,
    #[foreign_key(Language, related_name = films, on_delete = no_action)]
    pub language_id: i64,
    #[column(default_sql = "NULL")]
    #[foreign_key(
        Language,
        related_name = films_by_original_language,
        on_delete = no_action
    )]
    pub original_language_id: Option<i64>,
    #[column(default = 3)]
    pub rental_duration: i64,
    #[column(default = 4.99)]
    pub rental_rate: f64,
    #[column(default_sql = "NULL")]
    pub length: Option<i64>,
    #[column(default = 19.99)]
    pub replacement_cost: f64,
    #[column(max_length = 10, default = "G")]
    pub rating: Option<String>,
    #[column(max_length = 100, default_sql = "NULL")]
    pub special_features: Option<String>,
    pub last_update: chrono::NaiveDateTime,
}

// Not said by the model:
// - the column `actor_id` is of another type than the one that it refers to
#[derive(Model, Debug, Clone, PartialEq)]
pub struct FilmActor {
    #[primary_key]
    #[column(index)]
    #[foreign_key(
        Actor,
        related_name = film_actors,
        on_delete = no_action,
        on_update = cascade
    )]
    pub actor_id: f64,
    #[primary_key]
    #[foreign_key(
        Film,
        related_name = film_actors,
        on_delete = no_action,
        on_update = cascade
    )]
    pub film_id: i64,
    pub last_update: chrono::NaiveDateTime,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct FilmCategory {
    #[primary_key]
    #[column(index)]
    #[foreign_key(
        Film,
        related_name = film_categories,
        on_delete = no_action,
        on_update = cascade
    )]
    pub film_id: i64,
    #[primary_key]
    #[foreign_key(
        Category,
        related_name = film_categories,
        on_delete = no_action,
        on_update = cascade
    )]
    pub category_id: i64,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type FilmTextKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct FilmText {
    #[primary_key]
    pub film_id: FilmTextKey,
    #[column(max_length = 255)]
    pub title: String,
    pub description: Option<String>,
}

/// A key that is given, and not numbered by the database.
pub type InventoryKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(index(store_id, film_id))]
pub struct Inventory {
    #[primary_key]
    pub inventory_id: InventoryKey,
    #[foreign_key(
        Film,
        related_name = inventories,
        on_delete = no_action,
        on_update = cascade
    )]
    pub film_id: i64,
    #[foreign_key(
        Store,
        related_name = inventories,
        on_delete = no_action,
        on_update = cascade,
        index = false
    )]
    pub store_id: i64,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type LanguageKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Language {
    #[primary_key]
    pub language_id: LanguageKey,
    #[column(max_length = 20)]
    pub name: String,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type PaymentKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Payment {
    #[primary_key]
    pub payment_id: PaymentKey,
    #[foreign_key(Customer, related_name = payments, on_delete = no_action)]
    pub customer_id: i64,
    #[foreign_key(Staff, related_name = payments, on_delete = no_action)]
    pub staff_id: i64,
    #[column(default_sql = "NULL")]
    #[foreign_key(
        Rental,
        related_name = payments,
        on_delete = set_null,
        on_update = cascade,
        index = false
    )]
    pub rental_id: Option<i64>,
    pub amount: f64,
    pub payment_date: chrono::NaiveDateTime,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type RentalKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(rental_date, inventory_id, customer_id))]
pub struct Rental {
    #[primary_key]
    pub rental_id: RentalKey,
    pub rental_date: chrono::NaiveDateTime,
    #[foreign_key(Inventory, related_name = rentals, on_delete = no_action)]
    pub inventory_id: i64,
    #[foreign_key(Customer, related_name = rentals, on_delete = no_action)]
    pub customer_id: i64,
    #[column(default_sql = "NULL")]
    pub return_date: Option<chrono::NaiveDateTime>,
    #[foreign_key(Staff, related_name = rentals, on_delete = no_action)]
    pub staff_id: i64,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type StaffKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Staff {
    #[primary_key]
    pub staff_id: StaffKey,
    #[column(max_length = 45)]
    pub first_name: String,
    #[column(max_length = 45)]
    pub last_name: String,
    #[foreign_key(
        Address,
        related_name = staff,
        on_delete = no_action,
        on_update = cascade
    )]
    pub address_id: i64,
    #[column(default_sql = "NULL")]
    pub picture: Option<Vec<u8>>,
    #[column(max_length = 50, default_sql = "NULL")]
    pub email: Option<String>,
    #[foreign_key(
        Store,
        related_name = staff,
        on_delete = no_action,
        on_update = cascade
    )]
    pub store_id: i64,
    #[column(default = 1)]
    pub active: i64,
    #[column(max_length = 16)]
    pub username: String,
    #[column(max_length = 40, default_sql = "NULL")]
    pub password: Option<String>,
    pub last_update: chrono::NaiveDateTime,
}

/// A key that is given, and not numbered by the database.
pub type StoreKey = i64;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Store {
    #[primary_key]
    pub store_id: StoreKey,
    #[foreign_key(Staff, related_name = stores, on_delete = no_action)]
    pub manager_staff_id: i64,
    #[foreign_key(Address, related_name = stores, on_delete = no_action)]
    pub address_id: i64,
    pub last_update: chrono::NaiveDateTime,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![
        Actor, Address, Category, City, Country, Customer, Film, FilmActor, FilmCategory,
        FilmText, Inventory, Language, Payment, Rental, Staff, Store
    ]
}
