//! What a migration says that stops itself, as a person reads it.

use orm::migrate::{Draft, Folder, Migrations, Script};
use orm::prelude::*;
use orm::schema::Snapshot;
use orm::schema::snapshot::{CheckSnapshot, ColumnSnapshot, Condition, KeySnapshot, TableSnapshot};
use orm::types::SqlType;

use super::place::in_places;

#[derive(Model)]
pub struct Owner {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Thing {
    pub id: i64,
    #[column(max_length = 100)]
    pub name: String,
    pub note: Option<String>,
    pub count: i64,
    pub state: String,
    pub owner_number: i64,
    #[foreign_key(Owner, related_name = things)]
    pub owner_id: i64,
}

const ROWS: &str = "
    INSERT INTO owner (name) VALUES ('Jane');
    INSERT INTO thing (name, note, count, state, owner_number, owner_id)
        VALUES ('a hammer', 'heavy', 1, 'new', 1, 1), ('a hammer', NULL, -3000000000, 'lost', 7, 1);
    CREATE VIEW notes AS SELECT note FROM thing;
";

fn column<'t>(table: &'t mut TableSnapshot, name: &str) -> &'t mut ColumnSnapshot {
    let mut columns = table.columns.iter_mut();
    columns.find(|column| column.name == name).unwrap()
}

fn unique(columns: &[&str]) -> KeySnapshot {
    KeySnapshot {
        name: format!("thing_{}_key", columns.join("_")),
        columns: columns.iter().map(|&name| name.to_owned()).collect(),
        unless: None,
    }
}

fn check(name: &str, condition: Condition) -> CheckSnapshot {
    CheckSnapshot {
        name: name.to_owned(),
        condition,
    }
}

/// An edit of the table of things, and what is refused.
type Edit = (&'static str, fn(&mut TableSnapshot));

const EDITS: [Edit; 11] = [
    ("a column that nothing fills", |thing| {
        let size = ColumnSnapshot {
            name: "size".to_owned(),
            ..column(thing, "count").clone()
        };
        thing.columns.push(size);
    }),
    ("no NULL", |thing| column(thing, "note").nullable = false),
    ("a narrower integer", |thing| {
        column(thing, "count").ty = SqlType::Int32;
    }),
    ("a shorter text", |thing| {
        column(thing, "name").max_length = Some(3);
    }),
    ("no NULL and a shorter text", |thing| {
        let note = column(thing, "note");
        note.nullable = false;
        note.max_length = Some(4);
    }),
    ("unique", |thing| {
        thing.unique.push(unique(&["name", "owner_id"]))
    }),
    ("one to one", |thing| {
        thing.unique.push(unique(&["owner_id"]))
    }),
    ("a foreign key", |thing| {
        let mut key = thing.foreign_keys[0].clone();
        key.name = "thing_owner_number_fkey".to_owned();
        key.columns = vec!["owner_number".to_owned()];
        thing.foreign_keys.push(key);
    }),
    ("a check", |thing| {
        let condition = Condition::Sql("count > 0 AND name NOT LIKE '%$check$'".to_owned());
        thing.checks.push(check("thing_count_check", condition));
    }),
    ("fewer variants", |thing| {
        let condition = Condition::Variants {
            column: "state".to_owned(),
            values: vec!["new".to_owned(), "it's sold".to_owned()],
        };
        thing.checks.push(check("thing_state_check", condition));
    }),
    ("a column that a view shows", |thing| {
        thing.columns.retain(|column| column.name != "note");
    }),
];

/// What was done by hand, which a rebuild would undo, and what undoes it.
const BY_HAND: [(&str, &str, &str); 4] = [
    (
        "a column",
        "ALTER TABLE thing ADD COLUMN extra TEXT",
        "ALTER TABLE thing DROP COLUMN extra",
    ),
    (
        "an index",
        "CREATE INDEX by_hand ON thing (note)",
        "DROP INDEX by_hand",
    ),
    (
        "a strict table",
        "DROP VIEW notes; DROP TABLE thing; CREATE TABLE thing (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT) STRICT",
        "DROP TABLE thing",
    ),
    (
        "a collation",
        "CREATE TABLE thing (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT\nCOLLATE NOCASE)",
        "DROP TABLE thing",
    ),
];

fn edited(before: &Snapshot, edit: fn(&mut TableSnapshot)) -> Snapshot {
    let mut after = before.clone();
    let thing = after
        .tables
        .iter_mut()
        .find(|table| table.name.name == "thing");
    edit(thing.unwrap());
    after
}

/// What a second migration says, of which nothing stays.
async fn refusal(first: &Script, draft: &Draft, db: &Db) -> String {
    let second = match draft.script(2, "second", db.dialect()) {
        Ok(script) => script,
        Err(error) => return error.to_string(),
    };
    let migrations = Migrations::new([first.clone(), second]);
    let error = migrations.run(db).await.unwrap_err();
    let status = migrations.status(db).await.unwrap();
    assert!(status[0].applied && !status[1].applied);
    error.to_string()
}

in_places! {
    async fn say_what_is_wrong_and_its_mend(place: &Place) {
        let before = schema![Owner, Thing].snapshot();
        let db = place.db().await;
        let initial = Draft::between(&Snapshot::default(), &before).unwrap();
        let first = initial.script(1, "first", db.dialect()).unwrap();
        Migrations::new([first.clone()]).run(&db).await.unwrap();
        let mut live = place.live().await;
        live.execute(ROWS).await.unwrap();
        let catalog = live.catalog().await;
        let mut words = String::new();
        for (what, edit) in EDITS {
            let draft = Draft::between(&before, &edited(&before, edit)).unwrap();
            let refusal = refusal(&first, &draft, &db).await;
            words.push_str(&format!("{what}:\n    {refusal}\n"));
            assert_eq!(live.catalog().await, catalog, "{what}");
        }
        if db.dialect() == Dialect::Sqlite {
            let longer = edited(&before, |thing| column(thing, "name").max_length = Some(200));
            let draft = Draft::between(&before, &longer).unwrap();
            for (what, by_hand, undo) in BY_HAND {
                live.execute(by_hand).await.unwrap();
                let refusal = refusal(&first, &draft, &db).await;
                words.push_str(&format!("{what} that was made by hand:\n    {refusal}\n"));
                live.execute(undo).await.unwrap();
            }
        }
        live.close().await;
        db.close().await;
        insta::assert_snapshot!(format!("stops_on_{}", place.scripts()), words);
    }

    async fn what_lost_values_is_not_taken_back(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::new(files.path());
        folder.make(&schema![Owner, Thing], None).unwrap();
        folder.make(&schema![Owner], Some("drop")).unwrap();
        let (db, mut live) = (place.db().await, place.live().await);
        let migrations = folder.migrations().unwrap();
        let last = migrations.run(&db).await.unwrap().pop().unwrap();
        let catalog = live.catalog().await;
        let error = migrations.down(&db, 1, &mut |_| {}).await.unwrap_err();
        assert_eq!(error.to_string(), format!("{last}: this migration cannot be taken back: what it dropped of thing is gone"));
        assert_eq!(live.catalog().await, catalog);
        assert!(migrations.status(&db).await.unwrap()[1].applied);
        live.close().await;
        db.close().await;
    }
}
