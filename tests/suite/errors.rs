//! Bad input and bad luck: each mistake has its own variant, whose text says what to do, and leaves the pool whole.

use std::error::Error as _;
use std::time::Duration;

use orm::prelude::*;
use sqlx::{AssertSqlSafe, Executor as _};

use crate::support::{cases, postgres_url};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Team {
    pub id: i64,
    #[column(unique)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(team_id, shirt))]
pub struct Player {
    pub id: i64,
    pub name: String,
    #[column(check = "shirt > 0")]
    pub shirt: i32,
    #[foreign_key(Team, related_name = players)]
    pub team_id: i64,
}

/// The same table, as an older program knows it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "player")]
pub struct NamelessPlayer {
    pub id: i64,
    pub name: Option<String>,
    pub shirt: i32,
    pub team_id: i64,
    pub nickname: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "player")]
pub struct Unnamed {
    pub id: i64,
    pub name: Option<String>,
    pub shirt: i32,
    pub team_id: i64,
}

/// Runs SQL past the ORM.
async fn raw(db: &Db, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    if let Some(pool) = db.as_postgres() {
        pool.execute(sql).await.unwrap();
    } else if let Some(pool) = db.as_sqlite() {
        pool.execute(sql).await.unwrap();
    }
}

/// The pool serves as many queries at once as before.
async fn pool_is_whole(db: &Db) {
    let queries = (0..20).map(|_| Team::query().count(db));
    for count in futures::future::join_all(queries).await {
        count.unwrap();
    }
}

