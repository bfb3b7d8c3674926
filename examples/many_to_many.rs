//! Many-to-many: students take courses, with a grade for each, and belong to clubs, with nothing more to say.
//!
//! `cargo run --example many_to_many` runs it on SQLite in memory, or on the database that `DATABASE_URL` names.

use orm::prelude::*;

/// The side that declares the relations: one over a model of its own, one over a join table that nobody has to write.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "many_to_many")]
#[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
#[many_to_many(Club, name = clubs, related_name = members)]
struct Student {
    id: i64,
    name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "many_to_many")]
struct Course {
    id: i64,
    title: String,
}

/// What lies between a student and a course.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "many_to_many", unique(student_id, course_id))]
struct Enrollment {
    id: i64,
    #[foreign_key(Student, related_name = enrollments, on_delete = cascade)]
    student_id: i64,
    #[foreign_key(Course, related_name = enrollments, on_delete = cascade)]
    course_id: i64,
    grade: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "many_to_many")]
struct Club {
    id: i64,
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), orm::Error> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    let schema = schema![Student, Course, Enrollment, Club];
    schema.drop_all(&db).await?;
    schema.create_all(&db).await?;

    let ann = Student::create().name("Ann").save(&db).await?;
    let ben = Student::create().name("Ben").save(&db).await?;
    let logic = Course::create().title("Logic").save(&db).await?;
    let music = Course::create().title("Music").save(&db).await?;

    // A link with columns of its own is made by `link`, from either side.
    ann.courses().link(&logic).grade(95).save(&db).await?;
    ann.courses().link(&music).grade(82).save(&db).await?;
    logic.students().link(&ben).save(&db).await?;

    // Each student's courses, each with its enrollment: two statements.
    let reports: Vec<(Student, Vec<(Course, Enrollment)>)> = Student::query()
        .with(Student::courses.order_by(Course::title.asc()).through())
        .order_by(Student::name.asc())
        .all(&db)
        .await?;
    for (student, courses) in &reports {
        for (course, Enrollment { grade, .. }) in courses {
            println!("{} takes {}, grade {grade:?}.", student.name, course.title);
        }
    }

    // Join rows are rows like others, to ask about and to aggregate.
    let average = Student::enrollments.avg(Enrollment::grade);
    let best = Student::query().order_by(average.desc().nulls_last());
    let ungraded = Course::filter(Course::enrollments.any(Enrollment::grade.is_null()));
    println!(
        "Best: {:?}.",
        best.first(&db).await?.map(|student| student.name)
    );
    println!("Not graded yet: {}.", ungraded.get(&db).await?.title);

    // A link without columns is added and removed. Adding it again changes nothing.
    let chess = ann.clubs().create().name("Chess").save(&db).await?;
    let choir = Club::create().name("Choir").save(&db).await?;
    chess.members().add([&ann, &ben], &db).await?;
    ben.clubs().replace([&choir], &db).await?;
    println!(
        "Members of the chess club: {}.",
        chess.members().count(&db).await?
    );
    println!("Ben sings: {}.", ben.clubs().contains(&choir, &db).await?);

    // From the other side, and across both relations.
    let singers = Student::clubs.any(Club::name.eq("Choir"));
    let courses = Course::filter(Course::students.any(singers));
    println!("A singer takes {}.", courses.get(&db).await?.title);

    // The links of a row go with it.
    ann.delete(&db).await?;
    let left = Enrollment::query().count(&db).await?;
    println!("Without Ann, {left} enrollment is left.");
    Ok(())
}
