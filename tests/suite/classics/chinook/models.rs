use chrono::NaiveDate;
use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Artist {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Album {
    pub id: i64,
    pub title: String,
    #[foreign_key(Artist, related_name = albums)]
    pub artist_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Genre {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Track {
    pub id: i64,
    pub name: String,
    #[foreign_key(Album, related_name = tracks)]
    pub album_id: i64,
    #[foreign_key(Genre, related_name = tracks)]
    pub genre_id: i64,
    pub milliseconds: i32,
    pub price_in_cents: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Track, name = tracks, related_name = playlists)]
pub struct Playlist {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Employee {
    pub id: i64,
    pub name: String,
    pub title: String,
    #[foreign_key(Employee, related_name = reports)]
    pub manager_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: i64,
    pub name: String,
    pub country: String,
    #[foreign_key(Employee, name = support, related_name = customers)]
    pub support_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Invoice {
    pub id: i64,
    #[foreign_key(Customer, related_name = invoices)]
    pub customer_id: i64,
    pub billed_on: NaiveDate,
    pub total_in_cents: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct InvoiceLine {
    pub id: i64,
    #[foreign_key(Invoice, related_name = lines)]
    pub invoice_id: i64,
    #[foreign_key(Track, related_name = sales)]
    pub track_id: i64,
    pub price_in_cents: i64,
    pub quantity: i32,
}
