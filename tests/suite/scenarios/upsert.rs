//! Rows that may be there already: inserted, left or changed by their unique key.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(shelf, place))]
pub struct Copy {
    pub id: i64,
    #[column(unique)]
    pub barcode: String,
    #[column(unique)]
    pub old_number: Option<i32>,
    pub shelf: String,
    pub place: i32,
    #[column(default = 1)]
    pub price: i32,
}

/// All of it is key.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Seat {
    #[primary_key]
    pub row: i32,
    #[primary_key]
    pub number: i32,
    pub holder: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Reader {
    pub id: i64,
    #[column(unique)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "members")]
pub struct Card {
    pub id: i64,
    #[one_to_one(Reader)]
    pub reader_id: i64,
    pub version: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Reader, name = readers, related_name = clubs)]
pub struct Club {
    pub id: i64,
    #[column(unique)]
    pub name: String,
}

/// Called as databases call the row that was to be inserted.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "excluded")]
pub struct Excluded {
    pub id: i64,
    #[column(unique)]
    pub name: String,
    pub price: i32,
}

/// Copies `a`, `b`, `c` on the places 1, 2, 3 of shelf `X`.
async fn copies(db: &Db) -> Vec<Copy> {
    schema![Copy].create_all(db).await.unwrap();
    let rows = [("a", 1), ("b", 2), ("c", 3)]
        .map(|(barcode, place)| Copy::create().barcode(barcode).shelf("X").place(place));
    Copy::create_many(rows).save(db).await.unwrap()
}

async fn stored(db: &Db) -> Vec<(String, i32, i32)> {
    let rows = Copy::query().order_by(Copy::barcode.asc()).all(db).await;
    let rows = rows.unwrap().into_iter();
    rows.map(|row| (row.barcode, row.place, row.price))
        .collect()
}

fn text(rows: &[(&str, i32, i32)]) -> Vec<(String, i32, i32)> {
    rows.iter()
        .map(|&(barcode, place, price)| (barcode.to_owned(), place, price))
        .collect()
}

