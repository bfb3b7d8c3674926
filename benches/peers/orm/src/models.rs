//! The tables as `orm` sees them, and what is read of them in one piece.

use bench::canonical;
use orm::prelude::*;

#[derive(Model, Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub first_name: String,
    pub middle_name: Option<String>,
    pub last_name: String,
    pub image: String,
    pub bio: String,
}

#[derive(Model, Debug, Clone)]
#[many_to_many(Person, name = directors, related_name = directed, through = Director)]
#[many_to_many(Person, name = cast, related_name = acted_in, through = Actor)]
pub struct Movie {
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub image: String,
    pub description: String,
}

#[derive(Model, Debug, Clone)]
pub struct Director {
    #[primary_key]
    #[foreign_key(Movie, related_name = direction, on_delete = cascade)]
    pub movie_id: i64,
    #[primary_key]
    #[foreign_key(Person, related_name = directing)]
    pub person_id: i64,
    pub list_order: i32,
}

#[derive(Model, Debug, Clone)]
pub struct Actor {
    #[primary_key]
    #[foreign_key(Movie, related_name = acting, on_delete = cascade)]
    pub movie_id: i64,
    #[primary_key]
    #[foreign_key(Person, related_name = roles)]
    pub person_id: i64,
    pub list_order: i32,
}

#[derive(Model, Debug, Clone)]
#[model(table = "users")]
pub struct User {
    pub id: i64,
    pub name: String,
    pub image: String,
}

#[derive(Model, Debug, Clone)]
pub struct Review {
    pub id: i64,
    pub body: String,
    pub rating: i32,
    pub created_at: i64,
    #[foreign_key(User, related_name = reviews)]
    pub author_id: i64,
    #[foreign_key(Movie, related_name = reviews)]
    pub movie_id: i64,
}

/// One who directs a movie.
#[derive(Shape, Debug)]
#[shape(Director)]
pub(crate) struct Directing {
    pub person: Person,
}

/// One who acts in a movie.
#[derive(Shape, Debug)]
#[shape(Actor)]
pub(crate) struct Acting {
    pub person: Person,
}

/// A movie and what its reviews say.
#[derive(Shape, Debug)]
#[shape(Movie)]
pub(crate) struct RatedMovie {
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub image: String,
    pub description: String,
    #[shape(Movie::reviews.avg(Review::rating))]
    pub average: Option<f64>,
}

canonical!(Person {
    id,
    first_name,
    middle_name,
    last_name,
    image,
    bio
});
canonical!(Movie {
    id,
    title,
    year,
    image,
    description
});
canonical!(User { id, name, image });
canonical!(Review {
    id,
    body,
    rating,
    created_at,
    author_id,
    movie_id
});

impl bench::Canonical<bench::Person> for Directing {
    fn canonical(self) -> bench::Person {
        self.person.canonical()
    }
}

impl bench::Canonical<bench::Person> for Acting {
    fn canonical(self) -> bench::Person {
        self.person.canonical()
    }
}

impl bench::Canonical<(bench::Movie, bench::Average)> for RatedMovie {
    fn canonical(self) -> (bench::Movie, bench::Average) {
        let RatedMovie {
            id,
            title,
            year,
            image,
            description,
            average,
        } = self;
        (
            bench::Movie {
                id,
                title,
                year,
                image,
                description,
            },
            average.canonical(),
        )
    }
}
