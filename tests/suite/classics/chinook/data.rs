use chrono::{Days, NaiveDate};
use orm::prelude::*;

use super::models::*;
use crate::classics::dice::Dice;

const COUNTRIES: [&str; 6] = ["Brazil", "Canada", "Czechia", "France", "India", "USA"];
const GENRES: [&str; 6] = ["Rock", "Jazz", "Metal", "Blues", "Opera", "Silence"];

/// A dozen artists, the last one without an album; some hundred tracks, of which not all are sold; two years of invoices.
pub async fn fill(db: &Db) {
    let schema = schema![
        Artist,
        Album,
        Genre,
        Track,
        Playlist,
        Employee,
        Customer,
        Invoice,
        InvoiceLine
    ];
    schema.create_all(db).await.unwrap();
    let mut dice = Dice::new(1);
    let artists = (1..=12).map(|n| Artist::create().name(format!("Artist {n:02}")));
    let artists = Artist::create_many(artists).save(db).await.unwrap();
    let genres = GENRES.map(|name| Genre::create().name(name));
    let genres = Genre::create_many(genres).save(db).await.unwrap();
    let tracks = fill_tracks(db, &mut dice, &artists[..11], &genres[..5]).await;
    fill_playlists(db, &mut dice, &tracks).await;
    let customers = fill_people(db, &mut dice).await;
    fill_invoices(db, &mut dice, &customers, &tracks).await;
}

async fn fill_tracks(db: &Db, dice: &mut Dice, artists: &[Artist], genres: &[Genre]) -> Vec<Track> {
    let mut albums = Vec::new();
    for artist in artists {
        for n in 1..=dice.between(1, 3) {
            let title = format!("{} / Album {n}", artist.name);
            albums.push(Album::create().title(title).artist(artist));
        }
    }
    let albums = Album::create_many(albums).save(db).await.unwrap();
    let mut tracks = Vec::new();
    for album in &albums {
        for n in 1..=dice.between(3, 9) {
            let track = Track::create()
                .name(format!("{} / Track {n}", album.title))
                .album(album)
                .genre(dice.pick(genres))
                .milliseconds(i32::try_from(dice.between(60_000, 600_000)).unwrap())
                .price_in_cents(*dice.pick(&[99, 199]));
            tracks.push(track);
        }
    }
    Track::create_many(tracks).save(db).await.unwrap()
}

async fn fill_playlists(db: &Db, dice: &mut Dice, tracks: &[Track]) {
    for name in ["Morning", "Running", "Night", "Nothing"] {
        let playlist = Playlist::create().name(name).save(db).await.unwrap();
        let chosen = tracks
            .iter()
            .filter(|_| name != "Nothing" && dice.chance(20));
        playlist.tracks().add(chosen, db).await.unwrap();
    }
}

async fn fill_people(db: &Db, dice: &mut Dice) -> Vec<Customer> {
    let employ = async |name: &str, title: &str, manager: Option<&Employee>| {
        let employee = Employee::create().name(name).title(title).manager(manager);
        employee.save(db).await.unwrap()
    };
    let andrew = employ("Andrew", "General Manager", None).await;
    let nancy = employ("Nancy", "Sales Manager", Some(&andrew)).await;
    let michael = employ("Michael", "IT Manager", Some(&andrew)).await;
    employ("Robert", "IT Staff", Some(&michael)).await;
    let support = [
        employ("Jane", "Sales Support Agent", Some(&nancy)).await,
        employ("Margaret", "Sales Support Agent", Some(&nancy)).await,
    ];
    let customers = (1..=20).map(|n| {
        Customer::create()
            .name(format!("Customer {n:02}"))
            .country(*dice.pick(&COUNTRIES))
            .support(dice.pick(&support))
    });
    let customers: Vec<_> = customers.collect();
    Customer::create_many(customers).save(db).await.unwrap()
}

async fn fill_invoices(db: &Db, dice: &mut Dice, customers: &[Customer], tracks: &[Track]) {
    let start = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    for n in 0..60 {
        // The last two customers have bought nothing, and the last tracks nobody has.
        let customer = dice.pick(&customers[..18]);
        let lines: Vec<_> = (0..dice.between(1, 5))
            .map(|_| (dice.pick(&tracks[..tracks.len() - 20]), dice.between(1, 2)))
            .collect();
        let total = lines
            .iter()
            .map(|(track, quantity)| track.price_in_cents * quantity);
        let invoice = Invoice::create()
            .customer(customer)
            .billed_on(start + Days::new(n * 12))
            .total_in_cents(total.sum::<i64>())
            .save(db)
            .await
            .unwrap();
        let lines = lines.into_iter().map(|(track, quantity)| {
            InvoiceLine::create()
                .invoice(&invoice)
                .track(track)
                .price_in_cents(track.price_in_cents)
                .quantity(i32::try_from(quantity).unwrap())
        });
        InvoiceLine::create_many(lines).save(db).await.unwrap();
    }
}
