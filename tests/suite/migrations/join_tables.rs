//! A many-to-many that is called otherwise, and that gains a model of its own: its rows stay.

use orm::migrate::{Change, Folder, diff};
use orm::prelude::*;
use orm::schema::Schema;

use super::live::Live;
use super::place::in_places;

mod first {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = courses, related_name = students)]
    pub struct Student {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
        pub title: String,
    }

    pub fn schema() -> Schema {
        schema![Student, Course]
    }
}

/// The relation is called otherwise, and another one takes the name that it had.
mod renamed {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = lectures, related_name = listeners, renamed_from = "courses")]
    #[many_to_many(Course, name = courses, related_name = students)]
    pub struct Student {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
        pub title: String,
    }

    pub fn schema() -> Schema {
        schema![Student, Course]
    }
}

/// The renamed relation has a model.
mod through {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = lectures, related_name = listeners, through = Attendance)]
    pub struct Student {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
        pub title: String,
    }

    #[derive(Model)]
    pub struct Attendance {
        #[primary_key]
        #[foreign_key(Student, related_name = none, on_delete = cascade)]
        pub student_id: i64,
        #[primary_key]
        #[foreign_key(Course, related_name = none, on_delete = cascade)]
        pub course_id: i64,
        #[column(default = 1)]
        pub term: i32,
    }

    pub fn schema() -> Schema {
        schema![Student, Course, Attendance]
    }
}

/// The table that declares the relation has another name too, and the relation a model, all at once.
mod at_once {
    use super::*;

    #[derive(Model)]
    #[model(renamed_from = "student")]
    #[many_to_many(
        Course, name = lectures, related_name = listeners, through = Attendance, renamed_from = "courses"
    )]
    pub struct Pupil {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
        pub title: String,
    }

    #[derive(Model)]
    pub struct Attendance {
        #[primary_key]
        #[foreign_key(Pupil, related_name = none, on_delete = cascade)]
        pub pupil_id: i64,
        #[primary_key]
        #[foreign_key(Course, related_name = none, on_delete = cascade)]
        pub course_id: i64,
    }

    pub fn schema() -> Schema {
        schema![Pupil, Course, Attendance]
    }
}

const ROWS: &str = "
    INSERT INTO student (name) VALUES ('Ann'), ('Bob');
    INSERT INTO course (title) VALUES ('Algebra'), ('Botany');
    INSERT INTO student_courses (student_id, course_id) VALUES (1, 1), (1, 2), (2, 2);
";

async fn pairs(live: &mut Live, table: &str, owner: &str) -> Vec<String> {
    let sql =
        format!("SELECT {owner} || ' ' || course_id FROM {table} ORDER BY {owner}, course_id");
    live.texts(&sql).await
}

fn words(from: Schema, to: Schema) -> Vec<String> {
    let changes = diff(&from.snapshot(), &to.snapshot());
    changes.iter().map(Change::to_string).collect()
}

in_places! {
    async fn rows_stay_under_every_name(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::new(files.path());
        let (db, mut live) = (place.db().await, place.live().await);
        folder.make(&first::schema(), None).unwrap();
        folder.migrations().unwrap().run(&db).await.unwrap();
        live.execute(ROWS).await.unwrap();
        let before = live.catalog().await;

        folder.make(&renamed::schema(), Some("renamed")).unwrap().unwrap();
        assert_eq!(folder.check(&renamed::schema()).unwrap(), Vec::<String>::new());
        let migrations = folder.migrations().unwrap();
        migrations.run(&db).await.unwrap();
        assert_eq!(pairs(&mut live, "student_lectures", "student_id").await, ["1 1", "1 2", "2 2"]);
        assert!(pairs(&mut live, "student_courses", "student_id").await.is_empty());
        assert_eq!(live.catalog().await, place.created(&renamed::schema().snapshot()).await);

        migrations.down(&db, 1, &mut |_| {}).await.unwrap();
        assert_eq!(pairs(&mut live, "student_courses", "student_id").await, ["1 1", "1 2", "2 2"]);
        assert_eq!(live.catalog().await, before);
        migrations.run(&db).await.unwrap();

        folder.make(&through::schema(), Some("through")).unwrap().unwrap();
        folder.migrations().unwrap().run(&db).await.unwrap();
        assert_eq!(pairs(&mut live, "attendance", "student_id").await, ["1 1", "1 2", "2 2"]);
        assert_eq!(live.catalog().await, place.created(&through::schema().snapshot()).await);
        live.close().await;
        db.close().await;
    }

    async fn all_names_may_change_at_once(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::new(files.path());
        let (db, mut live) = (place.db().await, place.live().await);
        folder.make(&first::schema(), None).unwrap();
        folder.migrations().unwrap().run(&db).await.unwrap();
        live.execute(ROWS).await.unwrap();
        folder.make(&at_once::schema(), Some("at_once")).unwrap().unwrap();
        folder.migrations().unwrap().run(&db).await.unwrap();
        assert_eq!(pairs(&mut live, "attendance", "pupil_id").await, ["1 1", "1 2", "2 2"]);
        assert_eq!(live.catalog().await, place.created(&at_once::schema().snapshot()).await);
        live.close().await;
        db.close().await;
    }
}

#[test]
fn a_join_table_is_renamed_where_its_relation_says_so() {
    let changes = words(first::schema(), renamed::schema());
    assert_eq!(changes[0], "~ table student_courses → student_lectures");
    assert!(changes.contains(&"+ table student_courses".to_owned()));
    assert!(
        !changes.iter().any(|change| change.starts_with("- table")),
        "{changes:#?}"
    );

    let changes = words(first::schema(), at_once::schema());
    assert_eq!(changes[0], "~ table student → pupil");
    assert_eq!(changes[1], "~ table student_courses → attendance");
    assert!(
        !changes.iter().any(|change| change.starts_with("- table")),
        "{changes:#?}"
    );
}

#[test]
fn the_relation_is_known_by_its_new_name_afterwards() {
    let mut schema = first::schema().snapshot();
    for change in diff(&schema, &renamed::schema().snapshot()) {
        schema.apply(&change).unwrap();
    }
    let changes = diff(&schema, &through::schema().snapshot());
    let changes: Vec<String> = changes.iter().map(Change::to_string).collect();
    // The relation that took the former name is the one that goes.
    assert_eq!(changes[0], "- table student_courses");
    assert_eq!(changes[1], "~ table student_lectures → attendance");
}

#[test]
fn the_hint_is_no_part_of_the_schema() {
    let text = serde_json::to_string(&renamed::schema().snapshot()).unwrap();
    assert!(text.contains(r#""joins":"student.lectures""#));
    assert!(!text.contains("formerly"), "{text}");
}
