//! Who makes a key, and relations to models of elsewhere.
#![deny(warnings, missing_docs)]

use orm::prelude::*;

/// As if of another crate: its relations come in extension traits.
pub mod authors {
    use orm::prelude::*;
    use uuid::Uuid;

    /// Its key is made at insert.
    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Author {
        /// Typed, so that no other id is taken for it.
        pub id: Id<Author, Uuid>,
        /// A field may be named as the crate of its type.
        pub uuid: uuid::Uuid,
    }
}

/// The models that relate to it.
pub mod books {
    use orm::prelude::*;
    use uuid::Uuid;

    use super::authors::Author;

    /// Its relations to an author share one trait.
    #[derive(Model, Debug, Clone, PartialEq)]
    #[many_to_many(Author, name = readers, related_name = shelf, extension = AuthorBooks)]
    pub struct Book {
        /// Made at insert.
        pub id: Uuid,
        /// By whom.
        #[foreign_key(Author, related_name = books, extension = AuthorBooks)]
        pub author_id: Id<Author, Uuid>,
        /// By whom, too.
        #[foreign_key(Author, related_name = second_books, extension = AuthorBooks)]
        pub second_id: Option<Id<Author, Uuid>>,
    }

    /// Its key is the book's.
    #[derive(Model)]
    pub struct Cover {
        #[primary_key]
        #[one_to_one(Book, on_delete = cascade)]
        book_id: Uuid,
    }

    /// A key that the user gives.
    #[derive(Model)]
    pub struct Tag {
        #[primary_key]
        #[column(max_length = 30)]
        name: String,
    }

    /// A key that a function makes.
    #[derive(Model)]
    #[model(crate = orm)]
    pub struct Token {
        #[column(default_with = Default::default)]
        id: i64,
    }
}

use authors::Author;
use books::{AuthorBooks, Book, Cover, Tag, Token};

async fn all(db: &Db) -> orm::Result<()> {
    let made = Author::create().uuid(uuid::Uuid::nil()).save(db).await?;
    assert_eq!(made.id.raw().get_version_num(), 7);
    let given = |number| Id::new(uuid::Uuid::from_u128(number));
    Author::create().with_key(given(1)).uuid(made.uuid).save(db).await?;
    let jane = Author::create().id(given(2)).uuid(made.uuid).save(db).await?;
    let book = jane.books().create().second(None).save(db).await?;
    let _: Vec<(Author, Vec<Book>, Vec<Book>)> =
        Author::query().with(Author::books).with(Author::shelf).all(db).await?;
    jane.second_books().remove([&book], db).await?;
    Cover::create().book(&book).save(db).await?;
    Tag::create().name("x").save(db).await?;
    Tag::get("x", db).await?;
    Token::create().save(db).await?;
    let _: Option<Cover> = book.cover().get(db).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> orm::Result<()> {
    let db = Db::connect("sqlite::memory:").await?;
    schema![Author, Book, Cover, Tag, Token].create_all(&db).await?;
    all(&db).await
}
