//! What lies in a folder, and what a database has had of it.

use std::fs;
use std::path::Path;

use orm::migrate::{Folder, Migrations, Script};
use orm::prelude::*;
use orm::schema::Schema;
use sqlx::migrate::Migrator;

use super::place::in_places;
use crate::support::cases;

fn script(dialect: Dialect, version: i64, name: &'static str) -> Script {
    Script {
        dialect,
        version,
        name: name.into(),
        up: format!("CREATE TABLE t{version} (\n  id integer\n);\n").into(),
        down: Some(format!("DROP TABLE t{version};\n").into()),
    }
}

fn scripts(db: &Db, versions: impl IntoIterator<Item = i64>) -> Migrations {
    let scripts = versions.into_iter();
    Migrations::new(scripts.map(|version| script(db.dialect(), version, "step")))
}

async fn refusal(migrations: &Migrations, db: &Db) -> String {
    let error = migrations.run(db).await.unwrap_err();
    assert!(matches!(error, Error::Migration { .. }), "{error:?}");
    error.to_string()
}

cases! {
    async fn an_edited_file_is_named(db: Db) {
        scripts(db, [1, 2]).run(db).await.unwrap();
        for edited in ["CREATE TABLE t2 (\n  id bigint\n);\n", "CREATE TABLE t2 (\n  id integer \n);\n"] {
            let second = Script { up: edited.into(), ..script(db.dialect(), 2, "step") };
            let migrations = Migrations::new([script(db.dialect(), 1, "step"), second, script(db.dialect(), 3, "step")]);
            assert_eq!(
                refusal(&migrations, db).await,
                "2_step.up.sql is not what the database has had: put the file back as it was, and make another migration for what \
                 is to change"
            );
            migrations.down(db, 1, &mut |_| {}).await.unwrap_err();
        }
        assert_eq!(scripts(db, [1, 2, 3]).run(db).await.unwrap(), ["3_step"]);
    }

    async fn a_missing_file_is_named(db: Db) {
        scripts(db, [1, 2, 3]).run(db).await.unwrap();
        assert_eq!(
            refusal(&scripts(db, [1, 3, 4]), db).await,
            "the database has had the migration 2, which is not among the files: bring it back, or take it back with the version \
             of the program that has it"
        );
        assert_eq!(scripts(db, 1..=4).run(db).await.unwrap(), ["4_step"]);
    }

    async fn an_older_file_of_a_branch_runs_too(db: Db) {
        scripts(db, [1, 3]).run(db).await.unwrap();
        let status = scripts(db, [1, 2, 3, 4]).status(db).await.unwrap();
        let applied: Vec<bool> = status.iter().map(|status| status.applied).collect();
        assert_eq!(applied, [true, false, true, false]);
        assert_eq!(scripts(db, [1, 2, 3, 4]).run(db).await.unwrap(), ["2_step", "4_step"]);
        assert_eq!(scripts(db, [1, 2, 3, 4]).run(db).await.unwrap(), [""; 0]);
    }

    async fn two_files_of_one_version_are_named(db: Db) {
        let migrations = Migrations::new([script(db.dialect(), 1, "left"), script(db.dialect(), 1, "right")]);
        let message = "1_left and 1_right are of the same version, as when two people make a migration in the same second: give the \
                       files of the one that no database has had a later version";
        assert_eq!(refusal(&migrations, db).await, message);
        // Nor where the one was run before the other came.
        Migrations::new([script(db.dialect(), 1, "left")]).run(db).await.unwrap();
        assert_eq!(refusal(&migrations, db).await, message);
    }

    async fn a_squashed_folder_is_known_to_each_database(db: Db) {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        for schema in [schema![models::Author], schema![models::Author, models::Book], schema![models::Author]] {
            folder.make(&schema, None).unwrap().unwrap();
        }
        let before = folder.migrations().unwrap();
        let squashed = folder.squash("all").unwrap();
        assert_eq!(squashed.replaced.len(), 3);
        let after = folder.migrations().unwrap();
        assert_eq!(folder.check(&schema![models::Author]).unwrap(), [""; 0]);

        // One that had some.
        before.up(db, 2, &mut |_| {}).await.unwrap();
        assert_eq!(
            refusal(&after, db).await,
            format!(
                "the database has had only 2 of the 3 migrations that {} stands for: run them all with the version of the program \
                 that still has their files, and then this one",
                squashed.written.name
            )
        );
        // One that had all.
        models::Author::create().name("Jane").save(db).await.unwrap();
        before.run(db).await.unwrap();
        assert!(after.status(db).await.unwrap()[0].applied);
        assert!(after.pending(db).await.unwrap().is_empty());
        // Those were questions: the database is still known to who has the former files.
        assert_eq!(before.run(db).await.unwrap(), [""; 0]);
        assert_eq!(after.run(db).await.unwrap(), [""; 0]);
        let status = after.status(db).await.unwrap();
        assert!(status.len() == 1 && status[0].applied);
        assert_eq!(models::Author::query().count(db).await.unwrap(), 1);
        // One that had none.
        after.down(db, 1, &mut |_| {}).await.unwrap();
        assert_eq!(after.run(db).await.unwrap(), [squashed.written.name]);
        assert_eq!(models::Author::query().count(db).await.unwrap(), 0);
    }
}

