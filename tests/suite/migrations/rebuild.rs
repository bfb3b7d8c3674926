//! Tables that SQLite makes anew: what refers to them, and what is on them, is as before. Postgres alters the same ones.

use orm::migrate::{Folder, Migrations};
use orm::prelude::*;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::live::Live;
use super::place::{Place, in_places};

/// One schema but for a length, which is in a check that a rebuild writes anew.
macro_rules! schema_with_length {
    ($module:ident, $length:tt) => {
        mod $module {
            use orm::prelude::*;

            #[derive(Model)]
            pub struct Parent {
                pub id: i64,
                #[column(max_length = $length, index)]
                pub name: String,
                #[foreign_key(Parent, name = above, related_name = below, on_delete = cascade)]
                pub above_id: Option<i64>,
                #[column(unique)]
                pub code: i32,
            }

            #[derive(Model)]
            pub struct Slot {
                #[primary_key]
                pub room: i32,
                #[primary_key]
                pub hour: i32,
                #[column(max_length = $length)]
                pub label: String,
            }

            #[derive(Model)]
            #[foreign_key(Slot, columns(room, hour), name = slot, related_name = bookings, on_delete = cascade)]
            pub struct Booking {
                pub id: i64,
                pub room: i32,
                pub hour: i32,
            }

            #[derive(Model)]
            pub struct Cascading {
                pub id: i64,
                #[foreign_key(Parent, related_name = cascading, on_delete = cascade)]
                pub parent_id: i64,
            }

            #[derive(Model)]
            pub struct Nulled {
                pub id: i64,
                #[foreign_key(Parent, related_name = nulled, on_delete = set_null)]
                pub parent_id: Option<i64>,
            }

            #[derive(Model)]
            pub struct Defaulted {
                pub id: i64,
                #[foreign_key(Parent, related_name = defaulted, on_delete = set_default)]
                #[column(default = 3)]
                pub parent_id: i64,
            }

            #[derive(Model)]
            pub struct Restricted {
                pub id: i64,
                #[foreign_key(Parent, related_name = restricted, on_delete = restrict)]
                pub parent_id: i64,
            }

            #[derive(Model)]
            pub struct Unacting {
                pub id: i64,
                #[foreign_key(Parent, related_name = unacting, on_delete = no_action)]
                pub parent_id: i64,
            }

            #[derive(Model)]
            pub struct ByCode {
                pub id: i64,
                #[foreign_key(Parent, name = parent, references = code, related_name = by_code, on_delete = cascade, on_update = cascade)]
                pub parent_code: i32,
            }

            pub fn all() -> orm::schema::Schema {
                schema![Parent, Slot, Booking, Cascading, Nulled, Defaulted, Restricted, Unacting, ByCode]
            }
        }
    };
}

schema_with_length!(short, 10);
schema_with_length!(long, 20);

const ROWS: &str = "
    INSERT INTO parent (name, above_id, code) VALUES ('one', NULL, 10), ('two', 1, 20), ('three', 1, 30), ('four', 3, 40), ('five', NULL, 50);
    DELETE FROM parent WHERE id = 5;
    INSERT INTO slot (room, hour, label) VALUES (1, 8, 'early'), (1, 20, 'late');
    INSERT INTO booking (room, hour) VALUES (1, 8), (1, 8), (1, 20), (1, 20);
    INSERT INTO cascading (parent_id) VALUES (2), (2);
    INSERT INTO nulled (parent_id) VALUES (2), (2);
    INSERT INTO defaulted (parent_id) VALUES (2), (2);
    INSERT INTO restricted (parent_id) VALUES (1), (1);
    INSERT INTO unacting (parent_id) VALUES (1), (1);
    INSERT INTO by_code (parent_code) VALUES (20), (20);
";

const CHILDREN: [&str; 6] = [
    "cascading",
    "nulled",
    "defaulted",
    "restricted",
    "unacting",
    "by_code",
];

async fn rows(live: &mut Live) -> Vec<String> {
    let mut rows = Vec::new();
    for child in CHILDREN {
        let column = if child == "by_code" {
            "parent_code"
        } else {
            "parent_id"
        };
        let sql = format!(
            "SELECT '{child} ' || id || ' ' || coalesce(CAST({column} AS text), 'NULL') FROM {child} ORDER BY id"
        );
        rows.extend(live.texts(&sql).await);
    }
    for sql in [
        "SELECT 'parent ' || id || ' ' || name || ' ' || coalesce(CAST(above_id AS text), 'NULL') || ' ' || code FROM parent ORDER BY id",
        "SELECT 'slot ' || room || ' ' || hour || ' ' || label FROM slot ORDER BY hour",
        "SELECT 'booking ' || id || ' ' || room || ' ' || hour FROM booking ORDER BY id",
    ] {
        rows.extend(live.texts(sql).await);
    }
    rows
}

async fn begun(place: &Place) -> (tempfile::TempDir, Migrations, Db, Live) {
    let files = tempfile::tempdir().unwrap();
    let folder = Folder::new(files.path());
    folder.make(&short::all(), None).unwrap().unwrap();
    folder.make(&long::all(), Some("longer")).unwrap().unwrap();
    let migrations = folder.migrations().unwrap();
    let db = place.db().await;
    migrations.up(&db, 1, &mut |_| {}).await.unwrap();
    let mut live = place.live().await;
    live.execute(ROWS).await.unwrap();
    (files, migrations, db, live)
}

