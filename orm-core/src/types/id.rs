use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Cell, Datum, Ordered, SqlType, Unreadable, Value};

/// A typed key: the id of a `M`, and of nothing else.
///
/// A model whose key is `id: Id<Author>` is referred to by foreign keys of that type, and the id of a book does not
/// compile where an author's is wanted. It stores as its raw key `K`, an `i64` unless said otherwise, and serializes
/// as one.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// struct Author {
///     id: Id<Author>,
///     name: String,
/// }
///
/// #[derive(Model)]
/// struct Book {
///     id: Id<Book>,
///     #[foreign_key(Author, related_name = books)]
///     author_id: Id<Author>,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Author, Book].create_all(&db).await?;
/// let jane = Author::create().name("Jane").save(&db).await?;
/// let book = jane.books().create().save(&db).await?;
/// assert_eq!(book.author_id, jane.id);
/// assert_eq!(Author::get(Id::new(1), &db).await?.name, "Jane");
/// assert_eq!((jane.id.raw(), jane.id.to_string()), (1, "1".to_owned()));
/// # Ok(()) }
/// ```
///
/// ```compile_fail
/// # use orm::prelude::*;
/// # #[derive(Model)] struct Author { id: Id<Author> }
/// # #[derive(Model)] struct Book { id: Id<Book> }
/// # fn f(book: Book, db: &Db) {
/// Author::get(book.id, db);   // error: `Id<Book>` is not the key, which is of type `Id<Author>`
/// # }
/// ```
pub struct Id<M, K = i64> {
    raw: K,
    model: PhantomData<fn() -> M>,
}

impl<M, K> Id<M, K> {
    /// The id with this raw key.
    pub const fn new(raw: K) -> Self {
        Id {
            raw,
            model: PhantomData,
        }
    }

    /// The raw key.
    pub fn into_raw(self) -> K {
        self.raw
    }
}

impl<M, K: Copy> Id<M, K> {
    /// A copy of the raw key.
    pub const fn raw(&self) -> K {
        self.raw
    }
}

impl<M, K> From<K> for Id<M, K> {
    fn from(raw: K) -> Self {
        Id::new(raw)
    }
}

impl<M: 'static, K: Value> Value for Id<M, K> {
    const TYPE: SqlType = K::TYPE;

    fn to_datum(&self) -> Datum {
        self.raw.to_datum()
    }

    fn into_datum(self) -> Datum {
        self.raw.into_datum()
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        K::from_cell(cell).map(Id::new)
    }
}

impl<M: 'static, K: Ordered> Ordered for Id<M, K> {}

// Derived implementations would ask the same of `M`, which is only a name here.

impl<M, K: Clone> Clone for Id<M, K> {
    fn clone(&self) -> Self {
        Id::new(self.raw.clone())
    }
}

impl<M, K: Copy> Copy for Id<M, K> {}

impl<M, K: PartialEq> PartialEq for Id<M, K> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<M, K: Eq> Eq for Id<M, K> {}

impl<M, K: PartialOrd> PartialOrd for Id<M, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.raw.partial_cmp(&other.raw)
    }
}

impl<M, K: Ord> Ord for Id<M, K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw.cmp(&other.raw)
    }
}

impl<M, K: Hash> Hash for Id<M, K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

impl<M, K: Default> Default for Id<M, K> {
    fn default() -> Self {
        Id::new(K::default())
    }
}

impl<M, K: fmt::Debug> fmt::Debug for Id<M, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl<M, K: fmt::Display> fmt::Display for Id<M, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl<M, K: Serialize> Serialize for Id<M, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de, M, K: Deserialize<'de>> Deserialize<'de> for Id<M, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        K::deserialize(deserializer).map(Id::new)
    }
}