cases! {
    async fn each_constraint_has_its_variant(db: Db) {
        schema![Team, Player].create_all(db).await.unwrap();
        let team = Team::create().name("Reds").save(db).await.unwrap();
        let player = team.players().create().name("Kim").shirt(1).save(db).await.unwrap();

        let twice = Team::create().name("Reds").save(db).await.unwrap_err();
        assert!(matches!(&twice, Error::UniqueViolation { table: Some(table), constraint: Some(name), .. } if table == "team" && name == "team_name_key"), "{twice:?}");
        assert!(twice.violates(Team::name) && !twice.violates(Team::id) && !twice.violates(Player::name));
        let shirt = team.players().create().name("Lee").shirt(1).save(db).await.unwrap_err();
        assert!(shirt.violates(Player::shirt) && shirt.violates(Player::team_id), "{shirt:?}");
        let key = Team::create().name("Blues").with_key(team.id).save(db).await.unwrap_err();
        assert!(key.violates(Team::id), "{key:?}");

        let check = player.set(Player::shirt, -1).update(db).await.unwrap_err();
        assert!(matches!(check, Error::CheckViolation { .. }) && check.violates(Player::shirt), "{check:?}");
        let missing = Unnamed::create().shirt(7).team_id(team.id).save(db).await.unwrap_err();
        assert!(matches!(missing, Error::NotNullViolation { .. }) && missing.violates(Unnamed::name), "{missing:?}");

        let dangling = Player::create().name("Ole").shirt(2).team_id(99).save(db).await.unwrap_err();
        assert!(matches!(&dangling, Error::ForeignKeyViolation { constraint: Some(name), .. } if name == "player_team_id_fkey"), "{dangling:?}");
        assert!(dangling.violates(Player::team_id), "{dangling:?}");
        let referred = team.delete(db).await.unwrap_err();
        assert!(matches!(&referred, Error::ForeignKeyViolation { constraint: Some(name), .. } if name == "player_team_id_fkey"), "{referred:?}");

        for error in [twice, shirt, key, check, missing, dangling, referred] {
            let shown = format!("{error} {error:?}");
            for value in ["Reds", "Lee", "Ole", "Blues"] {
                assert!(!shown.contains(value), "{shown}");
            }
            assert!(error.source().is_some(), "{error:?}");
            assert!(!error.is_retryable());
        }
        assert_eq!(Player::query().all(db).await.unwrap(), [player]);
        assert_eq!(Team::query().all(db).await.unwrap(), [team]);
        pool_is_whole(db).await;
    }

    async fn a_bulk_insert_is_all_or_nothing(db: Db) {
        schema![Team].create_all(db).await.unwrap();
        let rows = (0..5_000).map(|n| Team::create().name(format!("team {}", n % 4_999)));
        let refused = Team::create_many(rows).save(db).await.unwrap_err();
        assert!(refused.violates(Team::name), "{refused:?}");
        assert_eq!(Team::query().count(db).await.unwrap(), 0);
        pool_is_whole(db).await;
    }

    async fn a_missing_table_is_named(db: Db) {
        let missing = Team::query().all(db).await.unwrap_err();
        assert!(matches!(&missing, Error::MissingTable { table: Some(table), .. } if table == "team"), "{missing:?}");
        assert!(missing.to_string().contains("create_all"), "{missing}");
    }

    async fn a_missing_column_is_an_error_and_not_a_text(db: Db) {
        schema![Team, Player].create_all(db).await.unwrap();
        let team = Team::create().name("Reds").save(db).await.unwrap();
        team.players().create().name("Kim").shirt(1).save(db).await.unwrap();
        let read = NamelessPlayer::query().all(db).await.unwrap_err();
        assert!(matches!(&read, Error::SchemaChanged { .. }), "{read:?}");
        let deleted = NamelessPlayer::filter(NamelessPlayer::nickname.is_not_null()).delete(db).await;
        assert!(matches!(&deleted, Err(Error::SchemaChanged { .. })), "{deleted:?}");
        assert_eq!(Player::query().count(db).await.unwrap(), 1);
    }

    async fn a_row_that_does_not_decode_names_its_column(db: Db) {
        raw(db, "CREATE TABLE player (id BIGINT PRIMARY KEY, name VARCHAR(9), shirt TEXT, team_id BIGINT)").await;
        raw(db, "INSERT INTO player VALUES (1, NULL, 'large', 1)").await;
        let decode = Unnamed::query().all(db).await.unwrap_err();
        assert!(
            matches!(&decode, Error::Decode { table, column, .. } if table == "player" && column == "shirt"),
            "{decode:?}"
        );
        assert!(!decode.to_string().contains("large"));
        let null = Player::query().with(Player::team).all(db).await.unwrap_err();
        assert!(matches!(null, Error::MissingTable { .. }), "{null:?}");
    }

    async fn an_unexpected_null_names_its_column(db: Db) {
        schema![Team].create_all(db).await.unwrap();
        raw(db, "CREATE TABLE player (id BIGINT PRIMARY KEY, name VARCHAR(9), shirt INTEGER, team_id BIGINT)").await;
        raw(db, "INSERT INTO team (name) VALUES ('Reds')").await;
        raw(db, "INSERT INTO player VALUES (1, NULL, 3, 1)").await;
        let null = Team::query().with(Team::players).all(db).await.unwrap_err();
        assert!(matches!(&null, Error::Decode { table, column, .. } if table == "player" && column == "name"), "{null:?}");
        pool_is_whole(db).await;
    }

    async fn a_write_whose_filter_says_nothing_is_refused(db: Db) {
        schema![Team].create_all(db).await.unwrap();
        Team::create().name("Reds").save(db).await.unwrap();
        let nothing = || Team::filter(all_of(Vec::<Expr<Team, bool>>::new()));
        let (deleted, statements) = db.statements(nothing().delete(db)).await;
        assert!(matches!(&deleted, Err(Error::Configuration { .. })), "{deleted:?}");
        assert_eq!(statements, 0);
        assert!(nothing().set(Team::name, "x").update(db).await.is_err());
        assert_eq!(nothing().count(db).await.unwrap(), 1, "to read, it means every row");
        assert_eq!(Team::filter(any_of(Vec::<Expr<Team, bool>>::new())).delete(db).await.unwrap(), 0);
        assert_eq!(Team::query().unfiltered().delete(db).await.unwrap(), 1);
    }

    async fn a_row_that_is_gone_is_not_found(db: Db) {
        schema![Team, Player].create_all(db).await.unwrap();
        let team = Team::create().name("Reds").save(db).await.unwrap();
        let player = team.players().create().name("Kim").shirt(1).save(db).await.unwrap();
        player.delete(db).await.unwrap();
        let gone = [
            player.save(db).await.map(drop),
            player.refresh(db).await.map(drop),
            player.set(Player::name, "x").update(db).await.map(drop),
            player.delete(db).await,
            team.players().add([&player], db).await,
        ];
        for gone in gone {
            assert!(matches!(&gone, Err(Error::NotFound { .. })), "{gone:?}");
        }
    }

    async fn a_failed_transaction_cannot_commit(db: Db) {
        schema![Team].create_all(db).await.unwrap();
        let outcome = db
            .transaction(async |tx| {
                Team::create().name("Reds").save(tx).await?;
                // The error is swallowed, and the rest of the transaction with it.
                let _ = Team::create().name("Reds").save(tx).await;
                Ok(())
            })
            .await;
        assert!(matches!(&outcome, Err(Error::TransactionAborted { .. })), "{outcome:?}");
        assert_eq!(Team::query().count(db).await.unwrap(), 0);
        let healed = db
            .transaction(async |tx| {
                Team::create().name("Reds").save(tx).await?;
                let inner = tx.transaction(async |inner| Team::create().name("Reds").save(inner).await).await;
                assert!(inner.is_err());
                Team::create().name("Blues").save(tx).await
            })
            .await;
        assert!(healed.is_ok(), "{healed:?}");
        assert_eq!(Team::query().count(db).await.unwrap(), 2);
        pool_is_whole(db).await;
    }
}

#[tokio::test]
async fn a_malformed_url_is_a_matter_of_configuration() {
    for url in [
        "",
        "mysql://localhost/x",
        "postgres//x",
        "not a url",
        "postgres://u:secret@h:port/x",
    ] {
        let error = Db::connect(url).await.unwrap_err();
        assert!(
            matches!(&error, Error::Configuration { .. }),
            "{url}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn an_unreachable_server_is_said_at_once() {
    let url = "postgres://orm:secret@127.0.0.1:1/nothing";
    let error = tokio::time::timeout(Duration::from_secs(10), Db::connect(url))
        .await
        .expect("within the time-out")
        .unwrap_err();
    assert!(matches!(&error, Error::Connect { .. }), "{error:?}");
    assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    let file = Db::connect("sqlite:///no/such/folder/file.db?mode=rwc")
        .await
        .unwrap_err();
    assert!(matches!(&file, Error::Connect { .. }), "{file:?}");
}

#[tokio::test]
async fn a_wrong_password_is_said_at_once() {
    let Some(url) = postgres_url() else {
        return;
    };
    let Some((scheme, rest)) = url.split_once("://") else {
        panic!("the server's URL has a scheme");
    };
    let (login, server) = rest.rsplit_once('@').expect("the server's URL has a user");
    let user = login.split(':').next().unwrap_or_default();
    let error = Db::connect(&format!("{scheme}://{user}:wr0ng@{server}"))
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Connect { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("wr0ng"), "{error}");
}
