//! SQL of one's own as an expression of a typed query.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Singer {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Song {
    pub id: i64,
    pub title: String,
    pub plays: i64,
    pub note: Option<String>,
    #[foreign_key(Singer, related_name = songs)]
    pub singer_id: i64,
}

/// The same table with a narrower number.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "song")]
pub struct ShortSong {
    pub id: i64,
    pub plays: i16,
}

async fn songs(db: &Db) -> Singer {
    schema![Singer, Song].create_all(db).await.unwrap();
    let singer = Singer::create().name("Nina").save(db).await.unwrap();
    let song = |title, plays, note: Option<&str>| {
        Song::create()
            .title(title)
            .plays(plays)
            .note(note.map(str::to_owned))
            .singer(&singer)
    };
    let songs = [
        song("Sun", 10, None),
        song("Feeling", 30, Some("blue")),
        song("Moon", 20, Some("$1")),
    ];
    Song::create_many(songs).save(db).await.unwrap();
    singer
}

fn titles(songs: Vec<Song>) -> Vec<String> {
    songs.into_iter().map(|song| song.title).collect()
}

fn length() -> orm::query::Unscoped<i32> {
    sql_expr("length($1)", (Song::title,))
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>, words: &str) {
    let error = outcome.expect_err(words);
    assert!(matches!(error, Error::Configuration { .. }), "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

cases! {
    /// The texts are the same, and what is bound is not of the same type.
    async fn a_fragment_may_be_declared_with_two_types(db: Db) {
        songs(db).await;
        for _ in 0..2 {
            let whole = Song::filter(sql_expr::<i64>("3", ()).eq(3));
            assert_eq!(whole.count(db).await.unwrap(), 3);
            let real = Song::filter(sql_expr::<f64>("3", ()).eq(3.0));
            assert_eq!(real.count(db).await.unwrap(), 3);
            let real = Song::filter(sql_expr::<f64>("3", ()).lt(3.5));
            assert_eq!(real.count(db).await.unwrap(), 3);
        }
    }

    async fn two_models_of_one_table_may_differ_in_a_type(db: Db) {
        songs(db).await;
        for _ in 0..2 {
            assert_eq!(Song::filter(Song::plays.eq(20)).count(db).await.unwrap(), 1);
            assert_eq!(ShortSong::filter(ShortSong::plays.eq(20)).count(db).await.unwrap(), 1);
        }
    }

    async fn a_fragment_stands_where_an_expression_does(db: Db) {
        let singer = songs(db).await;
        let long = Song::filter(length().ge(4)).order_by(length().desc());
        assert_eq!(titles(long.all(db).await.unwrap()), ["Feeling", "Moon"]);
        let even = Song::filter(sql_expr::<bool>("$1 % $2 = 0", (Song::plays, 20_i64)));
        assert_eq!(titles(even.all(db).await.unwrap()), ["Moon"]);
        let both = Song::filter(Song::plays.gt(10).and(sql_expr::<bool>("$1 IS NOT NULL", (Song::note,))));
        assert_eq!(both.count(db).await.unwrap(), 2);
        let typed = Song::filter(sql_expr::<i64>("$1 * 2", (Song::plays,)).of::<Song>().gt(Song::plays + 15));
        assert_eq!(typed.count(db).await.unwrap(), 2);

        let computed = Song::query().order_by(Song::id.asc()).select((Song::title, length(), Song::plays + sql_expr::<i64>("1", ())));
        assert_eq!(computed.all(db).await.unwrap(), [("Sun".to_owned(), 3, 11), ("Feeling".to_owned(), 7, 31), ("Moon".to_owned(), 4, 21)]);
        let grouped = Song::query().group_by(sql_expr::<bool>("$1 > $2", (Song::plays, 15_i64)));
        let grouped = grouped.select((sql_expr::<bool>("$1 > $2", (Song::plays, 15_i64)), count()));
        let mut grouped = grouped.all(db).await.unwrap();
        grouped.sort_unstable();
        assert_eq!(grouped, [(false, 1), (true, 2)]);
        let doubled = Song::filter(Song::title.eq("Sun")).set(Song::plays, sql_expr::<i64>("$1 + $1 + $2", (Song::plays, 1_i64)));
        assert_eq!(doubled.update(db).await.unwrap(), 1);
        assert_eq!(Song::filter(Song::plays.eq(21)).count(db).await.unwrap(), 1);
        assert_eq!(singer.songs().filter(length().lt(4)).count(db).await.unwrap(), 1);
    }

    /// A prepared statement is found again by its text, and takes values of the types that it was prepared for.
    async fn one_text_takes_values_of_several_types(db: Db) {
        songs(db).await;
        let plays = |condition: orm::query::Unscoped<bool>| Song::filter(condition);
        db.transaction(async |tx| {
            let more_than_20 = sql_expr("$1 < $2", (20_i64, Song::plays));
            assert_eq!(titles(plays(more_than_20).all(tx).await?), ["Feeling"]);
            let more_than_a_half = sql_expr("$1 < $2", (0.5, Song::plays));
            assert_eq!(plays(more_than_a_half).all(tx).await?.len(), 3);
            Ok(())
        }).await.unwrap();
    }

    async fn a_fragment_follows_its_columns_along_relations(db: Db) {
        songs(db).await;
        let starts = || sql_expr::<bool>("substr($1, 1, 1) = $2", (Singer::name, "N"));
        assert_eq!(Singer::filter(starts()).count(db).await.unwrap(), 1);
        assert_eq!(Song::filter(Song::singer.has(starts())).count(db).await.unwrap(), 3);
        let of_singer = sql_expr::<bool>("$1 || $2 = $3", (Song::title, Song::singer.then(Singer::name), "MoonNina"));
        assert_eq!(titles(Song::filter(of_singer).all(db).await.unwrap()), ["Moon"]);
        let any = Singer::filter(Singer::songs.any(length().gt(6)));
        assert_eq!(any.count(db).await.unwrap(), 1);
        let many = sql_expr::<bool>("$1 = $2", (Singer::songs.count(), 3_i64));
        assert_eq!(Singer::filter(many).count(db).await.unwrap(), 1);
        let loaded = Singer::query().with(Singer::songs.filter(length().lt(5)).order_by(length().asc()));
        assert_eq!(titles(loaded.get(db).await.unwrap().1), ["Sun", "Moon"]);
    }

    async fn what_stands_in_quotes_and_comments_is_no_placeholder(db: Db) {
        songs(db).await;
        let quoted = sql_expr::<bool>("$1 = '$1' /* $2 */ -- $3", (Song::note,));
        assert_eq!(titles(Song::filter(quoted).all(db).await.unwrap()), ["Moon"]);
        let hostile = sql_expr::<bool>("$1 = $2", (Song::title, "') OR ('1' = '1"));
        assert_eq!(Song::filter(hostile).count(db).await.unwrap(), 0);
    }

    async fn mistakes_are_found_before_anything_is_sent(db: Db) {
        songs(db).await;
        let (_, statements) = db.statements(async {
            for (text, words) in [
                ("$1 = $2", "the placeholder `$2`, and 1 values are bound"),
                ("1 = 1", "it has no placeholder `$1`"),
                ("$1 = 'x", "ends inside of a string"),
                ("$1 = 1) OR (1 = 1", "brackets that do not match"),
                ("$1 = 1; DELETE FROM song", "a second statement"),
                ("$1 = 1;", "a `;`"),
            ] {
                refused(Song::filter(sql_expr::<bool>(text, (Song::plays,))).all(db).await, words);
            }
            let other = Singer::filter(sql_expr::<bool>("$1 = 'x'", (Song::title,)));
            refused(other.all(db).await, "belongs to another model than `Singer`");
            let joined = Singer::filter(sql_expr::<bool>("$1 = 'x'", (Song::singer.then(Singer::name),)));
            refused(joined.all(db).await, "belongs to another model than `Singer`");
        }).await;
        assert_eq!(statements, 0);
    }
}

#[test]
fn a_fragment_is_written_in_brackets() {
    let query = Song::filter(Song::singer.has(Singer::name.eq("Nina")))
        .filter(sql_expr::<bool>(
            "$2 > length($1) OR $1 = $3",
            (Song::title, 3, "x"),
        ))
        .order_by(length().desc());
    insta::assert_snapshot!(query.sql(Dialect::Postgres));
    insta::assert_snapshot!(query.sql(Dialect::Sqlite));
}
