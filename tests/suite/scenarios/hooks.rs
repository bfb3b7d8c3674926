//! A journal that is kept by hooks, and articles that complete themselves.

use orm::hooks::{AfterDelete, AfterSave, BeforeDelete, BeforeSave, Saving};
use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(hooks(before_save, after_save, before_delete, after_delete))]
pub struct Article {
    pub id: i64,
    #[column(validate = not_shouted)]
    pub title: String,
    pub slug: Option<String>,
    #[column(default = 0)]
    pub views: i64,
    #[foreign_key(Section, related_name = articles)]
    pub section_id: Option<i64>,
}

/// What its articles' hooks saw.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: i64,
    pub text: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Section {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(hooks(before_delete), soft_delete = deleted_at)]
pub struct Draft {
    pub id: i64,
    pub text: String,
    #[column(version)]
    pub version: i64,
    pub deleted_at: Option<chrono::NaiveDateTime>,
}

fn not_shouted(title: &str) -> Result<(), &'static str> {
    match title.ends_with('!') {
        true => Err("shouts"),
        false => Ok(()),
    }
}

impl BeforeSave for Article {
    fn before_save(row: &mut Saving<'_, Self>) -> orm::Result<()> {
        let Some(title) = row.get(Article::title) else {
            return Ok(());
        };
        if title == "forbidden" {
            return Err(Error::validation("nobody may write that"));
        }
        row.set(Article::title, title.trim());
        let kind = if row.is_new() { "new" } else { "changed" };
        row.set(
            Article::slug,
            format!("{kind}-{}", title.trim().to_lowercase()),
        );
        Ok(())
    }
}

async fn note(verb: &str, rows: &[Article], tx: &Tx) -> orm::Result<()> {
    let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    let text = format!("{verb} {}", titles.join(" "));
    Entry::create().text(text).save(tx).await?;
    Ok(())
}

impl AfterSave for Article {
    async fn after_save(rows: &[Self], tx: &Tx) -> orm::Result<()> {
        note("saved", rows, tx).await?;
        match rows.iter().any(|row| row.title == "unlucky") {
            true => Err(Error::validation("unlucky")),
            false => Ok(()),
        }
    }
}

impl BeforeDelete for Article {
    async fn before_delete(rows: &[Self], tx: &Tx) -> orm::Result<()> {
        match rows.iter().any(|row| row.title == "kept") {
            true => Err(Error::validation("it is kept")),
            false => note("deleting", rows, tx).await,
        }
    }
}

impl AfterDelete for Article {
    async fn after_delete(rows: &[Self], tx: &Tx) -> orm::Result<()> {
        let left = Article::query().count(tx).await?;
        note(&format!("{left} left without"), rows, tx).await
    }
}

impl BeforeDelete for Draft {
    async fn before_delete(rows: &[Self], tx: &Tx) -> orm::Result<()> {
        for row in rows {
            Entry::create().text(&row.text).save(tx).await?;
        }
        Ok(())
    }
}

async fn tables(db: &Db) {
    let all = schema![Article, Entry, Section, Draft];
    all.create_all(db).await.unwrap();
}

/// The journal since it was read last.
async fn journal(db: &Db) -> Vec<String> {
    let entries = Entry::query().order_by(Entry::id.asc());
    let entries = entries.all(db).await.unwrap();
    Entry::query().unfiltered().delete(db).await.unwrap();
    entries.into_iter().map(|entry| entry.text).collect()
}

async fn many(titles: &[&str], db: &Db) -> Vec<Article> {
    let new = titles.iter().map(|title| Article::create().title(*title));
    let stored = Article::create_many(new).save(db).await.unwrap();
    journal(db).await;
    stored
}

