//! The tables as Toasty sees them.

use bench::Canonical;
use toasty::{Deferred, Model};

#[derive(Debug, Model)]
#[table = "person"]
pub(crate) struct Person {
    #[key]
    #[auto]
    pub(crate) id: u64,
    pub(crate) first_name: String,
    pub(crate) middle_name: Option<String>,
    pub(crate) last_name: String,
    pub(crate) image: String,
    pub(crate) bio: String,
    #[has_many]
    pub(crate) directing: Deferred<Vec<Director>>,
    #[has_many]
    pub(crate) roles: Deferred<Vec<Actor>>,
}

#[derive(Debug, Model)]
#[table = "movie"]
pub(crate) struct Movie {
    #[key]
    #[auto]
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) year: i32,
    pub(crate) image: String,
    pub(crate) description: String,
    #[has_many]
    pub(crate) directors: Deferred<Vec<Director>>,
    #[has_many]
    pub(crate) cast: Deferred<Vec<Actor>>,
    #[has_many]
    pub(crate) reviews: Deferred<Vec<Review>>,
}

#[derive(Debug, Model)]
#[table = "director"]
#[key(movie_id, person_id)]
pub(crate) struct Director {
    #[index]
    pub(crate) movie_id: u64,
    #[belongs_to(key = movie_id, references = id)]
    pub(crate) movie: Deferred<Movie>,
    #[index]
    pub(crate) person_id: u64,
    #[belongs_to(key = person_id, references = id)]
    pub(crate) person: Deferred<Person>,
    pub(crate) list_order: i32,
}

#[derive(Debug, Model)]
#[table = "actor"]
#[key(movie_id, person_id)]
pub(crate) struct Actor {
    #[index]
    pub(crate) movie_id: u64,
    #[belongs_to(key = movie_id, references = id)]
    pub(crate) movie: Deferred<Movie>,
    #[index]
    pub(crate) person_id: u64,
    #[belongs_to(key = person_id, references = id)]
    pub(crate) person: Deferred<Person>,
    pub(crate) list_order: i32,
}

#[derive(Debug, Model)]
#[table = "users"]
pub(crate) struct User {
    #[key]
    #[auto]
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) image: String,
    #[has_many(pair = author)]
    pub(crate) reviews: Deferred<Vec<Review>>,
}

#[derive(Debug, Model)]
#[table = "review"]
pub(crate) struct Review {
    #[key]
    #[auto]
    pub(crate) id: u64,
    pub(crate) body: String,
    pub(crate) rating: i32,
    pub(crate) created_at: i64,
    #[index]
    pub(crate) author_id: u64,
    #[belongs_to(key = author_id, references = id)]
    pub(crate) author: Deferred<User>,
    #[index]
    pub(crate) movie_id: u64,
    #[belongs_to(key = movie_id, references = id)]
    pub(crate) movie: Deferred<Movie>,
}

/// A row of this file is one of `bench`, but for its keys: Toasty 0.11 relates no `i64` to a generated key on SQLite.
macro_rules! canonical {
    ($row:ident { $($key:ident),+; $($field:ident),+ }) => {
        impl Canonical<bench::$row> for $row {
            fn canonical(self) -> bench::$row {
                bench::$row { $($key: signed(self.$key),)+ $($field: self.$field),+ }
            }
        }
    };
}

canonical!(Person { id; first_name, middle_name, last_name, image, bio });
canonical!(Movie { id; title, year, image, description });
canonical!(User { id; name, image });
canonical!(Review { id, author_id, movie_id; body, rating, created_at });

/// A key as `bench` knows it.
pub(crate) fn signed(key: u64) -> i64 {
    i64::try_from(key).expect("a small key")
}
