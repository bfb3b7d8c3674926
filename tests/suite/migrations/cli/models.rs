//! The models of a program, as they change.

use orm::prelude::*;
use orm::schema::Schema;

pub(super) mod first {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub name: String,
        pub fax: Option<String>,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

pub(super) mod second {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        #[column(renamed_from = "name")]
        pub full_name: String,
        pub fax: Option<String>,
        #[column(default = 0)]
        pub prizes: i32,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100, unique)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

/// The fax is gone, and a column comes that might be it.
pub(super) mod third {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub full_name: String,
        pub telefax: Option<String>,
        #[column(default = 0)]
        pub prizes: i32,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100, unique)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

pub(super) mod courses {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = courses, related_name = students)]
    pub struct Student {
        pub id: i64,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
    }

    pub fn schema() -> Schema {
        schema![Student, Course]
    }
}

/// The relation is called otherwise, and does not say so.
pub(super) mod lectures {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = lectures, related_name = students)]
    pub struct Student {
        pub id: i64,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
    }

    pub fn schema() -> Schema {
        schema![Student, Course]
    }
}

pub(super) fn first() -> Schema {
    schema![first::Author, first::Book]
}

pub(super) fn second() -> Schema {
    schema![second::Author, second::Book]
}

pub(super) fn third() -> Schema {
    schema![third::Author, third::Book]
}
