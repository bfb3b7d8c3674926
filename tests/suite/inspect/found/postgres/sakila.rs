// Models of a Postgres database, as `inspect` found it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Film, name = films, related_name = actors, through = FilmActor)]
pub struct Actor {
    #[primary_key]
    pub actor_id: i32,
    pub first_name: String,
    #[column(index)]
    pub last_name: String,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Address {
    #[primary_key]
    pub address_id: i32,
    pub address: String,
    pub address2: Option<String>,
    pub district: String,
    #[foreign_key(City, related_name = addresses, on_update = cascade)]
    pub city_id: i32,
    pub postal_code: Option<String>,
    pub phone: String,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    #[primary_key]
    pub category_id: i32,
    pub name: String,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct City {
    #[primary_key]
    pub city_id: i32,
    pub city: String,
    #[foreign_key(Country, related_name = cities, on_update = cascade)]
    pub country_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Country {
    #[primary_key]
    pub country_id: i32,
    pub country: String,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    #[primary_key]
    pub customer_id: i32,
    #[foreign_key(Store, related_name = customers, on_update = cascade)]
    pub store_id: i32,
    pub first_name: String,
    #[column(index)]
    pub last_name: String,
    pub email: Option<String>,
    #[foreign_key(Address, related_name = customers, on_update = cascade)]
    pub address_id: i32,
    #[column(default = true)]
    pub activebool: bool,
    #[column(default_sql = "CURRENT_DATE")]
    pub create_date: chrono::NaiveDate,
    #[column(default_sql = "now()")]
    pub last_update: Option<chrono::DateTime<chrono::Utc>>,
    pub active: Option<i32>,
}

// Not said by the model:
// - the column `release_year` is of `year`, which may refuse what `integer` takes
// - the column `rating` is of type `mpaa_rating`, which no field has
// - the column `fulltext` is of type `tsvector`, which no field has
// - the index `film_fulltext_idx`: gist ("fulltext")
/// What the stores rent out.
#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(
    Category,
    name = categories,
    related_name = films,
    through = FilmCategory
)]
pub struct Film {
    #[primary_key]
    pub film_id: i32,
    #[column(index)]
    pub title: String,
    pub description: Option<String>,
    pub release_year: Option<i32>,
    #[foreign_key(Language, related_name = films, on_update = cascade)]
    pub language_id: i32,
    #[foreign_key(
        Language,
        related_name = films_by_original_language,
        on_update = cascade
    )]
    pub original_language_id: Option<i32>,
    /// In days.
    #[column(default = 3)]
    pub rental_duration: i16,
    #[column(default = 4.99)]
    pub rental_rate: rust_decimal::Decimal,
    pub length: Option<i16>,
    #[column(default = 19.99)]
    pub replacement_cost: rust_decimal::Decimal,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
    pub special_features: Option<Vec<String>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct FilmActor {
    #[primary_key]
    #[foreign_key(Actor, related_name = film_actors, on_update = cascade)]
    pub actor_id: i32,
    #[primary_key]
    #[foreign_key(Film, related_name = film_actors, on_update = cascade)]
    pub film_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct FilmCategory {
    #[primary_key]
    #[foreign_key(Film, related_name = film_categories, on_update = cascade)]
    pub film_id: i32,
    #[primary_key]
    #[foreign_key(
        Category,
        related_name = film_categories,
        on_update = cascade,
        index = false
    )]
    pub category_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(index(store_id, film_id))]
pub struct Inventory {
    #[primary_key]
    pub inventory_id: i32,
    #[foreign_key(Film, related_name = inventories, on_update = cascade, index = false)]
    pub film_id: i32,
    #[foreign_key(Store, related_name = inventories, on_update = cascade, index = false)]
    pub store_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

// Not said by the model:
// - the column `name` is filled up with spaces, character(20)
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Language {
    #[primary_key]
    pub language_id: i32,
    #[column(max_length = 20)]
    pub name: String,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

// Not said by the model:
// - the table is PARTITION BY RANGE (payment_date)
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Payment {
    #[primary_key]
    pub payment_date: chrono::DateTime<chrono::Utc>,
    #[foreign_key(
        Customer,
        related_name = payments,
        on_delete = no_action,
        index = false
    )]
    pub customer_id: i32,
    #[foreign_key(Staff, related_name = payments, on_delete = no_action, index = false)]
    pub staff_id: i32,
    #[foreign_key(Rental, related_name = payments, on_delete = no_action, index = false)]
    pub rental_id: i32,
    pub amount: rust_decimal::Decimal,
    #[primary_key]
    #[column(default_sql = "nextval('payment_payment_id_seq'::regclass)")]
    pub payment_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(rental_date, inventory_id, customer_id))]
pub struct Rental {
    #[primary_key]
    pub rental_id: i32,
    pub rental_date: chrono::DateTime<chrono::Utc>,
    #[foreign_key(Inventory, related_name = rentals, on_update = cascade)]
    pub inventory_id: i32,
    #[foreign_key(Customer, related_name = rentals, on_update = cascade, index = false)]
    pub customer_id: i32,
    pub return_date: Option<chrono::DateTime<chrono::Utc>>,
    #[foreign_key(Staff, related_name = rentals, on_update = cascade, index = false)]
    pub staff_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Staff {
    #[primary_key]
    pub staff_id: i32,
    pub first_name: String,
    pub last_name: String,
    #[foreign_key(Address, related_name = staff, on_update = cascade, index = false)]
    pub address_id: i32,
    pub email: Option<String>,
    #[foreign_key(Store, related_name = staff, on_delete = no_action, index = false)]
    pub store_id: i32,
    #[column(default = true)]
    pub active: bool,
    pub username: String,
    pub password: Option<String>,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
    pub picture: Option<Vec<u8>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Store {
    #[primary_key]
    pub store_id: i32,
    #[one_to_one(Staff, related_name = store_by_manager_staff, on_update = cascade)]
    pub manager_staff_id: i32,
    #[foreign_key(Address, related_name = stores, on_update = cascade, index = false)]
    pub address_id: i32,
    #[column(default_sql = "now()")]
    pub last_update: chrono::DateTime<chrono::Utc>,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![
        Actor, Address, Category, City, Country, Customer, Film, FilmActor, FilmCategory,
        Inventory, Language, Payment, Rental, Staff, Store
    ]
}