in_places! {
    async fn asking_writes_nothing(place: &Place) {
        let (db, mut live) = (place.db().await, place.live().await);
        assert!(!scripts(&db, [1]).status(&db).await.unwrap()[0].applied);
        let tables = match db.dialect() {
            Dialect::Sqlite => "SELECT name FROM sqlite_schema",
            _ => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        };
        assert_eq!(live.texts(tables).await, [""; 0]);
        live.close().await;
        db.close().await;
    }

    async fn line_ends_are_no_edit(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        let folder = files.path().join(place.scripts());
        fs::create_dir(&folder).unwrap();
        let file = folder.join("1_step.up.sql");
        let text = "CREATE TABLE step (\n  id integer\n);\n";
        let forms = [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")];
        let db = place.db().await;
        // Whichever form ours has run, every other one is the same.
        fs::write(&file, &forms[1]).unwrap();
        assert_eq!(run(files.path(), &db).await.unwrap(), ["1_step"]);
        for form in &forms {
            fs::write(&file, form).unwrap();
            assert_eq!(run(files.path(), &db).await.unwrap(), [""; 0]);
        }
        fs::write(&file, text.replace(";\n", "; \n")).unwrap();
        run(files.path(), &db).await.unwrap_err();
        // And where sqlx has run a checkout with other line ends.
        let mut live = place.live().await;
        live.execute("DROP TABLE step; DELETE FROM _sqlx_migrations").await.unwrap();
        live.close().await;
        fs::write(&file, &forms[1]).unwrap();
        let theirs = Migrator::new(folder).await.unwrap();
        match (db.as_sqlite(), db.as_postgres()) {
            (Some(pool), _) => theirs.run(pool).await.unwrap(),
            (_, Some(pool)) => theirs.run(pool).await.unwrap(),
            _ => unreachable!(),
        }
        for form in &forms {
            fs::write(&file, form).unwrap();
            assert_eq!(run(files.path(), &db).await.unwrap(), [""; 0]);
        }
        db.close().await;
    }
}

async fn run(folder: &Path, db: &Db) -> Result<Vec<String>, Error> {
    Folder::new(folder).migrations()?.run(db).await
}

mod models {
    use super::*;

    #[derive(Model, Debug)]
    pub struct Author {
        pub id: i64,
        #[column(max_length = 100)]
        pub name: String,
    }

    #[derive(Model, Debug)]
    pub struct Book {
        pub id: i64,
        #[foreign_key(Author, related_name = books)]
        pub author_id: i64,
    }

    pub mod left {
        use super::*;

        #[derive(Model, Debug)]
        pub struct Author {
            pub id: i64,
            #[column(max_length = 100)]
            pub name: String,
            pub born: Option<i32>,
        }
    }

    pub mod right {
        use super::*;

        #[derive(Model, Debug)]
        pub struct Author {
            pub id: i64,
            #[column(max_length = 200)]
            pub name: String,
        }

        #[derive(Model, Debug)]
        pub struct Tag {
            pub id: i64,
        }
    }

    pub mod merged {
        use super::*;

        #[derive(Model, Debug)]
        pub struct Tag {
            pub id: i64,
        }
    }
}

/// What a merge of two branches leaves in the folder: the files of both, those of the other one a version later, and the
/// snapshot of the first.
fn merge(from: &Path, into: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            merge(&entry.path(), &into.join(name));
        } else if let Some((version, rest)) = name.split_once('_') {
            let is_new = !into.join(&name).exists();
            let version: i64 = version.parse().unwrap();
            if is_new {
                fs::copy(entry.path(), into.join(format!("{}_{rest}", version + 1))).unwrap();
            }
        }
    }
}

