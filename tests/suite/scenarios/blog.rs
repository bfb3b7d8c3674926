//! A blog: users with a profile, posts, comments and tags.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct User {
    pub id: i64,
    #[column(unique, max_length = 50)]
    pub name: String,
    #[column(default = true)]
    pub active: bool,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Profile {
    pub id: i64,
    pub bio: String,
    #[one_to_one(User, on_delete = cascade)]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Tag, name = tags, related_name = posts)]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[column(default = 0)]
    pub views: i64,
    pub rating: Option<i32>,
    #[foreign_key(User, related_name = posts, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(User, related_name = edited_posts, on_delete = set_null)]
    pub editor_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Comment {
    pub id: i64,
    pub body: String,
    #[foreign_key(Post, related_name = comments, on_delete = cascade)]
    pub post_id: i64,
    #[foreign_key(User, related_name = comments)]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Tag {
    pub id: i64,
    #[column(unique)]
    pub label: String,
}

struct Blog {
    ann: User,
    bob: User,
    cid: User,
    hello: Post,
    rust: Post,
    sql: Post,
    quiet: Post,
    tags: Vec<Tag>,
}

/// Ann wrote three posts, Bob one, Cid none. Bob edits "Rust". Two comments on "Hello", one on "Rust".
async fn blog(db: &Db) -> Blog {
    schema![User, Profile, Post, Comment, Tag]
        .create_all(db)
        .await
        .unwrap();
    let ann = User::create().name("Ann").save(db).await.unwrap();
    let bob = User::create().name("Bob").save(db).await.unwrap();
    let cid = User::create()
        .name("Cid")
        .active(false)
        .save(db)
        .await
        .unwrap();
    ann.profile().create().bio("writes").save(db).await.unwrap();

    let posts = Post::create_many([
        Post::create()
            .title("Hello")
            .author(&ann)
            .views(10)
            .rating(4),
        Post::create()
            .title("Rust")
            .author(&ann)
            .views(20)
            .rating(None)
            .editor(&bob),
        Post::create().title("SQL").author(&ann).views(5).rating(2),
        Post::create().title("Quiet").author(&bob),
    ])
    .save(db)
    .await
    .unwrap();
    let [hello, rust, sql, quiet] = <[Post; 4]>::try_from(posts).unwrap();

    hello
        .comments()
        .create()
        .body("first")
        .user(&bob)
        .save(db)
        .await
        .unwrap();
    hello
        .comments()
        .create()
        .body("second")
        .user(&cid)
        .save(db)
        .await
        .unwrap();
    rust.comments()
        .create()
        .body("nice")
        .user(&ann)
        .save(db)
        .await
        .unwrap();

    let tags = Tag::create_many(["code", "life"].map(|label| Tag::create().label(label)))
        .save(db)
        .await
        .unwrap();
    rust.tags().add(&tags, db).await.unwrap();
    hello.tags().add([&tags[1]], db).await.unwrap();
    Blog {
        ann,
        bob,
        cid,
        hello,
        rust,
        sql,
        quiet,
        tags,
    }
}

cases! {
    async fn rows_are_given_back_as_stored(db: Db) {
        let blog = blog(db).await;
        assert_eq!(blog.ann, User { id: 1, name: "Ann".into(), active: true });
        assert!(!blog.cid.active);
        assert_eq!(
            blog.rust,
            Post {
                id: 2,
                title: "Rust".into(),
                views: 20,
                rating: None,
                author_id: blog.ann.id,
                editor_id: Some(blog.bob.id),
            }
        );
        assert_eq!(blog.quiet.views, 0, "the database's default");
        assert_eq!(Post::get(blog.sql.id, db).await.unwrap(), blog.sql);
    }

    async fn both_sides_of_each_relation_lead_to_the_rows(db: Db) {
        let Blog { ann, bob, cid, hello, rust, sql, quiet, tags } = blog(db).await;
        assert_eq!(rust.author().get(db).await.unwrap(), ann);
        assert_eq!(rust.editor().get(db).await.unwrap(), Some(bob.clone()));
        assert_eq!(hello.editor().get(db).await.unwrap(), None);
        assert_eq!(ann.posts().all(db).await.unwrap(), [hello.clone(), rust.clone(), sql]);
        assert_eq!(bob.edited_posts().all(db).await.unwrap(), [rust.clone()]);
        assert_eq!(cid.posts().count(db).await.unwrap(), 0);
        assert_eq!(ann.profile().get(db).await.unwrap().unwrap().bio, "writes");
        assert_eq!(bob.profile().get(db).await.unwrap(), None);
        assert_eq!(rust.tags().order_by(Tag::label.asc()).all(db).await.unwrap(), tags);
        assert_eq!(tags[1].posts().order_by(Post::id.asc()).all(db).await.unwrap(), [hello, rust]);
        assert!(!quiet.tags().exists(db).await.unwrap());
    }

    async fn an_absent_key_sends_nothing(db: Db) {
        let blog = blog(db).await;
        let (editor, statements) = db.statements(blog.hello.editor().get(db)).await;
        assert_eq!((editor.unwrap(), statements), (None, 0));
    }

    async fn a_filter_follows_relations_both_ways(db: Db) {
        let Blog { ann, bob, cid, hello, rust, sql, quiet, tags } = blog(db).await;
        let posts = async |condition| {
            Post::filter(condition).order_by(Post::id.asc()).all(db).await.unwrap()
        };
        assert_eq!(posts(Post::author.has(User::name.eq("Bob"))).await, [quiet.clone()]);
        assert_eq!(posts(Post::editor.has(User::name.eq("Bob"))).await, [rust.clone()]);
        assert_eq!(
            posts(!Post::editor.has(User::name.eq("Bob"))).await,
            [hello.clone(), sql.clone(), quiet.clone()],
            "a post without an editor has none of that name"
        );
        assert_eq!(posts(Post::author.is(&bob)).await, [quiet.clone()]);
        assert_eq!(
            posts(Post::author.is_in([&bob, &cid])).await,
            [quiet.clone()]
        );
        assert_eq!(
            posts(Post::comments.any(Comment::user.has(User::name.eq("Cid")))).await,
            [hello.clone()]
        );
        assert_eq!(posts(Post::tags.any(Tag::label.eq("life"))).await, [hello.clone(), rust.clone()]);
        assert_eq!(posts(Post::tags.is_empty()).await, [sql.clone(), quiet.clone()]);
        assert_eq!(posts(Post::author.then(User::profile).has(Profile::bio.eq("writes"))).await.len(), 3);

        let users = async |condition| {
            User::filter(condition).order_by(User::id.asc()).all(db).await.unwrap()
        };
        assert_eq!(users(User::posts.any(Post::views.gt(5))).await, [ann.clone()]);
        assert_eq!(users(User::posts.all(Post::views.gt(5))).await, [cid.clone()]);
        assert_eq!(users(User::posts.none(Post::views.gt(5))).await, [bob.clone(), cid.clone()]);
        assert_eq!(users(User::posts.is_empty()).await, [cid.clone()]);
        assert_eq!(users(User::profile.has(Profile::bio.contains("writ"))).await, [ann.clone()]);
        assert_eq!(users(User::posts.any(Post::tags.any(Tag::id.eq(tags[0].id)))).await, [ann]);
    }

    /// One and the same related row has to meet all of the condition.
    async fn any_means_one_row(db: Db) {
        let blog = blog(db).await;
        let both = User::posts.any(Post::views.gt(15).and(Post::rating.eq(4)));
        assert_eq!(User::filter(both).count(db).await.unwrap(), 0);
        let each = User::posts.any(Post::views.gt(15)).and(User::posts.any(Post::rating.eq(4)));
        assert_eq!(User::filter(each).all(db).await.unwrap(), [blog.ann]);
    }

    /// `all` fails on a row where the condition is unknown, and `exclude` gives it.
    async fn null_is_neither_true_nor_lost(db: Db) {
        let Blog { hello, rust, sql, quiet, bob, cid, .. } = blog(db).await;
        let rated = || Post::rating.ge(3);
        let given = Post::filter(rated()).all(db).await.unwrap();
        let excluded = Post::query().exclude(rated()).order_by(Post::id.asc()).all(db).await.unwrap();
        assert_eq!(given, [hello]);
        assert_eq!(excluded, [rust, sql, quiet]);
        let users = User::filter(User::posts.all(Post::rating.ge(2))).all(db).await.unwrap();
        assert_eq!(users, [cid], "Ann and {} have a post without a rating", "Bob");
        assert_eq!(Post::filter(Post::rating.is_null()).count(db).await.unwrap(), 2);
        assert_eq!(bob.posts().filter(Post::rating.is_not_null()).count(db).await.unwrap(), 0);
    }

    async fn no_filter_repeats_a_row(db: Db) {
        blog(db).await;
        let commented = Post::filter(Post::comments.any(Comment::body.ne("")));
        assert_eq!(commented.clone().count(db).await.unwrap(), 2);
        assert_eq!(commented.all(db).await.unwrap().len(), 2);
    }

    async fn aggregates_of_two_relations_do_not_multiply(db: Db) {
        let Blog { ann, bob, cid, hello, .. } = blog(db).await;
        let two = Post::filter(Post::comments.count().eq(2).and(Post::tags.count().eq(1)));
        assert_eq!(two.all(db).await.unwrap(), [hello]);
        let by_views = User::query()
            .order_by((User::posts.sum(Post::views).desc().nulls_last(), User::id.asc()))
            .all(db)
            .await
            .unwrap();
        assert_eq!(by_views, [ann.clone(), bob.clone(), cid.clone()]);
        let users = async |condition| User::filter(condition).order_by(User::id.asc()).all(db).await.unwrap();
        assert_eq!(users(User::posts.sum(Post::views).eq(35)).await, [ann.clone()]);
        assert_eq!(users(User::posts.sum(Post::views).is_null()).await, [cid.clone()]);
        assert_eq!(users(User::posts.avg(Post::rating).eq(3.0)).await, [ann.clone()]);
        assert_eq!(users(User::posts.max(Post::views).eq(20)).await, [ann.clone()]);
        assert_eq!(users(User::posts.min(Post::title).eq("Quiet")).await, [bob]);
        assert_eq!(users(User::posts.filter(Post::views.gt(5)).count().eq(2)).await, [ann]);
    }

    async fn distinct_rows_may_be_in_any_order(db: Db) {
        let blog = blog(db).await;
        let query = || Post::query().distinct();
        assert_eq!(query().count(db).await.unwrap(), 4);
        let by_author = query().order_by((Post::author.then(User::name).desc(), Post::id.asc())).all(db).await.unwrap();
        assert_eq!(by_author[0], blog.quiet);
        let by_comments = query().order_by(Post::comments.count().desc()).first(db).await.unwrap();
        assert_eq!(by_comments, Some(blog.hello));
    }

    async fn a_chain_reads_and_orders_by_related_columns(db: Db) {
        blog(db).await;
        let comments = Comment::query()
            .order_by((Comment::post.then(Post::author).then(User::name).asc(), Comment::body.desc()))
            .all(db)
            .await
            .unwrap();
        let bodies: Vec<&str> = comments.iter().map(|comment| comment.body.as_str()).collect();
        assert_eq!(bodies, ["second", "nice", "first"]);
        let unedited = Comment::filter(Comment::post.then(Post::editor).then(User::name).is_null());
        assert_eq!(unedited.count(db).await.unwrap(), 2);
    }

    async fn one_query_loads_three_levels(db: Db) {
        let Blog { ann, bob, cid, hello, rust, sql, quiet, .. } = blog(db).await;
        let query = User::query()
            .with(User::posts.with(Post::comments.with(Comment::user)).with(Post::editor))
            .with(User::profile)
            .order_by(User::name.asc());
        let (rows, statements) = db.statements(query.all(db)).await;
        let rows: Vec<(User, Vec<(Post, Vec<(Comment, User)>, Option<User>)>, Option<Profile>)> = rows.unwrap();
        assert_eq!(statements, 3);
        let seen: Vec<_> = rows
            .into_iter()
            .map(|(user, posts, profile)| {
                let posts: Vec<_> = posts
                    .into_iter()
                    .map(|(post, comments, editor)| {
                        let by: Vec<User> = comments.into_iter().map(|(_, user)| user).collect();
                        (post, by, editor)
                    })
                    .collect();
                (user, posts, profile.map(|profile| profile.bio))
            })
            .collect();
        assert_eq!(
            seen,
            [
                (
                    ann.clone(),
                    vec![
                        (hello, vec![bob.clone(), cid.clone()], None),
                        (rust, vec![ann], Some(bob.clone())),
                        (sql, vec![], None),
                    ],
                    Some("writes".to_owned())
                ),
                (bob, vec![(quiet, vec![], None)], None),
                (cid, vec![], None),
            ]
        );
    }

    async fn the_last_two_posts_of_each_user_take_one_statement(db: Db) {
        let Blog { ann, bob, cid, rust, sql, quiet, .. } = blog(db).await;
        let query = User::query()
            .with(User::posts.order_by(Post::id.desc()).limit(2))
            .order_by(User::id.asc());
        let (rows, statements) = db.statements(query.all(db)).await;
        assert_eq!(statements, 2);
        assert_eq!(
            rows.unwrap(),
            [(ann.clone(), vec![sql.clone(), rust.clone()]), (bob.clone(), vec![quiet.clone()]), (cid.clone(), vec![])]
        );
        let users = [ann, cid, bob];
        let last = User::posts.order_by(Post::id.desc()).limit(1).load(&users, db);
        let (loaded, statements) = db.statements(last).await;
        assert_eq!((loaded.unwrap(), statements), (vec![vec![sql], vec![], vec![quiet]], 1));
    }

    async fn filters_and_offsets_count_for_each_parent(db: Db) {
        let Blog { hello, rust, .. } = blog(db).await;
        let rows = User::query()
            .with(User::posts.filter(Post::views.ge(10)).order_by(Post::views.asc()).offset(1))
            .order_by(User::id.asc())
            .all(db)
            .await
            .unwrap();
        let posts: Vec<Vec<Post>> = rows.into_iter().map(|(_, posts)| posts).collect();
        assert_eq!(posts, [vec![rust.clone()], vec![], vec![]]);
        let loaded = Post::tags.load(&[hello, rust], db).await.unwrap();
        assert_eq!(loaded.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }

    async fn a_deletion_cascades_nulls_or_is_refused(db: Db) {
        let Blog { ann, bob, cid, rust, .. } = blog(db).await;
        let refused = bob.delete(db).await.unwrap_err();
        assert!(matches!(refused, Error::ForeignKeyViolation { .. }), "{refused}");
        Comment::filter(Comment::user.is_in([&bob, &cid])).delete(db).await.unwrap();
        bob.delete(db).await.unwrap();
        assert_eq!(rust.refresh(db).await.unwrap().editor_id, None);
        assert_eq!(Post::query().count(db).await.unwrap(), 3, "Bob's post went with him");
        Comment::query().unfiltered().delete(db).await.unwrap();
        ann.delete(db).await.unwrap();
        assert_eq!(Post::query().count(db).await.unwrap(), 0);
        assert_eq!(Profile::query().count(db).await.unwrap(), 0);
        let gone = ann.delete(db).await.unwrap_err();
        assert!(matches!(gone, Error::NotFound { .. }), "{gone}");
    }

    async fn rows_change_in_the_database(db: Db) {
        let Blog { ann, bob, rust, hello, .. } = blog(db).await;
        let changed = rust.set(Post::views, Post::views + 1).set(Post::title, "Rust 2024").update(db).await.unwrap();
        assert_eq!((changed.views, changed.title.as_str()), (21, "Rust 2024"));
        let saved = Post { views: 100, ..changed }.save(db).await.unwrap();
        assert_eq!(saved.views, 100);
        let same = hello.set_if(Post::title, None::<&str>).update(db).await.unwrap();
        assert_eq!(same, hello);
        let many = Post::filter(Post::author.is(&ann)).set(Post::rating, Post::rating + 1).update(db).await.unwrap();
        assert_eq!(many, 3);
        let ratings: Vec<Option<i32>> = ann.posts().order_by(Post::id.asc()).all(db).await.unwrap().iter().map(|post| post.rating).collect();
        assert_eq!(ratings, [Some(5), None, Some(3)]);
        let joined = Post::filter(Post::author.has(User::name.eq("Bob"))).set(Post::title, Post::author.then(User::name)).update(db).await.unwrap();
        assert_eq!(joined, 1);
        assert_eq!(bob.posts().first(db).await.unwrap().unwrap().title, "Bob");
    }

    async fn rows_move_between_parents(db: Db) {
        let Blog { ann, bob, cid, hello, rust, quiet, .. } = blog(db).await;
        cid.posts().add([&hello, &quiet], db).await.unwrap();
        assert_eq!(cid.posts().count(db).await.unwrap(), 2);
        assert!(cid.posts().contains(&quiet, db).await.unwrap());
        assert!(!ann.posts().contains(&hello, db).await.unwrap());
        bob.edited_posts().replace([&hello, &quiet], db).await.unwrap();
        assert_eq!(rust.refresh(db).await.unwrap().editor_id, None);
        assert_eq!(bob.edited_posts().count(db).await.unwrap(), 2);
        bob.edited_posts().remove([&hello, &rust], db).await.unwrap();
        assert_eq!(bob.edited_posts().all(db).await.unwrap(), [quiet.refresh(db).await.unwrap()]);
        bob.edited_posts().clear(db).await.unwrap();
        assert_eq!(bob.edited_posts().count(db).await.unwrap(), 0);
    }

    async fn links_are_added_removed_and_replaced(db: Db) {
        let Blog { sql, rust, tags, .. } = blog(db).await;
        sql.tags().add(&tags, db).await.unwrap();
        sql.tags().add([&tags[0]], db).await.unwrap();
        assert_eq!(sql.tags().count(db).await.unwrap(), 2, "adding again changes nothing");
        sql.tags().remove([&tags[0]], db).await.unwrap();
        assert_eq!(sql.tags().all(db).await.unwrap(), [tags[1].clone()]);
        let new = sql.tags().create().label("new").save(db).await.unwrap();
        assert!(sql.tags().contains(&new, db).await.unwrap());
        tags[0].posts().replace([&sql], db).await.unwrap();
        assert!(!rust.tags().contains(&tags[0], db).await.unwrap());
        sql.tags().clear(db).await.unwrap();
        assert_eq!(sql.tags().count(db).await.unwrap(), 0);
        assert_eq!(Tag::query().count(db).await.unwrap(), 3, "the rows themselves stay");
    }

    async fn one_row_none_or_several(db: Db) {
        let Blog { ann, bob, .. } = blog(db).await;
        let none = User::filter(User::name.eq("Zoe"));
        assert!(matches!(none.clone().get(db).await.unwrap_err(), Error::NotFound { .. }));
        assert_eq!(none.clone().optional(db).await.unwrap(), None);
        assert_eq!(none.first(db).await.unwrap(), None);
        let several = User::filter(User::active);
        assert!(matches!(several.clone().get(db).await.unwrap_err(), Error::MultipleFound { .. }));
        assert!(matches!(several.clone().optional(db).await.unwrap_err(), Error::MultipleFound { .. }));
        assert_eq!(several.clone().first(db).await.unwrap(), Some(ann.clone()));
        assert_eq!(several.clone().last(db).await.unwrap(), Some(bob.clone()));
        assert_eq!(several.clone().order_by(User::name.desc()).first(db).await.unwrap(), Some(bob));
        assert_eq!(several.offset(1).limit(5).count(db).await.unwrap(), 1);
        assert!(matches!(User::get(99, db).await.unwrap_err(), Error::NotFound { .. }));
        assert!(User::by_key(ann.id).exists(db).await.unwrap());
    }

    async fn a_related_set_is_a_query_of_every_kind(db: Db) {
        use futures::TryStreamExt;
        let Blog { ann, hello, rust, sql, .. } = blog(db).await;
        let streamed: Vec<Post> = ann.posts().stream(db).try_collect().await.unwrap();
        assert_eq!(streamed.len(), 3);
        let some = ann.posts().filter_if(Some(10), |views| Post::views.ge(views)).order_by(Post::id.asc()).all(db).await.unwrap();
        assert_eq!(some, [hello.clone(), rust.clone()]);
        assert_eq!(ann.posts().filter_if(None::<i64>, |views| Post::views.ge(views)).count(db).await.unwrap(), 3);
        assert_eq!(ann.posts().exclude(Post::views.ge(10)).all(db).await.unwrap(), [sql.clone()]);
        assert_eq!(ann.posts().order_by(Post::views.desc()).limit(1).all(db).await.unwrap(), [rust]);
        assert_eq!(ann.posts().last(db).await.unwrap(), Some(sql));
        assert_eq!(ann.posts().with(Post::comments).order_by(Post::id.asc()).first(db).await.unwrap().unwrap().1.len(), 2);
        assert!(!ann.posts().explain(db).await.unwrap().is_empty());
        assert_eq!(ann.posts().set(Post::rating, 5).update(db).await.unwrap(), 3);
        assert_eq!(ann.posts().filter(Post::rating.eq(5)).delete(db).await.unwrap(), 3);
    }

    async fn a_stream_gives_every_row_with_its_relations(db: Db) {
        use futures::TryStreamExt;
        let blog = blog(db).await;
        let posts = (0..1200).map(|n| Post::create().title(format!("post {n}")).author(&blog.cid));
        Post::create_many(posts).save(db).await.unwrap();
        let rows: Vec<(Post, User)> = Post::query()
            .with(Post::author)
            .order_by(Post::id.asc())
            .stream(db)
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rows.len(), 1204);
        assert!(rows.windows(2).all(|pair| pair[0].0.id < pair[1].0.id));
        assert_eq!(rows[1203].1, blog.cid);
        let with_comments: Vec<(Post, Vec<Comment>)> =
            Post::query().with(Post::comments).order_by(Post::id.asc()).stream(db).try_collect().await.unwrap();
        assert_eq!(with_comments[0].1.len(), 2);
        assert_eq!(with_comments.len(), 1204);
    }
}