cases! {
    async fn a_new_row_is_completed_and_followed_up(db: Db) {
        tables(db).await;
        let row = Article::create().title(" Emma ").save(db).await.unwrap();
        assert_eq!((row.title.as_str(), row.slug.as_deref()), ("Emma", Some("new-emma")));
        assert_eq!(journal(db).await, ["saved Emma"]);
    }

    async fn changes_are_completed_and_followed_up(db: Db) {
        tables(db).await;
        let mut row = Article::create().title("Emma").save(db).await.unwrap();
        row.title = "Persuasion ".to_owned();
        let row = row.save(db).await.unwrap();
        assert_eq!((row.title.as_str(), row.slug.as_deref()), ("Persuasion", Some("changed-persuasion")));
        let row = row.set(Article::title, "Lady Susan").update(db).await.unwrap();
        assert_eq!(row.slug.as_deref(), Some("changed-lady susan"));
        // A change of another column leaves the title alone.
        let row = row.set(Article::views, Article::views + 1).update(db).await.unwrap();
        assert_eq!((row.views, row.slug.as_deref()), (1, Some("changed-lady susan")));
        assert_eq!(journal(db).await, ["saved Emma", "saved Persuasion", "saved Lady Susan", "saved Lady Susan"]);
    }

    async fn many_rows_are_followed_up_at_once(db: Db) {
        tables(db).await;
        let new = ["A", "B", "C"].map(|title| Article::create().title(title));
        let stored = Article::create_many(new).save(db).await.unwrap();
        assert_eq!(stored[2].slug.as_deref(), Some("new-c"));
        assert_eq!(journal(db).await, ["saved A B C"]);

        let two = Article::filter(Article::id.is_in([stored[0].id, stored[1].id]));
        assert_eq!(two.set(Article::title, "D").update(db).await.unwrap(), 2);
        assert_eq!(journal(db).await, ["saved D D"]);
        assert_eq!(Article::filter(Article::slug.eq("changed-d")).count(db).await.unwrap(), 2);

        // No row, no hook.
        let none = Article::filter(Article::title.eq("Z"));
        assert_eq!(none.set(Article::views, 1).update(db).await.unwrap(), 0);
        assert_eq!(journal(db).await, [""; 0]);
    }

    async fn nested_rows_have_their_hooks(db: Db) {
        tables(db).await;
        let articles = ["A", "B"].map(|title| Article::create().title(title));
        let section = Section::create().name("News").with(Section::articles, articles);
        let section = section.save(db).await.unwrap();
        assert_eq!(journal(db).await, ["saved A B"]);
        let slugs = section.articles().order_by(Article::id.asc()).all(db).await.unwrap();
        assert_eq!(slugs[1].slug.as_deref(), Some("new-b"));

        let unlucky = Section::create().name("Odd").with(Section::articles, [Article::create().title("unlucky")]);
        assert!(unlucky.save(db).await.is_err());
        assert_eq!(Section::query().count(db).await.unwrap(), 1);
    }

    async fn a_hook_refuses_before_anything_is_sent(db: Db) {
        tables(db).await;
        let refused = Article::create().title("forbidden").save(db);
        let (refused, statements) = db.statements(refused).await;
        assert_eq!(refused.unwrap_err().to_string(), "nobody may write that");
        assert_eq!(statements, 0);
    }

    /// The hook takes the blanks away, behind which the validator would see no shout.
    async fn values_are_validated_after_the_hook(db: Db) {
        tables(db).await;
        let refused = Article::create().title("Emma! ").save(db).await.unwrap_err();
        assert_eq!(refused.to_string(), "not valid: `article`.`title`: shouts");
    }

    async fn an_error_of_a_hook_undoes_the_write(db: Db) {
        tables(db).await;
        let stored = many(&["A", "B"], db).await;
        assert!(Article::create().title("unlucky").save(db).await.is_err());
        let rows = ["C", "unlucky"].map(|title| Article::create().title(title));
        assert!(Article::create_many(rows).save(db).await.is_err());
        assert!(stored[0].set(Article::title, "unlucky").update(db).await.is_err());
        assert!(Article::query().unfiltered().set(Article::title, "unlucky").update(db).await.is_err());
        let unlucky = Article { title: "unlucky".to_owned(), ..stored[0].clone() };
        assert!(unlucky.save(db).await.is_err());
        let left = Article::query().order_by(Article::id.asc()).all(db).await.unwrap();
        assert_eq!(left, stored);
        assert_eq!(journal(db).await, [""; 0]);
    }

    async fn an_error_of_a_hook_leaves_the_transaction_around_it_usable(db: Db) {
        tables(db).await;
        db.transaction(async |tx| {
            Article::create().title("A").save(tx).await?;
            assert!(Article::create().title("unlucky").save(tx).await.is_err());
            Article::create().title("B").save(tx).await
        }).await.unwrap();
        assert_eq!(journal(db).await, ["saved A", "saved B"]);
    }

    async fn deletions_have_their_hooks(db: Db) {
        tables(db).await;
        let stored = many(&["A", "B", "C", "kept"], db).await;
        stored[0].delete(db).await.unwrap();
        assert_eq!(journal(db).await, ["deleting A", "3 left without A"]);
        let two = Article::filter(Article::title.is_in(["B", "C"]));
        assert_eq!(two.delete(db).await.unwrap(), 2);
        let mut entries = journal(db).await;
        // The rows come in any order.
        entries.iter_mut().for_each(|entry| *entry = entry.replace("C B", "B C"));
        assert_eq!(entries, ["deleting B C", "1 left without B C"]);

        assert!(stored[3].delete(db).await.is_err());
        assert!(Article::query().unfiltered().delete(db).await.is_err());
        assert_eq!(Article::query().get(db).await.unwrap(), stored[3]);
        assert!(matches!(stored[0].delete(db).await, Err(Error::NotFound { .. })));
        assert_eq!(Article::filter(Article::title.eq("A")).delete(db).await.unwrap(), 0);
        assert_eq!(journal(db).await, [""; 0]);
    }

    async fn rows_that_are_given_back_have_their_hooks(db: Db) {
        tables(db).await;
        many(&["A", "kept"], db).await;
        let all = Article::query().unfiltered();
        let changed = all.clone().set(Article::views, 1).update_returning(db).await.unwrap();
        assert_eq!((changed.len(), journal(db).await.len()), (2, 1));
        assert!(all.delete_returning(db).await.is_err());
        let gone = Article::filter(Article::title.eq("A")).delete_returning(db).await.unwrap();
        assert_eq!((gone.len(), gone[0].views), (1, 1));
        assert_eq!(journal(db).await, ["deleting A", "1 left without A"]);
    }

    async fn rows_that_may_be_there_have_their_hooks(db: Db) {
        tables(db).await;
        let is_a = Article::title.eq("A");
        let get = Article::get_or_create(is_a.clone(), Article::create().title("A"), db);
        assert!(get.await.unwrap().1);
        let again = Article::get_or_create(is_a.clone(), Article::create().title("A"), db);
        let (row, is_new) = again.await.unwrap();
        assert!(!is_new);
        assert_eq!(journal(db).await, ["saved A"]);
        let update = Article::update_or_create(is_a, Article::create().title("A").views(3), db);
        assert_eq!(update.await.unwrap().0.views, 3);
        let upsert = Article::create().with_key(row.id).title("B").on_conflict(Article::id);
        let stored = upsert.update((Article::title, Article::slug)).save(db).await.unwrap();
        assert_eq!((stored.id, stored.slug.as_deref()), (row.id, Some("new-b")));
        assert_eq!(journal(db).await, ["saved A", "saved B"]);
    }

    async fn soft_deletions_have_their_hooks_and_count_as_changes(db: Db) {
        tables(db).await;
        let row = Draft::create().text("one").save(db).await.unwrap();
        row.delete(db).await.unwrap();
        assert_eq!(journal(db).await, ["one"]);
        assert_eq!(row.refresh(db).await.unwrap().version, 2);
        assert!(matches!(row.save(db).await, Err(Error::Stale { .. })));

        let gone = Draft::query().unfiltered();
        assert_eq!(gone.clone().delete(db).await.unwrap(), 0);
        assert_eq!(journal(db).await, [""; 0]);
        assert_eq!(gone.with_deleted().hard_delete(db).await.unwrap(), 1);
        assert_eq!(journal(db).await, ["one"]);
    }

    async fn each_row_of_an_update_has_its_own_values(db: Db) {
        tables(db).await;
        let mut articles = many(&["one", "two", "three"], db).await;
        Entry::query().unfiltered().delete(db).await.unwrap();
        articles[0].title = " First ".to_owned();
        articles[1].title = "Second".to_owned();
        articles[2].views = 7;

        // The hook sets the slug too, from each row's own title.
        let (changed, statements) = db.statements(Article::update_many(&articles[..2], Article::title, db)).await;
        assert_eq!((changed.unwrap(), statements), (2, 2));
        let titles = Article::query().order_by(Article::id.asc()).select((Article::title, Article::slug, Article::views));
        let expected = |title: &str, slug: &str, views| (title.to_owned(), Some(slug.to_owned()), views);
        assert_eq!(titles.clone().all(db).await.unwrap(), [
            expected("First", "changed-first", 0),
            expected("Second", "changed-second", 0),
            expected("three", "new-three", 0),
        ]);
        let mut seen = journal(db).await;
        seen.iter_mut().for_each(|entry| entry.make_ascii_lowercase());
        assert!(seen == ["saved first second"] || seen == ["saved second first"], "{seen:?}");

        // Where no title is written, the hook has nothing to say.
        assert_eq!(Article::update_many(&articles[2..], Article::views, db).await.unwrap(), 1);
        assert_eq!(titles.all(db).await.unwrap()[2], expected("three", "new-three", 7));
        assert_eq!(journal(db).await.last().unwrap(), "saved three");
    }

    async fn a_refused_row_of_an_update_refuses_all(db: Db) {
        tables(db).await;
        let mut articles = many(&["one", "two"], db).await;
        articles[0].title = "first".to_owned();
        articles[1].title = "forbidden".to_owned();
        let (outcome, statements) = db.statements(Article::update_many(&articles, Article::title, db)).await;
        assert_eq!((outcome.unwrap_err().to_string().as_str(), statements), ("nobody may write that", 0));

        articles[1].title = "loud!".to_owned();
        let error = Article::update_many(&articles, Article::title, db).await.unwrap_err();
        let Error::Validation { fields, .. } = &error else { panic!("{error:?}") };
        assert_eq!((fields.len(), fields[0].row), (1, 1));

        articles[1].title = "unlucky".to_owned();
        let error = Article::update_many(&articles, Article::title, db).await.unwrap_err();
        assert_eq!(error.to_string(), "unlucky");
        let titles = Article::query().order_by(Article::id.asc()).select(Article::title);
        assert_eq!(titles.all(db).await.unwrap(), ["one", "two"]);
    }

    async fn loaded_rows_are_completed_and_followed_up(db: Db) {
        tables(db).await;
        let rows = (0..3).map(|n| Article::create().title(format!(" row {n} ")));
        let mut so_far = 0;
        let load = Article::bulk_load(futures::stream::iter(rows)).on_progress(|rows| so_far = rows);
        assert_eq!(load.save(db).await.unwrap(), 3);
        assert_eq!(so_far, 3);
        assert_eq!(journal(db).await, ["saved row 0 row 1 row 2"]);
        assert_eq!(Article::filter(Article::slug.eq("new-row 1")).count(db).await.unwrap(), 1);

        let unlucky = ["fine", "unlucky"].map(|title| Article::create().title(title));
        let error = Article::bulk_load(futures::stream::iter(unlucky)).save(db).await.unwrap_err();
        assert_eq!(error.to_string(), "unlucky");
        assert_eq!(Article::query().count(db).await.unwrap(), 3);
    }

    async fn models_without_hooks_pay_nothing(db: Db) {
        tables(db).await;
        let (entry, insert) = db.statements(Entry::create().text("a").save(db)).await;
        let entry = entry.unwrap();
        let (_, save) = db.statements(entry.save(db)).await;
        let (_, delete) = db.statements(entry.delete(db)).await;
        assert_eq!((insert, save, delete), (1, 1, 1));
    }

    async fn hooks_run_in_spawned_tasks(db: Db) {
        tables(db).await;
        let run = db.clone();
        let task = tokio::spawn(async move {
            let row = Article::create().title("A").save(&run).await?;
            let row = row.save(&run).await?;
            Article::filter(Article::id.eq(row.id)).set(Article::views, 3).update(&run).await?;
            Article::filter(Article::views.gt(5)).delete(&run).await?;
            row.delete(&run).await
        });
        task.await.unwrap().unwrap();
        assert_eq!(Article::query().count(db).await.unwrap(), 0);
    }
}
