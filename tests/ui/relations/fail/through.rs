use orm::prelude::*;

#[derive(Model)]
#[many_to_many(Course, name = courses, through = Enrollment)]
#[many_to_many(Course, name = audited, through = Audit, related_name = auditors)]
#[many_to_many(Course, name = taught, through = Lesson, through_fields(room_id, course_id), related_name = none)]
struct Student {
    id: i64,
}

#[derive(Model)]
struct Course {
    id: i64,
}

/// It has one foreign key only.
#[derive(Model)]
struct Enrollment {
    id: i64,
    #[foreign_key(Student)]
    student_id: i64,
}

/// Which of its students is meant?
#[derive(Model)]
struct Audit {
    id: i64,
    #[foreign_key(Student)]
    student_id: i64,
    #[foreign_key(Student, related_name = none)]
    guest_id: i64,
    #[foreign_key(Course)]
    course_id: i64,
}

#[derive(Model)]
struct Lesson {
    id: i64,
    #[foreign_key(Student)]
    student_id: i64,
    #[foreign_key(Course)]
    course_id: i64,
    room_id: i64,
}

fn main() {}
