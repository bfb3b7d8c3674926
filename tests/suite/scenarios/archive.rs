//! An archive from which nothing is lost: people, their badges and posts, topics that posts have and people follow, all of
//! which are deleted softly; and comments, which are not.

mod random;

use chrono::{DateTime, NaiveDateTime, Utc};
use orm::prelude::*;
use time::OffsetDateTime;

use crate::pages::of_all_pages;
use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at)]
#[many_to_many(Topic, name = followed, related_name = followers, through = Following)]
pub struct Person {
    pub id: i64,
    #[column(unique)]
    pub email: String,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = returned_at)]
pub struct Badge {
    pub id: i64,
    #[one_to_one(Person)]
    pub person_id: i64,
    pub returned_at: Option<NaiveDateTime>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at, unique(author_id, title))]
#[many_to_many(Topic, name = topics, related_name = posts)]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[foreign_key(Person, name = author, related_name = posts, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(Person, name = editor, related_name = edited)]
    pub editor_id: Option<i64>,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at)]
pub struct Topic {
    pub id: i64,
    pub name: String,
    pub deleted_at: Option<Closed>,
}

/// When a topic was closed.
#[derive(Value, Debug, Clone, PartialEq)]
pub struct Closed(OffsetDateTime);

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at, unique(person_id, topic_id))]
pub struct Following {
    pub id: i64,
    #[foreign_key(Person)]
    pub person_id: i64,
    #[foreign_key(Topic)]
    pub topic_id: i64,
    #[column(name = "ended")]
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Comment {
    pub id: i64,
    pub text: String,
    #[foreign_key(Post, related_name = comments, on_delete = cascade)]
    pub post_id: i64,
}

fn archive() -> orm::schema::Schema {
    schema![Person, Badge, Post, Topic, Following, Comment]
}

async fn person(email: &str, db: &Db) -> Person {
    Person::create().email(email).save(db).await.unwrap()
}

async fn post(title: &str, author: &Person, db: &Db) -> Post {
    let post = author.posts().create().title(title);
    post.save(db).await.unwrap()
}

/// Ann, who wrote "Kept" and, deleted softly, "Gone".
async fn ann(db: &Db) -> (Person, Post, Post) {
    archive().create_all(db).await.unwrap();
    let ann = person("ann@example.org", db).await;
    let (kept, gone) = (post("Kept", &ann, db).await, post("Gone", &ann, db).await);
    gone.delete(db).await.unwrap();
    (ann, kept, gone)
}

fn titles<'p>(posts: impl IntoIterator<Item = &'p Post>) -> Vec<&'p str> {
    posts.into_iter().map(|post| post.title.as_str()).collect()
}

fn is_not_found<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotFound { .. }))
}