cases! {
    async fn one_row_is_ignored_where_it_is_there(db: Db) {
        copies(db).await;
        let a = || Copy::create().barcode("a").shelf("Y").place(9);
        let (row, statements) = db.statements(a().on_conflict(Copy::barcode).ignore().save(db)).await;
        assert_eq!((row.unwrap(), statements), (None, 1));
        let d = Copy::create().barcode("d").shelf("X").place(4);
        let d = d.on_conflict(Copy::barcode).ignore().save(db).await.unwrap().unwrap();
        assert_eq!((d.barcode.as_str(), d.price), ("d", 1));
        assert_eq!(stored(db).await, text(&[("a", 1, 1), ("b", 2, 1), ("c", 3, 1), ("d", 4, 1)]));
    }

    async fn one_row_is_changed_where_it_is_there(db: Db) {
        let before = copies(db).await;
        let b = Copy::create().barcode("b").shelf("Y").place(7).price(5);
        let upsert = b.on_conflict(Copy::barcode).update((Copy::place, Copy::price));
        let (row, statements) = db.statements(upsert.save(db)).await;
        let expected = Copy { place: 7, price: 5, ..before[1].clone() };
        assert_eq!((row.unwrap(), statements), (expected, 1));
        let new = Copy::create().barcode("n").shelf("N").place(1);
        let new = new.on_conflict(Copy::barcode).update(Copy::place).save(db).await.unwrap();
        assert_eq!((new.barcode.as_str(), new.place, new.price), ("n", 1, 1));
    }

    async fn one_row_is_changed_under_a_condition(db: Db) {
        let before = copies(db).await;
        let dearer = |price| {
            let row = Copy::create().barcode("a").shelf("X").place(1).price(price);
            row.on_conflict(Copy::barcode)
                .update_where(Copy::price, excluded(Copy::price).gt(Copy::price))
        };
        assert_eq!(dearer(1).save(db).await.unwrap(), None);
        let changed = dearer(2).save(db).await.unwrap().unwrap();
        assert_eq!(changed, Copy { price: 2, ..before[0].clone() });
        assert_eq!(dearer(2).save(db).await.unwrap(), None);
    }

    async fn a_condition_calculates_and_follows_relations(db: Db) {
        schema![Reader, Card].create_all(db).await.unwrap();
        let [ann, ben] = ["Ann", "Ben"].map(|name| Reader::create().name(name));
        let readers = Reader::create_many([ann, ben]).save(db).await.unwrap();
        for reader in &readers {
            reader.card().create().version(1).save(db).await.unwrap();
        }
        let rows = readers.iter().map(|reader| Card::create().reader(reader).version(5));
        let next = (Card::version + 4).ge(excluded(Card::version)) & Card::reader.has(Reader::name.eq("Ben"));
        let rows = Card::create_many(rows).on_conflict(Card::reader_id).update_where(Card::version, next);
        let rows = rows.save(db).await.unwrap();
        assert_eq!(rows[0], None);
        assert_eq!(rows[1].as_ref().unwrap().version, 5);
        assert_eq!(readers[0].card().get(db).await.unwrap().unwrap().version, 1);
    }

    async fn a_composite_key_says_which_row_is_there(db: Db) {
        let before = copies(db).await;
        let moved = Copy::create().barcode("z").shelf("X").place(2).price(8);
        let moved = moved.on_conflict((Copy::shelf, Copy::place)).update((Copy::barcode, Copy::price));
        let expected = Copy { barcode: "z".to_owned(), price: 8, ..before[1].clone() };
        assert_eq!(moved.save(db).await.unwrap(), expected);

        schema![Seat].create_all(db).await.unwrap();
        let seat = |holder: &'static str| Seat::create().row(1).number(2).holder(holder);
        let by_key = (Seat::row, Seat::number);
        assert!(seat("Ann").on_conflict(by_key).ignore().save(db).await.unwrap().is_some());
        assert_eq!(seat("Ben").on_conflict(by_key).ignore().save(db).await.unwrap(), None);
        let ben = seat("Ben").on_conflict(by_key).update(Seat::holder).save(db).await.unwrap();
        assert_eq!(ben.holder.as_deref(), Some("Ben"));
    }

    async fn another_unique_key_is_an_error_that_names_it(db: Db) {
        copies(db).await;
        let row = Copy::create().barcode("new").shelf("X").place(1);
        let error = row.on_conflict(Copy::barcode).ignore().save(db).await.unwrap_err();
        assert!(error.violates(Copy::shelf) && error.violates(Copy::place), "{error}");
    }

    async fn many_rows_are_ignored_in_the_order_given(db: Db) {
        copies(db).await;
        let rows = [("d", 4), ("a", 5), ("e", 6), ("d", 7), ("c", 8)]
            .map(|(barcode, place)| Copy::create().barcode(barcode).shelf("X").place(place));
        let many = Copy::create_many(rows).on_conflict(Copy::barcode).ignore();
        let (rows, statements) = db.statements(many.save(db)).await;
        let rows: Vec<Option<(String, i32)>> = rows.unwrap().into_iter()
            .map(|row| row.map(|row| (row.barcode, row.place)))
            .collect();
        assert_eq!(rows, [Some(("d".into(), 4)), None, Some(("e".into(), 6)), None, None]);
        assert_eq!(statements, 1);
        assert_eq!(Copy::query().count(db).await.unwrap(), 5);
    }

    async fn many_rows_are_changed_in_the_order_given(db: Db) {
        let before = copies(db).await;
        let rows = [("c", 30), ("d", 40), ("a", 10)]
            .map(|(barcode, price)| Copy::create().barcode(barcode).shelf("Y").place(price).price(price));
        let many = Copy::create_many(rows).on_conflict(Copy::barcode).update(Copy::price);
        let (rows, statements) = db.statements(many.save(db)).await;
        let rows = rows.unwrap();
        assert_eq!(rows[0], Copy { price: 30, ..before[2].clone() });
        assert_eq!((rows[1].barcode.as_str(), rows[1].place), ("d", 40));
        assert_eq!(rows[2], Copy { price: 10, ..before[0].clone() });
        assert_eq!(statements, 1);
    }

    /// The rows leave different columns out, so that they are two statements.
    async fn rows_of_several_shapes_keep_their_order(db: Db) {
        copies(db).await;
        let rows = (0..6).map(|n| {
            let row = Copy::create().barcode(["a", "q", "b", "r", "c", "s"][n as usize]).shelf("Z").place(n);
            if n % 2 == 0 { row.price(n + 100) } else { row }
        });
        let many = Copy::create_many(rows).on_conflict(Copy::barcode).update(Copy::place);
        let (rows, statements) = db.statements(many.save(db)).await;
        let rows: Vec<(String, i32, i32)> = rows.unwrap().into_iter()
            .map(|row| (row.barcode, row.place, row.price))
            .collect();
        let expected = text(&[("a", 0, 1), ("q", 1, 1), ("b", 2, 1), ("r", 3, 1), ("c", 4, 1), ("s", 5, 1)]);
        assert_eq!((rows, statements), (expected, 2));
    }

    async fn two_rows_of_one_key_are_refused_before_anything_is_sent(db: Db) {
        copies(db).await;
        let twice = || [1, 2].map(|place| Copy::create().barcode("x").shelf("X").place(10 + place));
        let update = Copy::create_many(twice()).on_conflict(Copy::barcode).update(Copy::place);
        let (outcome, statements) = db.statements(update.save(db)).await;
        assert!(matches!(outcome, Err(Error::DuplicateInBatch { .. })));
        assert_eq!(statements, 0);
        let condition = excluded(Copy::place).gt(Copy::place);
        let update = Copy::create_many(twice()).on_conflict(Copy::barcode).update_where(Copy::place, condition);
        assert!(matches!(update.save(db).await, Err(Error::DuplicateInBatch { .. })));
        assert_eq!(Copy::query().count(db).await.unwrap(), 3);
    }

    /// `NULL` is unlike itself, so such rows meet no other.
    async fn rows_without_a_key_are_inserted(db: Db) {
        copies(db).await;
        let rows = [("d", None), ("e", Some(7)), ("f", None), ("g", Some(7))]
            .map(|(barcode, old)| Copy::create().barcode(barcode).shelf(barcode).place(1).old_number(old));
        let many = Copy::create_many(rows).on_conflict(Copy::old_number).ignore();
        let rows = many.save(db).await.unwrap();
        let barcodes: Vec<Option<&str>> =
            rows.iter().map(|row| row.as_ref().map(|row| row.barcode.as_str())).collect();
        assert_eq!(barcodes, [Some("d"), Some("e"), Some("f"), None]);

        let rows = ["h", "i"].map(|barcode| Copy::create().barcode(barcode).shelf(barcode).place(1));
        let rows = Copy::create_many(rows).on_conflict(Copy::id).update(Copy::place).save(db).await.unwrap();
        assert_eq!((rows[0].barcode.as_str(), rows[1].barcode.as_str()), ("h", "i"));
    }

    async fn the_primary_key_is_not_changed(db: Db) {
        copies(db).await;
        let row = Copy::create().with_key(99).barcode("a").shelf("X").place(1);
        let update = row.on_conflict(Copy::barcode).update((Copy::id, Copy::place));
        let (outcome, statements) = db.statements(update.save(db)).await;
        assert!(matches!(&outcome, Err(Error::Configuration { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
    }

    async fn what_is_linked_is_no_row_that_may_be_there(db: Db) {
        schema![Reader, Club].create_all(db).await.unwrap();
        let ann = Reader::create().name("Ann").save(db).await.unwrap();
        let (outcome, statements) =
            db.statements(ann.clubs().create().name("Chess").on_conflict(Club::name).ignore().save(db)).await;
        assert!(matches!(&outcome, Err(Error::Configuration { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
    }

    async fn a_transaction_goes_on_after_a_conflict(db: Db) {
        copies(db).await;
        db.transaction(async |tx| {
            let a = || Copy::create().barcode("a").shelf("X").place(1);
            assert_eq!(a().on_conflict(Copy::barcode).ignore().save(tx).await?, None);
            let many = Copy::create_many([a(), a().barcode("k").place(5)]);
            let rows = many.on_conflict(Copy::barcode).ignore().save(tx).await?;
            assert!(rows[0].is_none() && rows[1].is_some());
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(Copy::query().count(db).await.unwrap(), 4);
    }

    async fn what_was_to_be_inserted_has_no_name_elsewhere(db: Db) {
        copies(db).await;
        let (outcome, statements) = db.statements(Copy::filter(excluded(Copy::place).eq(1)).all(db)).await;
        assert!(matches!(&outcome, Err(Error::Configuration { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
    }

    async fn a_table_may_be_called_as_what_was_to_be_inserted(db: Db) {
        schema![Excluded].create_all(db).await.unwrap();
        let row = |price| Excluded::create().name("a").price(price).on_conflict(Excluded::name);
        let first = row(1).update(Excluded::price).save(db).await.unwrap();
        let second = row(5).update(Excluded::price).save(db).await.unwrap();
        assert_eq!((first.price, second.price, second.id), (1, 5, first.id));
        let greater = excluded(Excluded::price).gt(Excluded::price);
        let kept = row(4).update_where(Excluded::price, greater).save(db).await.unwrap();
        assert_eq!(kept, None);
        let rows = ["a", "b"].map(|name| Excluded::create().name(name).price(7));
        let rows = Excluded::create_many(rows).on_conflict(Excluded::name).update(Excluded::price).save(db).await.unwrap();
        assert_eq!(rows[0].id, first.id);
    }

    async fn a_column_that_is_named_twice_is_set_once(db: Db) {
        copies(db).await;
        let row = Copy::create().barcode("a").shelf("X").place(9).on_conflict(Copy::barcode);
        assert_eq!(row.update((Copy::place, Copy::place)).save(db).await.unwrap().place, 9);
    }

    async fn no_rows_send_nothing(db: Db) {
        let none = Vec::<CopyRow>::new().into_iter().map(CopyRow::draft);
        let many = Copy::create_many(none).on_conflict(Copy::barcode).update(Copy::place);
        let (rows, statements) = db.statements(many.save(db)).await;
        assert_eq!((rows.unwrap(), statements), (Vec::new(), 0));
    }
}

struct CopyRow;

impl CopyRow {
    fn draft(self) -> impl orm::create::Complete<Copy> {
        Copy::create().barcode("").shelf("").place(0)
    }
}
