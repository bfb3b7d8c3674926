use orm::prelude::*;

use super::models::*;
use crate::classics::{Question, questions};

pub fn all() -> Vec<Question> {
    questions()
}

questions! {
    /// Which five customers have spent the most?
    best_customers(db) -> (String, i64) {
        let spent = Customer::invoices.sum(Invoice::total_in_cents).coalesce(0);
        Customer::query()
            .select((Customer::name, spent.clone()))
            .order_by((spent.desc(), Customer::name.asc()))
            .limit(5)
            .all(db)
            .await
    }
    "SELECT c.name, CAST(COALESCE(SUM(i.total_in_cents), 0) AS bigint)
        FROM customer c
        LEFT JOIN invoice i ON i.customer_id = c.id
        GROUP BY c.id, c.name
        ORDER BY 2 DESC, c.name
        LIMIT 5"

    /// What does each country bring in, in how many invoices?
    sales_by_country(db) -> (String, i64, Option<i64>) {
        let country = Invoice::customer.then(Customer::country);
        Invoice::query()
            .group_by(country.clone())
            .select((country.clone(), count(), Invoice::total_in_cents.sum()))
            .order_by(country.asc())
            .all(db)
            .await
    }
    "SELECT c.country, count(*), CAST(SUM(i.total_in_cents) AS bigint)
        FROM invoice i
        JOIN customer c ON c.id = i.customer_id
        GROUP BY c.country
        ORDER BY c.country"

    /// Which customers have never bought anything?
    customers_without_an_invoice(db) -> (String,) {
        Customer::filter(Customer::invoices.is_empty())
            .order_by(Customer::name.asc())
            .select((Customer::name,))
            .all(db)
            .await
    }
    "SELECT name FROM customer
        WHERE id NOT IN (SELECT customer_id FROM invoice)
        ORDER BY name"

    /// How many tracks has each genre, those without any included?
    tracks_by_genre(db) -> (String, i64) {
        Genre::query()
            .select((Genre::name, Genre::tracks.count()))
            .order_by((Genre::tracks.count().desc(), Genre::name.asc()))
            .all(db)
            .await
    }
    "SELECT g.name, count(t.id)
        FROM genre g
        LEFT JOIN track t ON t.genre_id = g.id
        GROUP BY g.id, g.name
        ORDER BY 2 DESC, 1"

    /// Which is each artist's longest track?
    longest_track_of_each_artist(db) -> (String, String, i32) {
        let artist = || Track::album.then(Album::artist);
        let longer = Track::filter(
            artist().then(Artist::id).eq(outer(artist().then(Artist::id)))
                & Track::milliseconds.gt(outer(Track::milliseconds)),
        );
        Track::filter(!exists(longer))
            .select((artist().then(Artist::name), Track::name, Track::milliseconds))
            .order_by(artist().then(Artist::name).asc())
            .all(db)
            .await
    }
    "SELECT artist, track, milliseconds FROM (
            SELECT a.name AS artist, t.name AS track, t.milliseconds,
                row_number() OVER (PARTITION BY a.id ORDER BY t.milliseconds DESC, t.id) AS place
            FROM track t
            JOIN album b ON b.id = t.album_id
            JOIN artist a ON a.id = b.artist_id
        ) AS ranked
        WHERE place = 1
        ORDER BY artist"

    /// Which tracks were never sold?
    tracks_never_sold(db) -> (String,) {
        Track::filter(Track::sales.is_empty())
            .order_by(Track::id.asc())
            .select((Track::name,))
            .all(db)
            .await
    }
    "SELECT t.name FROM track t
        WHERE NOT EXISTS (SELECT 1 FROM invoice_line l WHERE l.track_id = t.id)
        ORDER BY t.id"

    /// Which artists have brought in the most?
    best_selling_artists(db) -> (String, Option<i64>) {
        let artist = InvoiceLine::track.then(Track::album).then(Album::artist).then(Artist::name);
        let revenue = (InvoiceLine::price_in_cents * InvoiceLine::quantity.cast::<i64>()).sum();
        InvoiceLine::query()
            .group_by(artist.clone())
            .select((artist.clone(), revenue.clone()))
            .order_by((revenue.desc(), artist.asc()))
            .limit(3)
            .all(db)
            .await
    }
    "SELECT a.name, CAST(SUM(l.price_in_cents * l.quantity) AS bigint)
        FROM invoice_line l
        JOIN track t ON t.id = l.track_id
        JOIN album b ON b.id = t.album_id
        JOIN artist a ON a.id = b.artist_id
        GROUP BY a.name
        ORDER BY 2 DESC, 1
        LIMIT 3"

    /// What came in each month, and how much in all until then?
    monthly_revenue_with_a_running_total(db) -> (i32, i32, Option<i64>, Option<i64>) {
        let (year, month) = (Invoice::billed_on.year(), Invoice::billed_on.month());
        let revenue = Invoice::total_in_cents.sum();
        let until_then = revenue.clone().sum().over_groups(window().order_by((year.clone().asc(), month.clone().asc())));
        Invoice::query()
            .group_by((year.clone(), month.clone()))
            .select((year.clone(), month.clone(), revenue, until_then))
            .order_by((year.asc(), month.asc()))
            .all(db)
            .await
    }
    "WITH monthly AS (
            SELECT CAST(substr(CAST(billed_on AS text), 1, 4) AS integer) AS year,
                CAST(substr(CAST(billed_on AS text), 6, 2) AS integer) AS month,
                SUM(total_in_cents) AS revenue
            FROM invoice
            GROUP BY 1, 2
        )
        SELECT year, month, CAST(revenue AS bigint), CAST(SUM(revenue) OVER (ORDER BY year, month) AS bigint)
        FROM monthly
        ORDER BY year, month"

    /// Who reports to whom?
    employees_and_their_managers(db) -> (String, Option<String>) {
        Employee::query()
            .select((Employee::name, Employee::manager.then(Employee::name)))
            .order_by(Employee::id.asc())
            .all(db)
            .await
    }
    "SELECT e.name, m.name
        FROM employee e
        LEFT JOIN employee m ON m.id = e.manager_id
        ORDER BY e.id"

    /// How many customers does each support agent look after, and what did they pay?
    sales_by_support_agent(db) -> (String, i64, i64) {
        let paid = scalar(
            Invoice::filter(Invoice::customer.then(Customer::support_id).eq(outer(Employee::id)))
                .select(Invoice::total_in_cents.sum()),
        );
        Employee::filter(!Employee::customers.is_empty())
            .select((Employee::name, Employee::customers.count(), paid.of::<Employee>().coalesce(0)))
            .order_by(Employee::name.asc())
            .all(db)
            .await
    }
    "SELECT e.name,
            (SELECT count(*) FROM customer c WHERE c.support_id = e.id),
            (SELECT CAST(COALESCE(SUM(i.total_in_cents), 0) AS bigint)
             FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE c.support_id = e.id)
        FROM employee e
        WHERE EXISTS (SELECT 1 FROM customer c WHERE c.support_id = e.id)
        ORDER BY e.name"

    /// Which genre sells best in each country?
    favourite_genre_of_each_country(db) -> (String, String, i64) {
        let country = InvoiceLine::invoice.then(Invoice::customer).then(Customer::country);
        let genre = InvoiceLine::track.then(Track::genre).then(Genre::name);
        let rank = rank().over(partition_by(country.clone()).order_by((InvoiceLine::quantity.sum().desc(), genre.clone().asc())));
        let ranked = InvoiceLine::query()
            .group_by((country.clone(), genre.clone()))
            .select((country.clone(), genre.clone(), rank))
            .order_by((country.asc(), genre.asc()))
            .all(db)
            .await?;
        Ok(ranked.into_iter().filter(|(_, _, rank)| *rank == 1).collect())
    }
    "WITH sold AS (
            SELECT c.country, g.name AS genre, SUM(l.quantity) AS quantity
            FROM invoice_line l
            JOIN invoice i ON i.id = l.invoice_id
            JOIN customer c ON c.id = i.customer_id
            JOIN track t ON t.id = l.track_id
            JOIN genre g ON g.id = t.genre_id
            GROUP BY c.country, g.name
        ), ranked AS (
            SELECT country, genre, rank() OVER (PARTITION BY country ORDER BY quantity DESC, genre) AS place FROM sold
        )
        SELECT country, genre, place FROM ranked WHERE place = 1 ORDER BY country"

    /// Which tracks are on two playlists or more?
    tracks_on_at_least_two_playlists(db) -> (String, i64) {
        Track::filter(Track::playlists.count().ge(2))
            .select((Track::name, Track::playlists.count()))
            .order_by(Track::id.asc())
            .all(db)
            .await
    }
    "SELECT t.name, count(*)
        FROM track t
        JOIN playlist_tracks p ON p.track_id = t.id
        GROUP BY t.id, t.name
        HAVING count(*) >= 2
        ORDER BY t.id"

    /// Which albums have a track that is longer than the average of all tracks, and how many?
    albums_with_long_tracks(db) -> (String, i64) {
        let average = scalar(Track::query().select(Track::milliseconds.avg()));
        let long = Album::tracks.filter(Track::milliseconds.cast::<f64>().gt(average)).count();
        Album::filter(long.clone().gt(0))
            .select((Album::title, long))
            .order_by(Album::title.asc())
            .all(db)
            .await
    }
    "SELECT b.title, count(*)
        FROM album b
        JOIN track t ON t.album_id = b.id
        WHERE t.milliseconds > (SELECT AVG(milliseconds) FROM track)
        GROUP BY b.id, b.title
        ORDER BY b.title"

    /// What are the shop's key figures?
    key_figures(db) -> (i64, i64, Option<i64>, Option<i64>, Option<i64>) {
        let customers = Invoice::customer_id.count().distinct();
        let total = Invoice::total_in_cents;
        let figures = Invoice::query()
            .aggregate((count(), customers, total.sum(), total.min(), total.max()), db)
            .await?;
        Ok(vec![figures])
    }
    "SELECT count(*), count(DISTINCT customer_id), CAST(SUM(total_in_cents) AS bigint), MIN(total_in_cents), MAX(total_in_cents)
        FROM invoice"
}