cases! {
    async fn a_page_of_deleted_rows_is_aggregated_with_them(db: Db) {
        archive().create_all(db).await.unwrap();
        let gone = Person::create().email("gone").save(db).await.unwrap();
        gone.delete(db).await.unwrap();
        let page = Person::query().with_deleted().limit(5);
        assert_eq!(page.aggregate(count(), db).await.unwrap(), 1);
    }

    async fn a_deletion_says_when(db: Db) {
        let (_, kept, gone) = ann(db).await;
        let (before, (deleted, sent)) = (Utc::now(), db.statements(kept.delete(db)).await);
        deleted.unwrap();
        assert_eq!(sent, 1);
        let when = kept.refresh(db).await.unwrap().deleted_at.unwrap();
        assert!(when >= before - chrono::TimeDelta::milliseconds(1) && when <= Utc::now());

        assert!(is_not_found(kept.delete(db).await));
        assert_eq!(kept.refresh(db).await.unwrap().deleted_at, Some(when));
        assert!(gone.refresh(db).await.unwrap().deleted_at.unwrap() < when);

        let badge = Badge::create().person_id(kept.author_id).save(db).await.unwrap();
        badge.delete(db).await.unwrap();
        let returned = badge.refresh(db).await.unwrap().returned_at.unwrap();
        assert!((Utc::now().naive_utc() - returned).num_minutes() == 0);
    }

    async fn reads_leave_deleted_rows_out(db: Db) {
        let (ann, kept, gone) = ann(db).await;
        assert_eq!(Post::query().all(db).await.unwrap(), [kept.clone()]);
        assert_eq!(Post::filter(Post::title.is_not_null()).get(db).await.unwrap(), kept);
        assert_eq!(Post::query().count(db).await.unwrap(), 1);
        assert_eq!(Post::query().order_by(Post::id.asc()).limit(5).count(db).await.unwrap(), 1);
        assert!(!Post::filter(Post::title.eq("Gone")).exists(db).await.unwrap());
        assert!(!Post::by_key(gone.id).exists(db).await.unwrap());
        assert!(is_not_found(Post::get(gone.id, db).await));
        assert_eq!(Post::query().last(db).await.unwrap().unwrap(), kept);
        let streamed: Vec<Post> = futures::TryStreamExt::try_collect(Post::query().stream(db)).await.unwrap();
        assert_eq!(titles(&streamed), ["Kept"]);
        // Their conditions are all of the query's, whatever their connective.
        let either = Post::filter(Post::title.eq("Gone") | Post::title.eq("Kept"));
        assert_eq!(either.count(db).await.unwrap(), 1);
        // A query along a relation of the same table has a condition for each occurrence of it.
        let beside = Post::filter(Post::author.then(Person::posts.count()).eq(1));
        assert_eq!(beside.get(db).await.unwrap(), kept);
        assert_eq!(ann.posts().count(db).await.unwrap(), 1);
    }

    async fn with_deleted_reads_all(db: Db) {
        let (ann, kept, gone) = ann(db).await;
        let all = Post::query().with_deleted().order_by(Post::id.asc());
        assert_eq!(titles(&all.all(db).await.unwrap()), ["Kept", "Gone"]);
        assert_eq!(Post::query().with_deleted().count(db).await.unwrap(), 2);
        assert_eq!(Post::by_key(gone.id).with_deleted().get(db).await.unwrap().id, gone.id);
        assert!(Post::filter(Post::title.eq("Gone")).with_deleted().exists(db).await.unwrap());
        let hers = ann.posts().with_deleted().order_by(Post::id.desc()).all(db).await.unwrap();
        assert_eq!(titles(&hers), ["Gone", "Kept"]);
        let deleted = Post::filter(Post::deleted_at.is_not_null()).with_deleted();
        assert_eq!(titles(&deleted.all(db).await.unwrap()), ["Gone"]);
        assert_eq!(kept.deleted_at, None);
    }

    async fn relations_to_many_leave_deleted_rows_out(db: Db) {
        let (ann, kept, _) = ann(db).await;
        let bob = person("bob@example.org", db).await;
        post("Lost", &bob, db).await.delete(db).await.unwrap();

        let people = Person::query().order_by(Person::id.asc());
        let (rows, sent) = db.statements(people.clone().with(Person::posts).all(db)).await;
        assert_eq!(rows.unwrap(), [(ann.clone(), vec![kept.clone()]), (bob.clone(), vec![])]);
        assert_eq!(sent, 2);
        let rows = people.clone().with(Person::posts.with_deleted()).all(db).await.unwrap();
        assert_eq!([titles(&rows[0].1), titles(&rows[1].1)], [vec!["Kept", "Gone"], vec!["Lost"]]);
        let newest = Person::posts.order_by(Post::id.desc()).limit(1);
        let loaded = newest.load(&[ann.clone(), bob.clone()], db).await.unwrap();
        assert_eq!([titles(&loaded[0]), titles(&loaded[1])], [vec!["Kept"], vec![]]);
        let newest = Person::posts.with_deleted().order_by(Post::id.desc()).limit(1);
        let loaded = newest.load(&[ann.clone(), bob.clone()], db).await.unwrap();
        assert_eq!([titles(&loaded[0]), titles(&loaded[1])], [vec!["Gone"], vec!["Lost"]]);

        let who = async |condition: Expr<Person, bool>| -> Vec<i64> {
            let people = Person::filter(condition).order_by(Person::id.asc());
            people.all(db).await.unwrap().iter().map(|person| person.id).collect()
        };
        let (a, b) = (ann.id, bob.id);
        assert_eq!(who(Person::posts.any(Post::id.gt(0))).await, [a]);
        assert_eq!(who(Person::posts.none(Post::title.eq("Gone"))).await, [a, b]);
        assert_eq!(who(Person::posts.all(Post::title.eq("Kept"))).await, [a, b]);
        assert_eq!(who(Person::posts.is_empty()).await, [b]);
        assert_eq!(who(Person::posts.count().eq(1)).await, [a]);
        assert_eq!(who(Person::posts.max(Post::title).eq("Kept")).await, [a]);
        assert_eq!(who(Person::posts.with_deleted().any(Post::title.eq("Gone"))).await, [a]);
        assert_eq!(who(Person::posts.with_deleted().none(Post::title.eq("Gone"))).await, [b]);
        assert_eq!(who(Person::posts.with_deleted().all(Post::title.eq("Lost"))).await, [b]);
        assert_eq!(who(!Person::posts.with_deleted().is_empty()).await, [a, b]);
        assert_eq!(who(Person::posts.with_deleted().count().eq(2)).await, [a]);
        assert_eq!(who(Person::posts.with_deleted().filter(Post::title.ne("Gone")).count().eq(1)).await, [a, b]);
    }

    async fn a_foreign_key_leads_to_a_deleted_row(db: Db) {
        let (ann, kept, _) = ann(db).await;
        let bob = person("bob@example.org", db).await;
        let kept = kept.set(Post::editor_id, bob.id).update(db).await.unwrap();
        ann.delete(db).await.unwrap();
        bob.delete(db).await.unwrap();
        assert_eq!(kept.author().get(db).await.unwrap().email, ann.email);
        assert_eq!(kept.editor().get(db).await.unwrap().unwrap().email, bob.email);
        let row = Post::query().with(Post::author).with(Post::editor).get(db).await.unwrap();
        assert_eq!((row.1.id, row.2.unwrap().id), (ann.id, bob.id));
        let loaded = Post::author.load(&[kept.clone()], db).await.unwrap();
        assert_eq!(loaded[0].id, ann.id);
        let named = Post::filter(Post::editor.has(Person::email.starts_with("bob")));
        assert_eq!(named.count(db).await.unwrap(), 1);
        assert_eq!(Post::filter(Post::author.is(&ann)).count(db).await.unwrap(), 1);
        // What refers to a deleted row stays, and is found from the row in hand.
        assert_eq!(ann.posts().get(db).await.unwrap(), kept);
        assert_eq!(Person::query().count(db).await.unwrap(), 0);
    }

    async fn the_reverse_of_a_one_to_one_is_absent(db: Db) {
        let (ann, ..) = ann(db).await;
        let bob = person("bob@example.org", db).await;
        let badge = ann.badge().create().save(db).await.unwrap();
        bob.badge().create().save(db).await.unwrap();
        badge.delete(db).await.unwrap();

        assert_eq!(ann.badge().get(db).await.unwrap(), None);
        assert_eq!(ann.badge().with_deleted().get(db).await.unwrap().id, badge.id);
        let people = Person::query().order_by(Person::id.asc());
        let (rows, sent) = db.statements(people.clone().with(Person::badge).all(db)).await;
        let rows = rows.unwrap();
        assert_eq!((rows[0].1.is_some(), rows[1].1.is_some(), sent), (false, true, 1));
        let rows = people.with(Person::badge.with_deleted()).all(db).await.unwrap();
        assert_eq!(rows[0].1.as_ref().unwrap().id, badge.id);
        let loaded = Person::badge.load(&[ann.clone(), bob.clone()], db).await.unwrap();
        assert_eq!((loaded[0].is_some(), loaded[1].is_some()), (false, true));
        assert_eq!(Person::filter(Person::badge.has(Badge::id.gt(0))).get(db).await.unwrap(), bob);
        let without = Person::filter(Person::badge.then(Badge::id).is_null());
        assert_eq!(without.get(db).await.unwrap(), ann);

        let again = ann.badge().create().save(db).await.unwrap();
        assert_eq!(ann.badge().get(db).await.unwrap().unwrap(), again);
        let second = ann.badge().create().save(db).await.unwrap_err();
        assert!(second.violates(Badge::person_id), "{second}");
    }

    async fn a_many_to_many_leaves_deleted_rows_out(db: Db) {
        let (_, kept, gone) = ann(db).await;
        let war = kept.topics().create().name("War").save(db).await.unwrap();
        let peace = kept.topics().create().name("Peace").save(db).await.unwrap();
        gone.topics().add([&war], db).await.unwrap();
        peace.delete(db).await.unwrap();

        assert_eq!(kept.topics().all(db).await.unwrap(), [war.clone()]);
        assert!(!kept.topics().contains(&peace, db).await.unwrap());
        assert_eq!(kept.topics().with_deleted().count(db).await.unwrap(), 2);
        assert_eq!(war.posts().all(db).await.unwrap(), [kept.clone()]);
        // A row in hand leads on, though it was deleted itself.
        assert_eq!(gone.topics().get(db).await.unwrap(), war);
        let rows = Topic::query().with_deleted().with(Topic::posts).order_by(Topic::id.asc()).all(db).await.unwrap();
        assert_eq!([rows[0].1.len(), rows[1].1.len()], [1, 1]);
        let rows = Post::query().with(Post::topics).all(db).await.unwrap();
        assert_eq!(rows, [(kept.clone(), vec![war.clone()])]);
        let (row, topics) = Post::query().with(Post::topics.with_deleted()).get(db).await.unwrap();
        assert_eq!((row, topics.len()), (kept.clone(), 2));
        assert_eq!(Post::filter(Post::topics.count().eq(1)).get(db).await.unwrap(), kept);
        assert_eq!(Post::filter(Post::topics.with_deleted().count().eq(2)).get(db).await.unwrap(), kept);
        assert_eq!(Post::filter(Post::topics.any(Topic::name.eq("Peace"))).count(db).await.unwrap(), 0);
        war.delete(db).await.unwrap();
        assert_eq!(Post::filter(Post::topics.is_empty()).get(db).await.unwrap(), kept);
    }

    async fn a_join_row_that_is_deleted_links_nothing(db: Db) {
        let (ann, ..) = ann(db).await;
        let bob = person("bob@example.org", db).await;
        let war = Topic::create().name("War").save(db).await.unwrap();
        ann.followed().link(&war).save(db).await.unwrap();
        let twice = ann.followed().link(&war).save(db).await.unwrap_err();
        assert!(twice.violates(Following::topic_id), "{twice}");
        bob.followed().link(&war).save(db).await.unwrap();
        assert_eq!(war.followers().count(db).await.unwrap(), 2);

        ann.followed().remove([&war], db).await.unwrap();
        assert_eq!(war.followers().get(db).await.unwrap(), bob);
        assert_eq!(ann.followed().count(db).await.unwrap(), 0);
        assert!(!ann.followed().contains(&war, db).await.unwrap());
        assert_eq!(Following::query().with_deleted().count(db).await.unwrap(), 2);
        assert_eq!(Topic::filter(Topic::followers.count().eq(1)).get(db).await.unwrap(), war);
        assert_eq!(Person::filter(Person::followed.is_empty()).get(db).await.unwrap(), ann);
        let rows = Person::query().with(Person::followed).order_by(Person::id.asc()).all(db).await.unwrap();
        assert_eq!([rows[0].1.len(), rows[1].1.len()], [0, 1]);

        ann.followed().link(&war).save(db).await.unwrap();
        let (rows, sent) = db.statements(Topic::query().with(Topic::followers.through()).all(db)).await;
        let mut people: Vec<i64> = rows.unwrap()[0].1.iter().map(|(person, _)| person.id).collect();
        people.sort_unstable();
        assert_eq!((people, sent), (vec![ann.id, bob.id], 2));
        ann.followed().clear(db).await.unwrap();
        assert_eq!(Following::query().with_deleted().count(db).await.unwrap(), 3);
    }

    async fn writes_leave_deleted_rows_out_and_a_row_in_hand_is_reached(db: Db) {
        let (ann, kept, gone) = ann(db).await;
        let changed = Post::query().unfiltered().set(Post::editor_id, ann.id).update(db).await.unwrap();
        assert_eq!(changed, 1);
        let by_author = Post::filter(Post::author.has(Person::email.starts_with("ann")));
        assert_eq!(by_author.clone().set(Post::editor_id, None).update(db).await.unwrap(), 1);
        assert_eq!(by_author.clone().with_deleted().set(Post::editor_id, ann.id).update(db).await.unwrap(), 2);
        assert_eq!(ann.edited().count(db).await.unwrap(), 1);

        let saved = gone.save(db).await.unwrap();
        assert_eq!(saved, gone);
        assert_eq!(ann.posts().count(db).await.unwrap(), 2);
        assert_eq!(by_author.clone().delete(db).await.unwrap(), 2);
        assert_eq!(by_author.clone().delete(db).await.unwrap(), 0);
        let restored = kept.set(Post::deleted_at, None).update(db).await.unwrap();
        assert_eq!(Post::query().get(db).await.unwrap(), restored);
        assert_eq!(gone.set(Post::title, "Renamed").update(db).await.unwrap().title, "Renamed");

        ann.edited().clear(db).await.unwrap();
        assert_eq!(gone.refresh(db).await.unwrap().editor_id, None);
        assert!(is_not_found(ann.edited().add([&gone], db).await));
        ann.edited().add([&kept], db).await.unwrap();
        assert_eq!(ann.posts().delete(db).await.unwrap(), 1);
    }

    async fn a_hard_deletion_deletes(db: Db) {
        let (ann, kept, gone) = ann(db).await;
        for post in [&kept, &gone] {
            post.comments().create().text("!").save(db).await.unwrap();
        }
        assert_eq!(Comment::query().count(db).await.unwrap(), 2);
        // The deleted row is left out unless the query says otherwise.
        assert_eq!(Post::filter(Post::title.eq("Gone")).hard_delete(db).await.unwrap(), 0);
        let (deleted, sent) = db.statements(gone.hard_delete(db)).await;
        deleted.unwrap();
        assert_eq!(sent, 1);
        assert_eq!(Comment::query().get(db).await.unwrap().post_id, kept.id);
        assert!(is_not_found(gone.hard_delete(db).await));
        assert!(is_not_found(gone.refresh(db).await));

        kept.delete(db).await.unwrap();
        assert_eq!(Comment::query().count(db).await.unwrap(), 1);
        assert_eq!(ann.posts().hard_delete(db).await.unwrap(), 0);
        let purged = Post::filter(Post::deleted_at.is_not_null()).with_deleted().hard_delete(db).await.unwrap();
        assert_eq!((purged, Comment::query().count(db).await.unwrap()), (1, 0));
        ann.delete(db).await.unwrap();
        ann.hard_delete(db).await.unwrap();
        assert_eq!(Person::query().with_deleted().count(db).await.unwrap(), 0);
    }

    async fn a_deleted_row_leaves_its_unique_values_to_others(db: Db) {
        let (ann, kept, _) = ann(db).await;
        let twin = Person::create().email(&ann.email).save(db).await.unwrap_err();
        assert!(twin.violates(Person::email), "{twin}");
        ann.delete(db).await.unwrap();
        let heir = person(&ann.email, db).await;
        let restored = ann.set(Person::deleted_at, None).update(db).await.unwrap_err();
        assert!(restored.violates(Person::email), "{restored}");
        assert_eq!(Person::filter(Person::email.eq(&ann.email)).get(db).await.unwrap(), heir);

        let twin = ann.posts().create().title("Kept").save(db).await.unwrap_err();
        assert!(twin.violates(Post::title) && twin.violates(Post::author_id), "{twin}");
        match twin {
            Error::UniqueViolation { constraint, .. } => {
                assert_eq!(constraint.as_deref(), Some("post_author_id_title_key"));
            }
            other => panic!("{other}"),
        }
        post("Gone", &ann, db).await;
        assert_eq!(kept.title, "Kept");
    }

    async fn an_upsert_meets_no_deleted_row(db: Db) {
        let (ann, kept, _) = ann(db).await;
        let email = || Person::create().email(&ann.email);
        let known = email().on_conflict(Person::email).ignore().save(db).await.unwrap();
        assert_eq!(known, None);
        assert_eq!(Person::get_or_create(Person::email.eq(&ann.email), email(), db).await.unwrap(), (ann.clone(), false));
        ann.delete(db).await.unwrap();
        let heir = email().on_conflict(Person::email).ignore().save(db).await.unwrap().unwrap();
        assert_ne!(heir.id, ann.id);
        let same = email().on_conflict(Person::email).update(Person::email).save(db).await.unwrap();
        assert_eq!(same, heir);
        heir.delete(db).await.unwrap();
        let (third, is_new) = Person::get_or_create(Person::email.eq(&ann.email), email(), db).await.unwrap();
        assert!(is_new && ![ann.id, heir.id].contains(&third.id));

        let again = |title| Post::create().title(title).author(&ann).editor(&third);
        let key = (Post::author_id, Post::title);
        let posts = Post::create_many([again("Kept"), again("Gone")]).on_conflict(key).update(Post::editor_id);
        let stored = posts.save(db).await.unwrap();
        assert_eq!((stored[0].id, stored[0].editor_id), (kept.id, Some(third.id)));
        assert_eq!((titles(&stored), ann.posts().count(db).await.unwrap()), (vec!["Kept", "Gone"], 2));
        // The key is taken by deleted rows, too.
        let by_key = Person::create().with_key(ann.id).email("new").on_conflict(Person::id).ignore();
        assert_eq!(by_key.save(db).await.unwrap(), None);
    }

    async fn rows_are_given_as_they_were_marked(db: Db) {
        let (ann, kept, gone) = ann(db).await;
        let marked = Post::filter(Post::author.is(&ann)).delete_returning(db).await.unwrap();
        assert_eq!((marked.len(), marked[0].id), (1, kept.id));
        assert_eq!(marked[0], kept.refresh(db).await.unwrap());
        assert!(marked[0].deleted_at.is_some());
        // Rows in hand are reached by their keys.
        let gone = Post { title: "Found".to_owned(), ..gone };
        assert_eq!(Post::update_many([&gone], Post::title, db).await.unwrap(), 1);
        assert_eq!(gone.refresh(db).await.unwrap().title, "Found");
    }

    async fn whatever_a_query_becomes_leaves_deleted_rows_out(db: Db) {
        let (ann, kept, gone) = ann(db).await;
        let titled = |title| Post::filter(Post::title.eq(title));
        assert_eq!(titled("Kept").union(titled("Gone")).all(db).await.unwrap(), [kept.clone()]);
        let either = titled("Kept").union(titled("Gone").with_deleted()).order_by(Post::id.asc());
        assert_eq!(titles(&either.all(db).await.unwrap()), ["Kept", "Gone"]);
        let all = Post::query().with_deleted().except(Post::query());
        assert_eq!(titles(&all.all(db).await.unwrap()), ["Gone"]);

        assert_eq!(Post::query().aggregate((count(), Post::id.max()), db).await.unwrap(), (1, Some(kept.id)));
        let both = Post::query().with_deleted().aggregate((count(), Post::id.max()), db).await.unwrap();
        assert_eq!(both, (2, Some(gone.id)));
        let groups = Post::query().group_by(Post::author_id).select((Post::author_id, count()));
        assert_eq!(groups.all(db).await.unwrap(), [(ann.id, 1)]);
        let authors = Person::filter(Person::id.is_in(titled("Gone").select(Post::author_id)));
        assert_eq!(authors.count(db).await.unwrap(), 0);
        let authors = Person::filter(Person::id.is_in(titled("Gone").with_deleted().select(Post::author_id)));
        assert_eq!(authors.get(db).await.unwrap(), ann);

        let page = Post::query().page(5, None, db).await.unwrap();
        assert_eq!(page.rows, [kept]);
        assert_eq!(ann.posts().page_numbered(1, 5, db).await.unwrap().total, 1);
        assert_eq!(Post::query().with_deleted().page_numbered(1, 5, db).await.unwrap().total, 2);
    }

    /// Of rows that were deleted softly several may have one email, so that it does not end their order.
    async fn pages_of_deleted_rows_are_told_apart_by_the_key(db: Db) {
        let (ann, ..) = ann(db).await;
        ann.delete(db).await.unwrap();
        for _ in 0..3 {
            person(&ann.email, db).await.delete(db).await.unwrap();
        }
        let people = Person::query().with_deleted().order_by(Person::email.asc());
        let found = of_all_pages(people, 1, db).await;
        assert_eq!(found.len(), 4);
        assert!(found.is_sorted_by_key(|person| person.id));
    }

    async fn a_mistaken_filter_is_refused_as_ever(db: Db) {
        archive().create_all(db).await.unwrap();
        let all = Post::filter(all_of(Vec::<Expr<Post, bool>>::new()));
        let refused = all.clone().delete(db).await;
        assert!(matches!(refused, Err(Error::Configuration { .. })));
        let refused = all.hard_delete(db).await;
        assert!(matches!(refused, Err(Error::Configuration { .. })));
    }
}

