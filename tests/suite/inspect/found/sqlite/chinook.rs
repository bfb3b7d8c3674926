// Models of a SQLite database, as `inspect` found it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Album")]
pub struct Album {
    #[primary_key]
    #[column(name = "AlbumId")]
    pub album_id: i64,
    #[column(name = "Title", max_length = 160)]
    pub title: String,
    #[column(name = "ArtistId")]
    #[foreign_key(Artist, related_name = albums, on_delete = no_action)]
    pub artist_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Artist")]
pub struct Artist {
    #[primary_key]
    #[column(name = "ArtistId")]
    pub artist_id: i64,
    #[column(name = "Name", max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Customer")]
pub struct Customer {
    #[primary_key]
    #[column(name = "CustomerId")]
    pub customer_id: i64,
    #[column(name = "FirstName", max_length = 40)]
    pub first_name: String,
    #[column(name = "LastName", max_length = 20)]
    pub last_name: String,
    #[column(name = "Company", max_length = 80)]
    pub company: Option<String>,
    #[column(name = "Address", max_length = 70)]
    pub address: Option<String>,
    #[column(name = "City", max_length = 40)]
    pub city: Option<String>,
    #[column(name = "State", max_length = 40)]
    pub state: Option<String>,
    #[column(name = "Country", max_length = 40)]
    pub country: Option<String>,
    #[column(name = "PostalCode", max_length = 10)]
    pub postal_code: Option<String>,
    #[column(name = "Phone", max_length = 24)]
    pub phone: Option<String>,
    #[column(name = "Fax", max_length = 24)]
    pub fax: Option<String>,
    #[column(name = "Email", max_length = 60)]
    pub email: String,
    #[column(name = "SupportRepId")]
    #[foreign_key(Employee, related_name = customers, on_delete = no_action)]
    pub support_rep_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Employee")]
pub struct Employee {
    #[primary_key]
    #[column(name = "EmployeeId")]
    pub employee_id: i64,
    #[column(name = "LastName", max_length = 20)]
    pub last_name: String,
    #[column(name = "FirstName", max_length = 20)]
    pub first_name: String,
    #[column(name = "Title", max_length = 30)]
    pub title: Option<String>,
    #[column(name = "ReportsTo")]
    #[foreign_key(
        Employee,
        name = reports_to_employee,
        related_name = employees_by_reports_to,
        on_delete = no_action
    )]
    pub reports_to: Option<i64>,
    #[column(name = "BirthDate")]
    pub birth_date: Option<chrono::NaiveDateTime>,
    #[column(name = "HireDate")]
    pub hire_date: Option<chrono::NaiveDateTime>,
    #[column(name = "Address", max_length = 70)]
    pub address: Option<String>,
    #[column(name = "City", max_length = 40)]
    pub city: Option<String>,
    #[column(name = "State", max_length = 40)]
    pub state: Option<String>,
    #[column(name = "Country", max_length = 40)]
    pub country: Option<String>,
    #[column(name = "PostalCode", max_length = 10)]
    pub postal_code: Option<String>,
    #[column(name = "Phone", max_length = 24)]
    pub phone: Option<String>,
    #[column(name = "Fax", max_length = 24)]
    pub fax: Option<String>,
    #[column(name = "Email", max_length = 60)]
    pub email: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Genre")]
pub struct Genre {
    #[primary_key]
    #[column(name = "GenreId")]
    pub genre_id: i64,
    #[column(name = "Name", max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Invoice")]
pub struct Invoice {
    #[primary_key]
    #[column(name = "InvoiceId")]
    pub invoice_id: i64,
    #[column(name = "CustomerId")]
    #[foreign_key(Customer, related_name = invoices, on_delete = no_action)]
    pub customer_id: i64,
    #[column(name = "InvoiceDate")]
    pub invoice_date: chrono::NaiveDateTime,
    #[column(name = "BillingAddress", max_length = 70)]
    pub billing_address: Option<String>,
    #[column(name = "BillingCity", max_length = 40)]
    pub billing_city: Option<String>,
    #[column(name = "BillingState", max_length = 40)]
    pub billing_state: Option<String>,
    #[column(name = "BillingCountry", max_length = 40)]
    pub billing_country: Option<String>,
    #[column(name = "BillingPostalCode", max_length = 10)]
    pub billing_postal_code: Option<String>,
    #[column(name = "Total")]
    pub total: f64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "InvoiceLine")]
pub struct InvoiceLine {
    #[primary_key]
    #[column(name = "InvoiceLineId")]
    pub invoice_line_id: i64,
    #[column(name = "InvoiceId")]
    #[foreign_key(Invoice, related_name = invoice_lines, on_delete = no_action)]
    pub invoice_id: i64,
    #[column(name = "TrackId")]
    #[foreign_key(Track, related_name = invoice_lines, on_delete = no_action)]
    pub track_id: i64,
    #[column(name = "UnitPrice")]
    pub unit_price: f64,
    #[column(name = "Quantity")]
    pub quantity: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "MediaType")]
pub struct MediaType {
    #[primary_key]
    #[column(name = "MediaTypeId")]
    pub media_type_id: i64,
    #[column(name = "Name", max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Playlist")]
#[many_to_many(Track, name = tracks, related_name = playlists, through = PlaylistTrack)]
pub struct Playlist {
    #[primary_key]
    #[column(name = "PlaylistId")]
    pub playlist_id: i64,
    #[column(name = "Name", max_length = 120)]
    pub name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "PlaylistTrack")]
pub struct PlaylistTrack {
    #[primary_key]
    #[column(name = "PlaylistId")]
    #[foreign_key(Playlist, related_name = playlist_tracks, on_delete = no_action)]
    pub playlist_id: i64,
    #[primary_key]
    #[column(name = "TrackId")]
    #[foreign_key(Track, related_name = playlist_tracks, on_delete = no_action)]
    pub track_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "Track")]
pub struct Track {
    #[primary_key]
    #[column(name = "TrackId")]
    pub track_id: i64,
    #[column(name = "Name", max_length = 200)]
    pub name: String,
    #[column(name = "AlbumId")]
    #[foreign_key(Album, related_name = tracks, on_delete = no_action)]
    pub album_id: Option<i64>,
    #[column(name = "MediaTypeId")]
    #[foreign_key(MediaType, related_name = tracks, on_delete = no_action)]
    pub media_type_id: i64,
    #[column(name = "GenreId")]
    #[foreign_key(Genre, related_name = tracks, on_delete = no_action)]
    pub genre_id: Option<i64>,
    #[column(name = "Composer", max_length = 220)]
    pub composer: Option<String>,
    #[column(name = "Milliseconds")]
    pub milliseconds: i64,
    #[column(name = "Bytes")]
    pub bytes: Option<i64>,
    #[column(name = "UnitPrice")]
    pub unit_price: f64,
}

/// The schema of all models.
pub fn schema() -> orm::schema::Schema {
    schema![
        Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType,
        Playlist, PlaylistTrack, Track
    ]
}
