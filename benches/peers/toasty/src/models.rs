//! The tables as Toasty sees them.

use bench::canonical;
use toasty::{Deferred, Model};

#[derive(Debug, Model)]
#[table = "person"]
pub(crate) struct Person {
    #[key]
    #[auto]
    pub(crate) id: i64,
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
    pub(crate) id: i64,
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
    pub(crate) movie_id: i64,
    #[belongs_to(key = movie_id, references = id)]
    pub(crate) movie: Deferred<Movie>,
    #[index]
    pub(crate) person_id: i64,
    #[belongs_to(key = person_id, references = id)]
    pub(crate) person: Deferred<Person>,
    pub(crate) list_order: i32,
}

#[derive(Debug, Model)]
#[table = "actor"]
#[key(movie_id, person_id)]
pub(crate) struct Actor {
    #[index]
    pub(crate) movie_id: i64,
    #[belongs_to(key = movie_id, references = id)]
    pub(crate) movie: Deferred<Movie>,
    #[index]
    pub(crate) person_id: i64,
    #[belongs_to(key = person_id, references = id)]
    pub(crate) person: Deferred<Person>,
    pub(crate) list_order: i32,
}

#[derive(Debug, Model)]
#[table = "users"]
pub(crate) struct User {
    #[key]
    #[auto]
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) image: String,
    #[has_many]
    pub(crate) reviews: Deferred<Vec<Review>>,
}

#[derive(Debug, Model)]
#[table = "review"]
pub(crate) struct Review {
    #[key]
    #[auto]
    pub(crate) id: i64,
    pub(crate) body: String,
    pub(crate) rating: i32,
    pub(crate) created_at: i64,
    #[index]
    pub(crate) author_id: i64,
    #[belongs_to(key = author_id, references = id)]
    pub(crate) author: Deferred<User>,
    #[index]
    pub(crate) movie_id: i64,
    #[belongs_to(key = movie_id, references = id)]
    pub(crate) movie: Deferred<Movie>,
}

canonical!(Person { id, first_name, middle_name, last_name, image, bio });
canonical!(Movie { id, title, year, image, description });
canonical!(User { id, name, image });
canonical!(Review { id, body, rating, created_at, author_id, movie_id });
