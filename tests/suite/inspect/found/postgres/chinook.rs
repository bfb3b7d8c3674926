// Models of a Postgres database, as `inspect` found it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Album {
    #[primary_key]
    pub album_id: i32,
    #[column(max_length = 160)]
    pub title: String,
    #[foreign_key(Artist, related_name = albums, on_delete = no_action)]
    pub artist_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Artist {
    #[primary_key]
    pub artist_id: i32,
    #[column(max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Customer {
    #[primary_key]
    pub customer_id: i32,
    #[column(max_length = 40)]
    pub first_name: String,
    #[column(max_length = 20)]
    pub last_name: String,
    #[column(max_length = 80)]
    pub company: Option<String>,
    #[column(max_length = 70)]
    pub address: Option<String>,
    #[column(max_length = 40)]
    pub city: Option<String>,
    #[column(max_length = 40)]
    pub state: Option<String>,
    #[column(max_length = 40)]
    pub country: Option<String>,
    #[column(max_length = 10)]
    pub postal_code: Option<String>,
    #[column(max_length = 24)]
    pub phone: Option<String>,
    #[column(max_length = 24)]
    pub fax: Option<String>,
    #[column(max_length = 60)]
    pub email: String,
    #[foreign_key(Employee, related_name = customers, on_delete = no_action)]
    pub support_rep_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Employee {
    #[primary_key]
    pub employee_id: i32,
    #[column(max_length = 20)]
    pub last_name: String,
    #[column(max_length = 20)]
    pub first_name: String,
    #[column(max_length = 30)]
    pub title: Option<String>,
    #[foreign_key(
        Employee,
        name = reports_to_employee,
        related_name = employees_by_reports_to,
        on_delete = no_action
    )]
    pub reports_to: Option<i32>,
    pub birth_date: Option<chrono::NaiveDateTime>,
    pub hire_date: Option<chrono::NaiveDateTime>,
    #[column(max_length = 70)]
    pub address: Option<String>,
    #[column(max_length = 40)]
    pub city: Option<String>,
    #[column(max_length = 40)]
    pub state: Option<String>,
    #[column(max_length = 40)]
    pub country: Option<String>,
    #[column(max_length = 10)]
    pub postal_code: Option<String>,
    #[column(max_length = 24)]
    pub phone: Option<String>,
    #[column(max_length = 24)]
    pub fax: Option<String>,
    #[column(max_length = 60)]
    pub email: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Genre {
    #[primary_key]
    pub genre_id: i32,
    #[column(max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Invoice {
    #[primary_key]
    pub invoice_id: i32,
    #[foreign_key(Customer, related_name = invoices, on_delete = no_action)]
    pub customer_id: i32,
    pub invoice_date: chrono::NaiveDateTime,
    #[column(max_length = 70)]
    pub billing_address: Option<String>,
    #[column(max_length = 40)]
    pub billing_city: Option<String>,
    #[column(max_length = 40)]
    pub billing_state: Option<String>,
    #[column(max_length = 40)]
    pub billing_country: Option<String>,
    #[column(max_length = 10)]
    pub billing_postal_code: Option<String>,
    pub total: rust_decimal::Decimal,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct InvoiceLine {
    #[primary_key]
    pub invoice_line_id: i32,
    #[foreign_key(Invoice, related_name = invoice_lines, on_delete = no_action)]
    pub invoice_id: i32,
    #[foreign_key(Track, related_name = invoice_lines, on_delete = no_action)]
    pub track_id: i32,
    pub unit_price: rust_decimal::Decimal,
    pub quantity: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct MediaType {
    #[primary_key]
    pub media_type_id: i32,
    #[column(max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Track, name = tracks, related_name = playlists, through = PlaylistTrack)]
pub struct Playlist {
    #[primary_key]
    pub playlist_id: i32,
    #[column(max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct PlaylistTrack {
    #[primary_key]
    #[foreign_key(Playlist, related_name = playlist_tracks, on_delete = no_action)]
    pub playlist_id: i32,
    #[primary_key]
    #[foreign_key(Track, related_name = playlist_tracks, on_delete = no_action)]
    pub track_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Track {
    #[primary_key]
    pub track_id: i32,
    #[column(max_length = 200)]
    pub name: String,
    #[foreign_key(Album, related_name = tracks, on_delete = no_action)]
    pub album_id: Option<i32>,
    #[foreign_key(MediaType, related_name = tracks, on_delete = no_action)]
    pub media_type_id: i32,
    #[foreign_key(Genre, related_name = tracks, on_delete = no_action)]
    pub genre_id: Option<i32>,
    #[column(max_length = 220)]
    pub composer: Option<String>,
    pub milliseconds: i32,
    pub bytes: Option<i32>,
    pub unit_price: rust_decimal::Decimal,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![
        Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType,
        Playlist, PlaylistTrack, Track
    ]
}
