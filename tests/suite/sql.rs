//! The SQL of queries, side by side for both databases.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Biography {
    pub id: i64,
    pub text: String,
    #[one_to_one(Author)]
    pub author_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Subject, name = subjects, related_name = books)]
pub struct Book {
    pub id: i64,
    pub title: String,
    pub price: Option<i32>,
    #[foreign_key(Author, related_name = books)]
    pub author_id: i64,
    #[foreign_key(Author, name = editor, related_name = edited)]
    pub editor_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Subject {
    pub id: i64,
    pub name: String,
}

fn author(id: i64) -> Author {
    Author {
        id,
        name: String::new(),
    }
}

/// The text on both databases, which does not depend on values.
macro_rules! check {
    ($name:literal, $query:expr) => {
        let query = $query;
        let text = format!(
            "-- Postgres\n{}\n\n-- SQLite\n{}",
            query.sql(Dialect::Postgres),
            query.sql(Dialect::Sqlite)
        );
        insta::assert_snapshot!($name, text, &stringify!($query).replace("\n", " "));
    };
}

#[test]
fn a_filter_on_a_key_joins_nothing() {
    check!("is", Book::filter(Book::author.is(&author(1))));
    check!(
        "is_in",
        Book::filter(Book::author.is_in([&author(1), &author(2)]))
    );
    check!(
        "then_key",
        Book::filter(Book::author.then(Author::id).eq(1))
    );
    check!("has_key", Book::filter(Book::editor.has(Author::id.eq(1))));
}

#[test]
fn a_relation_is_joined_once_however_often_it_is_named() {
    check!(
        "joined_once",
        Book::filter(Book::author.has(Author::name.starts_with("J")))
            .filter(Book::author.then(Author::name).ne("Jack"))
            .with(Book::author)
            .order_by(Book::author.then(Author::name).asc())
    );
    check!(
        "inner_where_a_row_is_demanded",
        Book::filter(Book::editor.has(Author::name.eq("Max"))).with(Book::editor)
    );
    check!(
        "left_where_a_row_may_be_absent",
        Book::query()
            .with(Book::editor)
            .order_by(Book::editor.then(Author::name).desc())
    );
    check!(
        "chain",
        Biography::filter(Biography::author.has(Author::books.is_empty()))
    );
}

#[test]
fn relations_to_many_are_sub_queries() {
    check!(
        "any",
        Author::filter(Author::books.any(Book::title.contains("50%").and(Book::price.is_null())))
    );
    check!("all", Author::filter(Author::books.all(Book::price.gt(10))));
    check!(
        "none_and_empty",
        Author::filter(Author::books.none(Book::price.gt(10)) | Author::edited.is_empty())
    );
    check!(
        "not_empty_and_all_without",
        Author::filter(
            !Author::books.is_empty()
                & Author::books.all(Book::subjects.is_empty())
                & Author::edited.all(!Book::price.is_null())
        )
    );
    check!(
        "any_over_a_join_table",
        Book::filter(Book::subjects.any(Subject::name.eq("Satire")))
    );
    check!(
        "empty_over_a_join_table",
        Book::filter(Book::subjects.is_empty())
    );
    check!(
        "any_with_a_join_inside",
        Author::filter(Author::books.any(Book::editor.has(Author::name.eq("Max"))))
    );
    check!(
        "aggregates",
        Author::filter(
            Author::books
                .count()
                .gt(2)
                .and(Author::edited.avg(Book::price).lt(9.5))
        )
        .order_by((
            Author::books.sum(Book::price).desc(),
            Author::books
                .filter(Book::price.gt(5))
                .max(Book::title)
                .asc()
        ))
    );
    check!(
        "count_over_a_join_table",
        Book::filter(Book::subjects.count().eq(0))
    );
}

#[test]
fn conditions_read_like_a_person_wrote_them() {
    check!(
        "conditions",
        Book::filter((Book::price.between(1, 5) | Book::price.is_null()) & !Book::title.eq("x"))
            .exclude(Book::title.icontains("y"))
            .filter(Book::title.is_in(["a", "b"]))
            .filter(Book::title.like("a_%"))
            .filter(((Book::price + 1) * 2 / Book::price).gt(3))
    );
    check!(
        "pages",
        Book::query()
            .order_by((
                Book::price.desc(),
                Book::title.asc(),
                Book::price.asc().nulls_first()
            ))
            .limit(10)
            .offset(20)
    );
    check!("offset_alone", Book::query().offset(5));
    check!("distinct", Book::query().distinct());
    check!(
        "related",
        author(7).books().filter(Book::id.gt(Book::author_id))
    );
    check!(
        "related_over_a_join_table",
        Subject {
            id: 3,
            name: String::new()
        }
        .books()
        .order_by(Book::title.asc())
    );
}

#[test]
fn functions_are_written_as_each_database_has_them() {
    check!(
        "functions_of_text",
        Book::filter(Book::title.lower().trim().concat("!").eq("emma!")).select((
            Book::title.length(),
            Book::title.substr(2, 3),
            Book::title.replace("a", "b")
        ))
    );
    check!(
        "functions_of_numbers",
        Book::query().select((
            Book::price.abs(),
            Book::price.sign(),
            (Book::price.cast::<f64>() / 3.0).round(2),
            Book::price.cast::<f64>().floor()
        ))
    );
    check!(
        "choices",
        Book::query().select((
            Book::price.coalesce(0),
            Book::price.nullif(1),
            Book::price.greatest(2),
            Book::price.least(Book::price.coalesce(3)),
            case()
                .when(Book::price.gt(9), "dear")
                .when(Book::price.gt(1), Book::title)
                .otherwise("cheap")
        ))
    );
    check!(
        "null_where_there_is_no_row",
        Book::filter(
            Book::editor
                .then(Author::books.count())
                .eq(Book::editor.then(Author::name.length()))
        )
    );
    check!("regex", Book::filter(Book::title.regex("^E")));
    check!(
        "computed_by_functions",
        Book::query()
            .order_by(Book::title.upper().desc())
            .group_by(Book::title.upper())
            .select((Book::title.upper(), Book::price.sum().coalesce(0).abs()))
    );
}

#[test]
fn the_text_depends_on_the_shape_alone() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let text = |names: Vec<&str>, limit| {
            Author::filter(Author::name.is_in(names))
                .limit(limit)
                .sql(dialect)
        };
        assert_eq!(text(vec![], 1), text(vec!["a", "b", "c"], 999));
    }
}