/// Deletions and changes do to the children what they were declared to do.
async fn check_actions(live: &mut Live) {
    live.execute("DELETE FROM parent WHERE id = 1")
        .await
        .unwrap_err();
    live.execute("UPDATE parent SET code = 21 WHERE id = 2")
        .await
        .unwrap();
    assert_eq!(
        live.texts("SELECT CAST(parent_code AS text) FROM by_code")
            .await,
        ["21", "21"]
    );
    live.execute("DELETE FROM parent WHERE id = 2")
        .await
        .unwrap();
    live.execute("DELETE FROM slot WHERE hour = 20")
        .await
        .unwrap();
    let left = rows(live).await;
    let expected = [
        "nulled 1 NULL",
        "nulled 2 NULL",
        "defaulted 1 3",
        "defaulted 2 3",
        "restricted 1 1",
        "restricted 2 1",
        "unacting 1 1",
        "unacting 2 1",
        "parent 1 one NULL 10",
        "parent 3 three 1 30",
        "parent 4 four 3 40",
        "slot 1 8 early",
        "booking 1 1 8",
        "booking 2 1 8",
    ];
    assert_eq!(left, expected);
    live.execute("DELETE FROM defaulted; DELETE FROM parent WHERE id = 3")
        .await
        .unwrap();
    assert_eq!(live.texts("SELECT name FROM parent").await, ["one"]);
    // The key of the row that was deleted before is not given again.
    live.execute("INSERT INTO parent (name, code) VALUES ('six', 60)")
        .await
        .unwrap();
    assert_eq!(
        live.texts("SELECT CAST(max(id) AS text) FROM parent").await,
        ["6"]
    );
}

in_places! {
    async fn children_stay_whatever_their_action(place: &Place) {
        let (_files, migrations, db, mut live) = begun(place).await;
        let before = rows(&mut live).await;
        assert_eq!(before.len(), 12 + 4 + 2 + 4);
        migrations.run(&db).await.unwrap();
        assert_eq!(rows(&mut live).await, before);
        migrations.down(&db, 1, &mut |_| {}).await.unwrap();
        assert_eq!(rows(&mut live).await, before);
        migrations.run(&db).await.unwrap();
        check_actions(&mut live).await;
        live.close().await;
        db.close().await;
    }

    async fn triggers_and_views_stay(place: &Place) {
        let (_files, migrations, db, mut live) = begun(place).await;
        let made = match &live {
            Live::Sqlite(_) => "
                CREATE TABLE log (line text);
                CREATE TRIGGER on_it AFTER INSERT ON parent BEGIN INSERT INTO log VALUES ('parent ' || NEW.name); END;
                CREATE TRIGGER elsewhere AFTER INSERT ON cascading
                    BEGIN INSERT INTO log SELECT 'child of ' || name FROM \"parent\" WHERE id = NEW.parent_id; END;",
            Live::Postgres(_) => "
                CREATE TABLE log (line text);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO log SELECT CASE TG_TABLE_NAME WHEN 'parent' THEN 'parent ' || NEW.name END; RETURN NEW; END $$;
                CREATE FUNCTION note_child() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO log SELECT 'child of ' || name FROM parent WHERE id = NEW.parent_id; RETURN NEW; END $$;
                CREATE TRIGGER on_it AFTER INSERT ON parent FOR EACH ROW EXECUTE FUNCTION note();
                CREATE TRIGGER elsewhere AFTER INSERT ON cascading FOR EACH ROW EXECUTE FUNCTION note_child();",
        };
        live.execute(made).await.unwrap();
        live.execute("CREATE VIEW names AS SELECT id, code FROM parent WHERE code > 20").await.unwrap();
        migrations.run(&db).await.unwrap();
        live.execute("INSERT INTO parent (name, code) VALUES ('six', 60); INSERT INTO cascading (parent_id) VALUES (6)").await.unwrap();
        assert_eq!(live.texts("SELECT line FROM log").await, ["parent six", "child of six"]);
        assert_eq!(live.texts("SELECT CAST(code AS text) FROM names ORDER BY id").await, ["30", "40", "60"]);
        check_after_triggers(&mut live).await;
        live.close().await;
        db.close().await;
    }
}

/// What SQLite keeps as text is as it was written.
async fn check_after_triggers(live: &mut Live) {
    if matches!(live, Live::Sqlite(_)) {
        let texts = live
            .texts("SELECT sql FROM sqlite_schema WHERE sql LIKE '%_orm_%'")
            .await;
        assert_eq!(texts, [""; 0]);
        assert_eq!(live.texts("PRAGMA integrity_check").await, ["ok"]);
    }
}

/// Under sqlx's own runner, and where the connection does not enforce foreign keys.
#[tokio::test]
async fn children_stay_under_the_library() {
    for enforced in [true, false] {
        let place = Place::sqlite();
        let (files, _, db, mut live) = begun(&place).await;
        let before = rows(&mut live).await;
        let options: SqliteConnectOptions = place.url().parse().unwrap();
        let pool = SqlitePoolOptions::new()
            .connect_with(options.foreign_keys(enforced))
            .await
            .unwrap();
        let theirs = Migrator::new(files.path().join("sqlite")).await.unwrap();
        theirs.run(&pool).await.unwrap();
        pool.close().await;
        assert_eq!(rows(&mut live).await, before, "foreign keys on: {enforced}");
        check_actions(&mut live).await;
        live.close().await;
        db.close().await;
    }
}
