//! Whatever is unique can say that a row is there already.

use orm::prelude::*;

#[derive(Model)]
#[model(unique(shelf, place), unique(isbn), index(place))]
pub struct Book {
    pub id: Id<Book>,
    #[column(unique)]
    pub isbn: String,
    #[column(unique)]
    pub old_number: Option<i32>,
    pub shelf: String,
    pub place: i32,
}

#[derive(Model)]
pub struct Cover {
    #[primary_key]
    #[one_to_one(Book)]
    pub book_id: Id<Book>,
    #[one_to_one(Book, name = back, related_name = front)]
    pub back_id: Option<Id<Book>>,
    pub colour: String,
}

#[derive(Model)]
pub struct Seat {
    #[primary_key]
    pub row: i32,
    #[primary_key]
    pub number: i32,
    pub holder: String,
}

fn one_row(book: &Book) {
    let row = || Book::create().isbn("1").shelf("A").place(1);
    let _ = row().on_conflict(Book::id).ignore();
    let _ = row().on_conflict(Book::isbn).update(Book::shelf);
    let _ = row().on_conflict(Book::old_number).update((Book::shelf,));
    let _ = row().on_conflict((Book::shelf, Book::place)).update((Book::isbn, Book::old_number));
    let newer = excluded(Book::place).gt(Book::place) & Book::shelf.ne(excluded(Book::shelf));
    let _ = row().on_conflict(Book::isbn).update_where((Book::shelf, Book::place), newer);
    let cover = || Cover::create().book(book).colour("red");
    let _ = cover().on_conflict(Cover::book_id).update(Cover::colour);
    let _ = cover().on_conflict(Cover::back_id).ignore();
}

async fn many_rows(rows: Vec<(i32, i32)>, db: &Db) -> Result<(), Error> {
    let seats = rows.into_iter().map(|(row, number)| Seat::create().row(row).number(number).holder(""));
    let seats = Seat::create_many(seats).on_conflict((Seat::row, Seat::number));
    let _: Vec<Seat> = seats.update(Seat::holder).save(db).await?;
    let one = Seat::create().row(1).number(1).holder("").on_conflict((Seat::row, Seat::number));
    let _: Option<Seat> = one.ignore().save(db).await?;
    Ok(())
}

fn main() {
    let _ = (one_row, many_rows);
}
