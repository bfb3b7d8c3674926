//! One snapshot a feature: what is written, and what becomes of it.

use proc_macro2::TokenStream;
use quote::quote;

fn formatted(tokens: &TokenStream) -> String {
    let file = syn::parse2(tokens.clone()).expect("the derive emits items");
    prettyplease::unparse(&file)
}

#[track_caller]
fn check_with(derive: fn(TokenStream) -> TokenStream, name: &str, input: &TokenStream) {
    let output = derive(input.clone());
    let both = format!("{}\n// becomes\n\n{}", formatted(input), formatted(&output));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, both);
    });
}

#[track_caller]
fn check(name: &str, input: TokenStream) {
    check_with(super::model, name, &input);
}

#[test]
fn columns() {
    check(
        "columns",
        quote! {
            pub struct Book {
                pub id: i64,
                /// On the cover.
                #[column(max_length = 200, index, renamed_from = "name")]
                pub title: String,
                #[column(name = "kind", unique, check = "kind <> ''")]
                pub r#type: Option<String>,
            }
        },
    );
}

#[test]
fn columns_that_set_themselves() {
    check(
        "columns_that_set_themselves",
        quote! {
            #[model(hooks(before_save, after_delete))]
            struct Line {
                id: i64,
                #[column(validate = positive, validate = below_a_hundred)]
                price: i64,
                #[column(generated = "price * 2")]
                double: i64,
                #[column(version)]
                version: i32,
                #[column(on_update_with = Utc::now)]
                changed_at: DateTime<Utc>,
            }
        },
    );
}

#[test]
fn defaults() {
    check(
        "defaults",
        quote! {
            struct Item {
                id: i64,
                #[column(default = true)]
                on_sale: bool,
                #[column(default = -1)]
                rank: i32,
                #[column(default = -1.5)]
                weight: f64,
                #[column(default = "new")]
                state: State,
                #[column(default_sql = "now()")]
                made: DateTime<Utc>,
                #[column(default_with = Token::random)]
                token: Token,
            }
        },
    );
}

#[test]
fn soft_delete() {
    check(
        "soft_delete",
        quote! {
            #[model(soft_delete = deleted_at)]
            struct User {
                id: i64,
                #[column(unique)]
                email: String,
                deleted_at: Option<DateTime<Utc>>,
            }
        },
    );
}

#[test]
fn table() {
    check(
        "table",
        quote! {
            #[model(table = "books", schema = "sales", renamed_from = "volumes", unique(shelf, place), index(shelf))]
            #[model(index(place, shelf), check = "place > 0", check = "shelf > 0")]
            struct Book {
                id: i64,
                shelf: i64,
                place: i64,
            }
        },
    );
}

#[test]
fn uuid_key() {
    check(
        "uuid_key",
        quote! {
            struct Session {
                id: Id<Session, uuid::Uuid>,
            }
        },
    );
}

#[test]
fn composite_key() {
    check(
        "composite_key",
        quote! {
            struct Line {
                #[primary_key]
                order_id: i64,
                #[primary_key]
                number: i32,
            }
        },
    );
}

#[test]
fn foreign_key() {
    check(
        "foreign_key",
        quote! {
            pub struct Book {
                pub id: i64,
                pub title: String,
                pub pages: i32,
                pub subtitle: Option<String>,
                #[foreign_key(Author, related_name = books, on_delete = cascade)]
                pub author_id: i64,
            }
        },
    );
}

#[test]
fn nullable_foreign_key() {
    check(
        "nullable_foreign_key",
        quote! {
            struct Book {
                id: i64,
                #[foreign_key(Person, name = editor, related_name = none, on_delete = set_null, index = false)]
                edited_by: Option<i64>,
            }
        },
    );
}

#[test]
fn references() {
    check(
        "references",
        quote! {
            struct Book {
                id: i64,
                #[foreign_key(Author, references = slug, on_update = cascade)]
                author_id: String,
            }
        },
    );
}

#[test]
fn one_to_one() {
    check(
        "one_to_one",
        quote! {
            struct Profile {
                #[primary_key]
                #[one_to_one(User, on_delete = cascade)]
                user_id: i64,
            }
        },
    );
}

#[test]
fn composite_foreign_key() {
    check(
        "composite_foreign_key",
        quote! {
            #[foreign_key(Line, columns(order_id, number), name = line, related_name = parcels)]
            struct Parcel {
                id: i64,
                order_id: Option<i64>,
                number: i32,
            }
        },
    );
}

#[test]
fn extension() {
    check(
        "extension",
        quote! {
            pub struct Book {
                pub id: i64,
                #[foreign_key(people::Person, related_name = books, extension = PersonBooks)]
                pub author_id: i64,
            }
        },
    );
}

#[test]
fn many_to_many() {
    check(
        "many_to_many",
        quote! {
            #[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
            #[many_to_many(Club, name = clubs, renamed_from = "societies")]
            #[many_to_many(Student, name = friends, symmetrical)]
            #[many_to_many(Self, name = tutors, related_name = pupils, through = Lesson, through_fields(pupil_id, tutor_id))]
            struct Student {
                id: i64,
            }
        },
    );
}

#[test]
fn through_model() {
    check(
        "through_model",
        quote! {
            #[model(unique(student_id, course_id))]
            struct Enrollment {
                id: i64,
                #[foreign_key(Student, related_name = none)]
                student_id: i64,
                #[foreign_key(Course, related_name = none)]
                course_id: i64,
                grade: String,
            }
        },
    );
}

#[test]
fn newtype() {
    check_with(
        super::value,
        "newtype",
        &quote! {
            pub struct Isbn(String);
        },
    );
    check_with(
        super::value,
        "generic_newtype",
        &quote! {
            struct Wrapper<T> where T: Copy { inner: T }
        },
    );
}

#[test]
fn closed_set() {
    check_with(
        super::value,
        "closed_set",
        &quote! {
            #[value(rename_all = "SCREAMING_SNAKE_CASE")]
            enum Status {
                Draft,
                InPrint,
                #[value(rename = "gone")]
                OutOfPrint,
            }
        },
    );
}

#[test]
fn two_mistakes_are_two_errors_and_a_stub() {
    check(
        "mistakes",
        quote! {
            struct Book {
                id: i64,
                #[column(uniqe)]
                title: String,
                #[foreign_key(Author, on_delete = set_null)]
                author_id: i64,
            }
        },
    );
}

#[test]
fn shape() {
    check_with(
        super::shape,
        "shape",
        &quote! {
            #[shape(Author)]
            struct AuthorCard {
                name: String,
                books: Vec<BookLine>,
                #[shape(Author::books.count())]
                book_count: i64,
                #[shape(Author::books, key = Book::title)]
                by_title: HashMap<String, Book>,
                #[shape(flatten)]
                life: Life,
            }
        },
    );
}

#[test]
fn shape_of_many_fields() {
    check_with(
        super::shape,
        "shape_of_many_fields",
        &quote! {
            #[shape(Point)]
            struct Letters { a: i8, b: i8, c: i8, d: i8, e: i8, f: i8, g: i8, h: i8, r#in: i8 }
        },
    );
}
