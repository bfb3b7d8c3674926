use orm::prelude::*;

#[derive(Model)]
#[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
#[many_to_many(Club, name = clubs, related_name = members)]
struct Student {
    id: i64,
    name: String,
}

#[derive(Model)]
struct Course {
    id: i64,
    title: String,
}

#[derive(Model)]
struct Club {
    id: i64,
    name: String,
}

#[derive(Model)]
struct Enrollment {
    id: i64,
    #[foreign_key(Student, related_name = enrollments)]
    student_id: i64,
    #[foreign_key(Course)]
    course_id: i64,
    grade: String,
}

fn rows(algebra: &Course) {
    let ada = || Student::create().name("Ada");

    // Over a `through` model the rows between are created.
    let _ = ada().with(Student::courses, [Course::create().title("Algebra")]);
    let _ = ada().with(Student::courses, [link(algebra)]);
    let _ = ada().with(Student::enrollments, [Enrollment::create().grade("A")]);

    // Without one the rows are complete, and of the relation's model.
    let _ = ada().with(Student::clubs, [Club::create()]);
    let _ = ada().with(Student::clubs, [link(algebra)]);
    let _ = ada().with(Student::clubs, [Course::create().title("Algebra")]);
}

fn main() {}
