//! A school: students and courses over enrolments with a grade, and teachers.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Course {
    pub id: i64,
    pub title: String,
    #[foreign_key(Teacher, related_name = courses)]
    pub teacher_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student_id, course_id))]
pub struct Enrollment {
    pub id: i64,
    #[foreign_key(Student, on_delete = cascade)]
    pub student_id: i64,
    #[foreign_key(Course, on_delete = cascade)]
    pub course_id: i64,
    pub grade: Option<String>,
    pub year: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Teacher {
    pub id: i64,
    pub name: String,
}

/// A stay in the sanatorium: the same pair may be linked several times.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Visit {
    pub id: i64,
    #[foreign_key(Guest)]
    pub guest_id: i64,
    #[foreign_key(Room)]
    pub room_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Room, name = rooms, related_name = guests, through = Visit)]
pub struct Guest {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Room {
    pub id: i64,
    pub number: i32,
}

struct School {
    ada: Student,
    ben: Student,
    maths: Course,
    music: Course,
    art: Course,
}

/// Ada takes maths and music, Ben maths; nobody takes art.
async fn school(db: &Db) -> School {
    schema![Student, Course, Enrollment, Teacher]
        .create_all(db)
        .await
        .unwrap();
    let teacher = Teacher::create().name("Ms Gray").save(db).await.unwrap();
    let ada = Student::create().name("Ada").save(db).await.unwrap();
    let ben = Student::create().name("Ben").save(db).await.unwrap();
    let courses =
        ["Maths", "Music", "Art"].map(|title| Course::create().title(title).teacher(&teacher));
    let courses = Course::create_many(courses).save(db).await.unwrap();
    let [maths, music, art] = <[Course; 3]>::try_from(courses).unwrap();
    ada.courses()
        .link(&maths)
        .year(2024)
        .grade("A")
        .save(db)
        .await
        .unwrap();
    ada.courses()
        .link(&music)
        .year(2025)
        .save(db)
        .await
        .unwrap();
    maths
        .students()
        .link(&ben)
        .year(2024)
        .grade("C")
        .save(db)
        .await
        .unwrap();
    School {
        ada,
        ben,
        maths,
        music,
        art,
    }
}

cases! {
    async fn both_sides_lead_to_each_other(db: Db) {
        let School { ada, ben, maths, music, art } = school(db).await;
        assert_eq!(ada.courses().order_by(Course::id.asc()).all(db).await.unwrap(), [maths.clone(), music.clone()]);
        assert_eq!(maths.students().order_by(Student::id.asc()).all(db).await.unwrap(), [ada.clone(), ben.clone()]);
        assert!(ben.courses().contains(&maths, db).await.unwrap());
        assert!(!ben.courses().contains(&music, db).await.unwrap());
        assert_eq!(art.students().count(db).await.unwrap(), 0);
    }

    async fn a_load_brings_the_join_rows_along(db: Db) {
        let School { ada, ben, maths, music, .. } = school(db).await;
        let query = Student::query()
            .with(Student::courses.through().order_by(Course::title.asc()))
            .order_by(Student::name.asc());
        let (rows, statements) = db.statements(query.all(db)).await;
        assert_eq!(statements, 2);
        let rows: Vec<(Student, Vec<(Course, Enrollment)>)> = rows.unwrap();
        let grades: Vec<(Student, Vec<(Course, Option<&str>, i32)>)> = rows
            .iter()
            .map(|(student, courses)| {
                let courses = courses.iter().map(|(course, join)| (course.clone(), join.grade.as_deref(), join.year));
                (student.clone(), courses.collect())
            })
            .collect();
        assert_eq!(
            grades,
            [
                (ada, vec![(maths.clone(), Some("A"), 2024), (music, None, 2025)]),
                (ben, vec![(maths, Some("C"), 2024)]),
            ]
        );
    }

    async fn a_nested_load_goes_through_the_join_table(db: Db) {
        let School { ada, maths, music, .. } = school(db).await;
        let query = Course::query()
            .with(Course::students.with(Student::courses.order_by(Course::id.asc())).order_by(Student::id.asc()))
            .with(Course::teacher)
            .order_by(Course::id.asc());
        let (rows, statements) = db.statements(query.all(db)).await;
        assert_eq!(statements, 3);
        let (course, students, teacher) = &rows.unwrap()[0];
        assert_eq!((course, teacher.name.as_str()), (&maths, "Ms Gray"));
        assert_eq!(students[0], (ada, vec![maths.clone(), music]));
        assert_eq!(students[1].1, [maths.clone()]);
    }

    async fn filters_and_aggregates_cross_the_join_table(db: Db) {
        let School { ada, ben, maths, music, art } = school(db).await;
        let students = Student::filter(Student::courses.any(Course::title.eq("Music")));
        assert_eq!(students.all(db).await.unwrap(), [ada.clone()]);
        let by_teacher = Student::courses.all(Course::teacher.has(Teacher::name.eq("Ms Gray")));
        assert_eq!(Student::filter(by_teacher).count(db).await.unwrap(), 2);
        let courses = Course::query()
            .order_by((Course::students.count().desc(), Course::id.asc()))
            .all(db)
            .await
            .unwrap();
        assert_eq!(courses, [maths.clone(), music.clone(), art.clone()]);
        assert_eq!(Course::filter(Course::students.is_empty()).all(db).await.unwrap(), [art]);
        let latest = Student::filter(Student::courses.max(Course::title).eq("Maths"));
        assert_eq!(latest.all(db).await.unwrap(), [ben]);
        let graded = Enrollment::filter(
            Enrollment::student.has(Student::name.eq("Ada")).and(Enrollment::course.is(&maths)),
        );
        assert_eq!(graded.get(db).await.unwrap().grade.as_deref(), Some("A"));
        let limited = Student::courses.order_by(Course::title.desc()).limit(1).load(&[ada], db).await.unwrap();
        assert_eq!(limited, [vec![music]]);
    }

    async fn unlinking_leaves_the_rows(db: Db) {
        let School { ada, maths, .. } = school(db).await;
        ada.courses().remove([&maths], db).await.unwrap();
        assert_eq!(ada.courses().count(db).await.unwrap(), 1);
        ada.courses().clear(db).await.unwrap();
        assert_eq!(Enrollment::query().count(db).await.unwrap(), 1);
        assert_eq!(Course::query().count(db).await.unwrap(), 3);
        let twice = maths.students().link(&ada).year(2024).save(db).await.unwrap();
        assert_eq!(twice.student_id, ada.id);
        let again = maths.students().link(&ada).year(2025).save(db).await.unwrap_err();
        assert!(again.violates(Enrollment::student_id), "{again}");
        assert!(matches!(again, Error::UniqueViolation { .. }), "{again}");
    }

    /// A pair with several join rows is one related row; with `through`, each join row is given.
    async fn a_pair_linked_twice_counts_once(db: Db) {
        schema![Guest, Room, Visit].create_all(db).await.unwrap();
        let guest = Guest::create().name("Hans").save(db).await.unwrap();
        let room = Room::create().number(34).save(db).await.unwrap();
        let other = Room::create().number(35).save(db).await.unwrap();
        for room in [&room, &room, &other] {
            guest.rooms().link(room).save(db).await.unwrap();
        }
        let rooms = [room.clone(), other.clone()];
        assert_eq!(guest.rooms().order_by(Room::id.asc()).all(db).await.unwrap(), rooms);
        assert_eq!(guest.rooms().count(db).await.unwrap(), 2);
        let loaded = Guest::query().with(Guest::rooms).all(db).await.unwrap();
        assert_eq!(loaded[0].1, rooms);
        let joined = Guest::query().with(Guest::rooms.through()).all(db).await.unwrap();
        assert_eq!(joined[0].1.len(), 3);
        assert_eq!(Guest::filter(Guest::rooms.count().eq(2)).count(db).await.unwrap(), 1);
        assert_eq!(Guest::filter(Guest::rooms.sum(Room::number).eq(69)).count(db).await.unwrap(), 1);
        assert_eq!(Guest::filter(Guest::rooms.filter(Room::number.gt(34)).count().eq(1)).count(db).await.unwrap(), 1);
    }
}
