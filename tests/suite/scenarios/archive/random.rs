//! Random archives: what readers see of them before and after what was deleted softly is deleted.

use orm::prelude::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{Badge, Following, Person, Post, Topic, archive, person, post};
use crate::support::cases;

/// Rows to come, each as the number of what it refers to, and whether it is deleted softly then.
#[derive(Debug, Clone)]
struct World {
    badges: Vec<(usize, bool)>,
    posts: Vec<(usize, bool)>,
    topics: Vec<bool>,
    post_topics: Vec<(usize, usize)>,
    followings: Vec<(usize, usize, bool)>,
}

const PEOPLE: usize = 3;

fn world() -> impl Strategy<Value = World> {
    let badges = prop::collection::vec((0..PEOPLE, any::<bool>()), 0..5);
    let posts = prop::collection::vec((0..PEOPLE, any::<bool>()), 1..8);
    let topics = prop::collection::vec(any::<bool>(), 1..4);
    let post_topics = prop::collection::vec((0..8_usize, 0..4_usize), 0..10);
    let followings = prop::collection::vec((0..PEOPLE, 0..4_usize, any::<bool>()), 0..8);
    let all = (badges, posts, topics, post_topics, followings);
    all.prop_map(|(badges, posts, topics, post_topics, followings)| World {
        badges,
        posts,
        topics,
        post_topics,
        followings,
    })
}

impl World {
    /// What would break a unique key is left out.
    async fn store(&self, db: &Db) {
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            people.push(person(&format!("{number}@example.org"), db).await);
        }
        for &(owner, is_deleted) in &self.badges {
            if let Ok(badge) = people[owner].badge().create().save(db).await
                && is_deleted
            {
                badge.delete(db).await.unwrap();
            }
        }
        let (mut posts, mut topics) = (Vec::new(), Vec::new());
        for (number, (author, _)) in self.posts.iter().enumerate() {
            posts.push(post(&number.to_string(), &people[*author], db).await);
        }
        for number in 0..self.topics.len() {
            let topic = Topic::create().name(number.to_string());
            topics.push(topic.save(db).await.unwrap());
        }
        for &(post, topic) in &self.post_topics {
            let (post, topic) = (&posts[post % posts.len()], &topics[topic % topics.len()]);
            post.topics().add([topic], db).await.unwrap();
        }
        for &(person, topic, is_deleted) in &self.followings {
            let following = people[person]
                .followed()
                .link(&topics[topic % topics.len()]);
            if let Ok(following) = following.save(db).await
                && is_deleted
            {
                following.delete(db).await.unwrap();
            }
        }
        for (post, _) in posts.iter().zip(&self.posts).filter(|(_, (_, gone))| *gone) {
            post.delete(db).await.unwrap();
        }
        for (topic, _) in topics.iter().zip(&self.topics).filter(|(_, gone)| **gone) {
            topic.delete(db).await.unwrap();
        }
    }
}

/// What readers see, in every way that leads to rows.
async fn answers(db: &Db) -> Vec<String> {
    let mut answers = Vec::new();
    macro_rules! ask {
        ($($query:expr;)*) => {$(
            answers.push(format!("{}: {:?}", stringify!($query), $query.all(db).await.unwrap()));
        )*};
    }
    let people = Person::query().order_by(Person::id.asc());
    let posts = Post::query().order_by(Post::id.asc());
    let topics = Topic::query().order_by(Topic::id.asc());
    ask! {
        people.clone().with(Person::badge).with(Person::posts.with(Post::topics));
        posts.clone().with(Post::author.with(Person::badge)).with(Post::topics.with(Topic::posts));
        topics.clone().with(Topic::posts.order_by(Post::id.desc()).limit(1));
        people.clone().filter(Person::posts.any(Post::topics.is_empty()));
        people.clone().filter(Person::posts.all(Post::topics.any(Topic::name.eq("0"))));
        people.clone().filter(Person::followed.none(Topic::name.ge("1")));
        people.clone().filter(Person::badge.has(Badge::id.gt(0)));
        people.clone().exclude(Person::badge.has(Badge::id.gt(0)));
        people.clone().filter(Person::badge.then(Badge::id).is_null());
        people.clone().select((Person::id, Person::posts.count(), Person::followed.count()));
        people.clone().select((Person::posts.max(Post::id), Person::followed.min(Topic::name)));
        posts.clone().filter(Post::author.then(Person::posts.count()).gt(1));
        posts.clone().filter(Post::topics.count().eq(Post::topics.filter(Topic::name.ne("9")).count()));
        posts.clone().filter(Post::author_id.is_in(Badge::query().select(Badge::person_id)));
        Post::query().group_by(Post::author_id).select((Post::author_id, count())).order_by(Post::author_id.asc());
    }
    let through = Person::followed.order_by(Topic::id.asc()).through();
    ask! { people.clone().with(through); }
    for person in people.all(db).await.unwrap() {
        ask! {
            person.posts().order_by(Post::id.asc());
            person.followed().order_by(Topic::id.asc());
        }
        answers.push(format!("{:?}", person.badge().get(db).await.unwrap()));
        answers.push(format!(
            "{:?}",
            person.posts().page_numbered(2, 1, db).await.unwrap()
        ));
    }
    answers.push(format!("{:?}", Topic::query().count(db).await.unwrap()));
    answers
}

/// Deletes from their tables what was deleted softly, the join rows first.
async fn purge(db: &Db) {
    let gone = Following::deleted_at.is_not_null();
    let gone = gone | Following::topic.then(Topic::deleted_at).is_not_null();
    Following::filter(gone)
        .with_deleted()
        .hard_delete(db)
        .await
        .unwrap();
    Badge::filter(Badge::returned_at.is_not_null())
        .with_deleted()
        .hard_delete(db)
        .await
        .unwrap();
    Post::filter(Post::deleted_at.is_not_null())
        .with_deleted()
        .hard_delete(db)
        .await
        .unwrap();
    Topic::filter(Topic::deleted_at.is_not_null())
        .with_deleted()
        .hard_delete(db)
        .await
        .unwrap();
}

async fn clear(db: &Db) {
    Following::query()
        .with_deleted()
        .unfiltered()
        .hard_delete(db)
        .await
        .unwrap();
    Badge::query()
        .with_deleted()
        .unfiltered()
        .hard_delete(db)
        .await
        .unwrap();
    Post::query()
        .with_deleted()
        .unfiltered()
        .hard_delete(db)
        .await
        .unwrap();
    Topic::query()
        .with_deleted()
        .unfiltered()
        .hard_delete(db)
        .await
        .unwrap();
    Person::query()
        .with_deleted()
        .unfiltered()
        .hard_delete(db)
        .await
        .unwrap();
}

cases! {
    /// A row that was deleted softly is for every reader as if it were not there.
    async fn deleted_rows_make_no_difference(db: Db) {
        archive().create_all(db).await.unwrap();
        let mut runner = TestRunner::deterministic();
        for _ in 0..15 {
            let world = world().new_tree(&mut runner).unwrap().current();
            world.store(db).await;
            let before = answers(db).await;
            purge(db).await;
            for (before, after) in before.into_iter().zip(answers(db).await) {
                assert_eq!(before, after, "{world:?}");
            }
            clear(db).await;
        }
    }
}
