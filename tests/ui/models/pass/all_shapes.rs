//! The forms that a model may have.
#![deny(warnings, missing_docs, unreachable_pub)]

use orm::prelude::*;

mod catalogue {
    use orm::prelude::*;

    use super::people::Person;

    /// A text that is one book's.
    #[derive(Value, Debug, Clone, PartialEq)]
    pub(crate) struct Isbn(pub(crate) String);

    /// A newtype over any value.
    #[derive(Value, Debug, Clone, PartialEq)]
    pub(crate) struct Wrapper<T>(pub(crate) T);

    /// Where a book is.
    #[derive(Value, Debug, Clone, Copy, PartialEq)]
    pub(crate) enum Status {
        Draft,
        InPrint,
        #[value(rename = "gone")]
        OutOfPrint,
    }

    fn three() -> i32 {
        3
    }

    /// Every option of a column, each where it may stand.
    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "books", unique(title, author_id), index(stock), check = "stock >= 0")]
    pub(crate) struct Book {
        #[primary_key]
        pub(crate) isbn: Isbn,
        /// Its title.
        #[column(max_length = 200, index, renamed_from = "name")]
        pub(crate) title: String,
        pub(crate) subtitle: Option<String>,
        #[column(name = "kind", check = "kind <> ''")]
        pub(crate) r#type: Wrapper<String>,
        #[column(default = "draft")]
        pub(crate) status: Status,
        #[column(default = 0)]
        pub(crate) stock: i64,
        #[column(default = -1.5)]
        pub(crate) weight: f64,
        #[column(default = true, unique)]
        pub(crate) on_sale: bool,
        #[column(default_with = three)]
        pub(crate) copies: i32,
        #[column(default_sql = "1 + 1")]
        pub(crate) shelves: i32,
        #[foreign_key(Person, related_name = books, on_delete = cascade, on_update = no_action)]
        pub(crate) author_id: i64,
        #[foreign_key(Person, related_name = edited, on_delete = set_null, index = false)]
        pub(crate) editor_id: Option<i64>,
        #[foreign_key(Person, name = translated_by, related_name = none)]
        pub(crate) translator: Option<i64>,
        #[foreign_key(super::people::Country, references = code, name = printed_in)]
        pub(crate) country: String,
    }
}

mod people {
    use orm::prelude::*;

    /// Whose relations lead to themselves, too.
    #[derive(Model, Debug, Clone, PartialEq)]
    #[many_to_many(Person, name = friends, symmetrical)]
    #[many_to_many(Self, name = follows, related_name = followers)]
    #[many_to_many(Club, name = clubs, related_name = members, through = Membership)]
    pub struct Person {
        pub(crate) id: i64,
        pub(crate) name: String,
        #[foreign_key(Self, related_name = children)]
        pub(crate) parent_id: Option<i64>,
    }

    #[derive(Model, Debug)]
    pub(crate) struct Country {
        pub(crate) id: Id<Country, i32>,
        #[column(unique)]
        pub(crate) code: String,
        #[one_to_one(Person)]
        head_id: i64,
    }

    #[derive(Model)]
    struct Club {
        id: Id<Club>,
    }

    #[derive(Model)]
    struct Membership {
        #[primary_key]
        #[foreign_key(Person, on_delete = cascade)]
        person_id: i64,
        #[primary_key]
        #[foreign_key(Club)]
        club_id: Id<Club>,
        since: i32,
    }

    #[derive(Model)]
    #[foreign_key(Membership, columns(person_id, club_id), name = membership, related_name = dues)]
    struct Due {
        id: i64,
        person_id: i64,
        club_id: Id<Club>,
        amount: i64,
    }

    /// Of the composite key one column may be missing.
    #[derive(Model)]
    #[foreign_key(Membership, columns(person_id, club_id), name = membership, on_delete = restrict)]
    struct Guest {
        id: i64,
        person_id: Option<i64>,
        club_id: Id<Club>,
    }

    /// The private models with the others.
    pub(crate) fn schema() -> orm::schema::Schema {
        schema![super::Book, Person, Country, Club, Membership, Due, Guest]
    }

    /// What a module needs of its own private models.
    pub(crate) async fn private_ones(db: &Db) -> orm::Result<()> {
        let person = Person::create().name("x").save(db).await?;
        let club = Club::create().with_key(Id::new(1)).save(db).await?;
        let membership = person.clubs().link(&club).since(1).save(db).await?;
        let other = Person::create().name("y").save(db).await?;
        let membership = club.members().link(&other).since(membership.since).save(db).await?;
        Due::create().membership(&membership).amount(1).save(db).await?;
        membership.dues().create().amount(1).save(db).await?;
        Guest::create().membership(&membership).save(db).await?;
        Guest::create().club_id(club.id).save(db).await?;
        Country::create().code("x").head(&person).save(db).await?;
        let _: Option<Country> = person.country().get(db).await?;
        let _: Vec<(Person, Vec<(Club, Membership)>)> =
            Person::query().with(Person::clubs.through()).all(db).await?;
        Ok(())
    }
}

/// Models of a function, which name one another only.
fn local() {
    #[derive(Model)]
    struct Left {
        id: i64,
    }

    #[derive(Model)]
    struct Right {
        id: i64,
        #[foreign_key(Left)]
        left_id: i64,
    }

    let _ = (Left::right_set.count(), Right::left.has(Left::id.eq(1)));
}

use catalogue::{Book, Isbn, Status, Wrapper};
use people::Person;

async fn all(db: &Db) -> orm::Result<()> {
    people::private_ones(db).await?;
    let jane = Person::create().name("Jane").save(db).await?;
    let book = Book::create()
        .isbn(Isbn("1".into()))
        .title("Emma")
        .r#type(Wrapper("novel".to_owned()))
        .author(&jane)
        .editor(None)
        .editor(&jane)
        .editor(Some(&jane))
        .editor_id(1)
        .translated_by(&jane)
        .country("x")
        .status(Status::InPrint)
        .subtitle("x")
        .save(db)
        .await?;
    let _: Book = Book::get(Isbn("1".into()), db).await?;
    let _ = (Book::isbn.lt(Isbn("x".into())), Book::r#type.contains("x"));
    let _: Vec<(Book, Person, Option<Person>)> =
        Book::query().with(Book::author).with(Book::editor).all(db).await?;
    jane.edited().remove([&book], db).await?;
    jane.friends().add([&jane], db).await?;
    jane.followers().contains(&jane, db).await?;
    jane.children().create().name("x").save(db).await?;
    let _ = Status::OutOfPrint;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> orm::Result<()> {
    local();
    let db = Db::connect("sqlite::memory:").await?;
    people::schema().create_all(&db).await?;
    all(&db).await
}