#[test]
fn the_schema_has_partial_unique_indexes() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        insta::assert_snapshot!(format!("archive_{dialect}"), archive().create_sql(dialect));
    }
}

/// The text on both databases.
macro_rules! check {
    ($name:literal, $query:expr) => {
        let query = $query;
        let text = format!(
            "-- Postgres\n{}\n\n-- SQLite\n{}",
            query.sql(Dialect::Postgres),
            query.sql(Dialect::Sqlite)
        );
        insta::assert_snapshot!($name, text, &stringify!($query).replace("\n", " "));
    };
}

#[test]
fn each_place_that_leads_to_deleted_rows_has_its_condition() {
    check!(
        "archive_filter",
        Post::filter(Post::title.eq("x") | Post::id.eq(1)).limit(3)
    );
    check!("archive_with_deleted", Post::query().with_deleted());
    check!(
        "archive_any",
        Person::filter(Person::posts.any(Post::title.eq("x")))
    );
    check!(
        "archive_any_with_deleted",
        Person::filter(Person::posts.with_deleted().any(Post::title.eq("x"))).with_deleted()
    );
    check!(
        "archive_one_to_one",
        Person::query().with(Person::badge).with_deleted()
    );
    check!(
        "archive_foreign_key",
        Comment::query().with(Comment::post.with(Post::author))
    );
    check!(
        "archive_many_to_many",
        Post::filter(Post::topics.is_empty()).with_deleted()
    );
    check!(
        "archive_through",
        Person::filter(Person::followed.count().eq(2)).with_deleted()
    );
    let ann = Person {
        id: 1,
        email: String::new(),
        deleted_at: None,
    };
    check!("archive_accessor", ann.followed().query());
}
