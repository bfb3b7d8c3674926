//! What is written in bulk or may be there already is prepared as all that is written: counted, kept current, validated;
//! and rows that were deleted softly are no longer there.

use chrono::{DateTime, Utc};
use orm::prelude::*;

use crate::support::cases;

#[expect(
    clippy::ptr_arg,
    reason = "a validator takes a reference to the column's type"
)]
fn not_empty(text: &String) -> Result<(), String> {
    match text.is_empty() {
        true => Err("it is empty".to_owned()),
        false => Ok(()),
    }
}

/// Far from now, so that a change shows.
fn touched() -> i64 {
    42
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Page {
    pub id: i64,
    #[column(unique)]
    pub slug: String,
    #[column(validate = not_empty)]
    pub title: String,
    #[column(version)]
    pub version: i64,
    #[column(on_update_with = touched)]
    pub touched: i64,
    #[column(generated = "length(title)")]
    pub length: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at)]
pub struct Note {
    pub id: i64,
    #[column(unique)]
    pub slug: String,
    pub text: String,
    pub deleted_at: Option<DateTime<Utc>>,
}

fn page(slug: &str, title: &str) -> impl orm::create::Complete<Page> + use<> {
    Page::create().slug(slug).title(title)
}

cases! {
    async fn a_row_that_is_there_is_counted_and_kept_current(db: Db) {
        schema![Page].create_all(db).await.unwrap();
        let pages = Page::create_many([page("a", "A"), page("b", "B")]).save(db).await.unwrap();
        assert_eq!((pages[0].version, pages[0].length), (1, 1));
        let row = Page::create().slug("a").title("Aaa").on_conflict(Page::slug).update(Page::title);
        let row = row.save(db).await.unwrap();
        assert_eq!((row.version, row.touched, row.length), (2, 42, 3));
        let rows = Page::create_many([page("a", "Aa"), page("b", "Bb"), page("c", "Cc")]);
        let rows = rows.on_conflict(Page::slug).update((Page::title, Page::version)).save(db).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.version).collect::<Vec<_>>(), [3, 2, 1]);
        let (row, _) = Page::update_or_create(Page::slug.eq("c"), page("c", "Ccc"), db).await.unwrap();
        assert_eq!((row.version, row.touched, row.title.as_str()), (2, 42, "Ccc"));
    }

    async fn many_rows_are_counted_and_kept_current(db: Db) {
        schema![Page].create_all(db).await.unwrap();
        let mut pages = Page::create_many([page("a", "A"), page("b", "B")]).save(db).await.unwrap();
        pages[0].title = "Aa".to_owned();
        let (changed, statements) = db.statements(Page::update_many(&pages, Page::title, db)).await;
        assert_eq!((changed.unwrap(), statements), (2, 1));
        let stored = Page::query().order_by(Page::id.asc()).all(db).await.unwrap();
        assert_eq!((stored[0].version, stored[0].touched, stored[0].length), (2, 42, 2));
        assert_eq!((stored[1].version, stored[1].title.as_str()), (2, "B"));
        pages[1].touched = 7;
        Page::update_many(&pages, (Page::touched, Page::version), db).await.unwrap();
        let later = pages[1].refresh(db).await.unwrap();
        assert_eq!((later.version, later.touched), (3, 7));
    }

    async fn what_is_invalid_or_computed_is_refused_before_anything_is_sent(db: Db) {
        schema![Page].create_all(db).await.unwrap();
        let mut pages = Page::create_many([page("a", "A")]).save(db).await.unwrap();
        let upsert = Page::create_many([page("b", "B"), page("c", "")]).on_conflict(Page::slug);
        let (outcome, statements) = db.statements(upsert.ignore().save(db)).await;
        assert!(matches!(&outcome, Err(Error::Validation { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
        pages[0].title.clear();
        let (outcome, statements) = db.statements(Page::update_many(&pages, Page::title, db)).await;
        assert!(matches!(&outcome, Err(Error::Validation { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
        let (outcome, statements) = db.statements(Page::update_many(&pages, Page::length, db)).await;
        assert!(matches!(&outcome, Err(Error::Configuration { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
        let upsert = Page::create().slug("a").title("A").on_conflict(Page::slug).update(Page::length);
        let (outcome, statements) = db.statements(upsert.save(db)).await;
        assert!(matches!(&outcome, Err(Error::Configuration { .. })), "{outcome:?}");
        assert_eq!(statements, 0);
    }

    async fn rows_that_were_deleted_softly_are_not_there(db: Db) {
        schema![Note].create_all(db).await.unwrap();
        let note = |text: &'static str| Note::create().slug("a").text(text);
        let first = note("first").save(db).await.unwrap();
        let gone = Note::filter(Note::slug.eq("a")).delete_returning(db).await.unwrap();
        assert_eq!((gone.len(), gone[0].id, gone[0].deleted_at.is_some()), (1, first.id, true));
        assert!(Note::filter(Note::slug.eq("a")).delete_returning(db).await.unwrap().is_empty());

        let second = note("second").on_conflict(Note::slug).ignore().save(db).await.unwrap().unwrap();
        assert_ne!(second.id, first.id);
        assert_eq!(note("third").on_conflict(Note::slug).ignore().save(db).await.unwrap(), None);
        let changed = note("third").on_conflict(Note::slug).update(Note::text).save(db).await.unwrap();
        assert_eq!(changed, Note { text: "third".to_owned(), ..second.clone() });
        let by_key = note("fourth").with_key(second.id).on_conflict(Note::id).update(Note::text);
        assert_eq!(by_key.save(db).await.unwrap().text, "fourth");

        second.delete(db).await.unwrap();
        let (created, is_new) = Note::get_or_create(Note::slug.eq("a"), note("new"), db).await.unwrap();
        assert!(is_new && created.id != second.id);
        let rows = Note::create_many([note("x").deleted_at(Utc::now()), note("y")]);
        let rows = rows.on_conflict(Note::slug).update(Note::text).save(db).await.unwrap();
        assert_eq!((rows[0].text.as_str(), rows[1].text.as_str()), ("x", "y"));
        assert_eq!(rows[1].id, created.id);
        assert_eq!(Note::query().count(db).await.unwrap(), 1);
    }

    async fn a_load_is_validated(db: Db) {
        schema![Page].create_all(db).await.unwrap();
        let rows = futures::stream::iter([page("a", "A"), page("b", "")]);
        let Err(Error::Validation { fields, .. }) = Page::bulk_load(rows).save(db).await else {
            panic!("a title is empty");
        };
        let places: Vec<_> = fields.iter().map(|field| (field.row, field.column.as_str())).collect();
        assert_eq!(places, [(1, "title")]);
        assert_eq!(Page::query().count(db).await.unwrap(), 0);
    }
}