#[derive(Shape)]
#[shape(Book)]
#[allow(dead_code, reason = "only its SQL is asked for")]
struct BookLine {
    title: String,
    author: Name,
    editor: Option<Name>,
    subjects: Vec<Subject>,
    #[shape(Book::author.then(Author::biography))]
    life: Option<Life>,
    #[shape(Book::author.then(Author::books.count()))]
    by_the_same_author: i64,
}

#[derive(Shape)]
#[shape(Author)]
#[allow(dead_code, reason = "only its SQL is asked for")]
struct Name {
    name: String,
}

#[derive(Shape)]
#[shape(Biography)]
#[allow(dead_code, reason = "only its SQL is asked for")]
struct Life {
    text: String,
    #[shape(Biography::author.then(Author::id))]
    author: i64,
    #[shape(Biography::author)]
    of: Author,
}

#[test]
fn a_shape_selects_what_its_fields_name() {
    check!("shape", Book::filter(Book::price.gt(5)).shape::<BookLine>());
}

#[test]
fn a_nested_shape_says_by_its_key_whether_it_is_there() {
    check!(
        "shape_of_a_row_that_may_be_absent",
        Author::query().with(Author::biography.shape::<Life>())
    );
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Category, name = similar, related_name = similar_to)]
pub struct Category {
    pub id: i64,
    #[foreign_key(Category, name = parent, related_name = children)]
    pub parent_id: Option<i64>,
}

#[test]
fn what_is_reached_step_after_step_is_gathered_by_its_links() {
    let row = Category {
        id: 1,
        parent_id: Some(2),
    };
    check!("descendants", row.children().max_depth(1_000));
    check!("descendants_to_a_depth", row.children().max_depth(3));
    check!("ancestors", row.parent().max_depth(1_000));
    check!("reached_over_a_join_table", row.similar().max_depth(3));
}