fn copy(from: &Path, into: &Path) {
    fs::create_dir_all(into).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = into.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// A folder with a migration, and what two people make of it, merged into the first one's.
fn merged(left: &Schema, right: &Schema) -> (tempfile::TempDir, Folder) {
    let place = tempfile::tempdir().unwrap();
    let paths = ["left", "right"].map(|name| place.path().join(name));
    let folders = paths.clone().map(Folder::new);
    folders[0].make(&schema![models::Author], None).unwrap();
    copy(&paths[0], &paths[1]);
    folders[0].make(left, Some("left")).unwrap().unwrap();
    folders[1].make(right, Some("right")).unwrap().unwrap();
    merge(&paths[1], &paths[0]);
    (place, folders.into_iter().next().unwrap())
}

#[test]
fn branches_that_go_together_are_merged_without_an_edit() {
    let schema = schema![models::left::Author, models::merged::Tag];
    let right = schema![models::Author, models::merged::Tag];
    let (_place, folder) = merged(&schema![models::left::Author], &right);
    assert_eq!(
        folder.check(&schema).unwrap(),
        [
            "snapshot.json is not what the migrations come to, as after a merge; run `migrate check --write` to write it anew"
        ]
    );
    assert!(folder.mend_snapshot().unwrap());
    assert!(!folder.mend_snapshot().unwrap());
    assert_eq!(folder.check(&schema).unwrap(), [""; 0]);
    assert!(folder.make(&schema, None).unwrap().is_none());
    assert_eq!(folder.history().unwrap().heads().len(), 2);
    let next = folder
        .make(&schema![models::left::Author], Some("next"))
        .unwrap()
        .unwrap();
    assert_eq!(folder.history().unwrap().heads(), [next.name]);
}

#[test]
fn branches_that_do_not_go_together_are_named_change_by_change() {
    let right = schema![models::right::Author, models::right::Tag];
    let (_place, folder) = merged(&schema![models::left::Author], &right);
    let findings = folder.check(&right).unwrap();
    let without_versions = |text: &str| {
        let words = text.split(' ').map(|word| match word.split_once('_') {
            Some((version, name)) if version.parse::<i64>().is_ok() => name,
            _ => word,
        });
        words.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        without_versions(&findings[0]),
        "left and right were made side by side, and `+ column author.born: int32, may be NULL` of the one does not go with `~ column \
         author.name: text(100) → text(200)` of the other: remove the files of one of them, and make it again"
    );
    let error = folder.make(&right, None).unwrap_err();
    assert_eq!(error.to_string(), findings[0]);
}

#[test]
fn a_clock_that_is_behind_makes_later_versions_still() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path());
    fs::create_dir(place.path().join("sqlite")).unwrap();
    fs::write(
        place.path().join("sqlite/99991231235959_by_hand.up.sql"),
        "SELECT 1;\n",
    )
    .unwrap();
    let folder = folder.for_dialects([Dialect::Sqlite]);
    let written = folder
        .make(&schema![models::Author], None)
        .unwrap()
        .unwrap();
    assert_eq!(written.name, "99991231235960_initial");
    let second = folder
        .make(&schema![models::left::Author], None)
        .unwrap()
        .unwrap();
    assert_eq!(second.name, "99991231235961_add_author_born");
}

#[test]
fn files_that_are_missing_are_named() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path());
    let first = folder
        .make(&schema![models::Author], None)
        .unwrap()
        .unwrap()
        .name;
    let schema = schema![models::left::Author];
    let second = folder.make(&schema, None).unwrap().unwrap().name;
    fs::remove_file(place.path().join(format!("postgres/{second}.up.sql"))).unwrap();
    fs::copy(
        place.path().join(format!("sqlite/{first}.up.sql")),
        place.path().join("sqlite/99991231235959_stray.up.sql"),
    )
    .unwrap();
    assert_eq!(
        folder.check(&schema).unwrap(),
        [
            format!("postgres/{second}.up.sql is missing"),
            "changes/99991231235959_stray.json is missing, though sqlite/99991231235959_stray.up.sql is there".to_owned(),
        ]
    );
}
