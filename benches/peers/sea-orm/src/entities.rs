//! The entities, in the dense format of SeaORM 2, and what is read of them in one piece.

#![expect(unreachable_pub, reason = "the macros make what is public of what is")]

use bench::{Average, Canonical, canonical};
use sea_orm::FromQueryResult;

pub(crate) mod person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub first_name: String,
        pub middle_name: Option<String>,
        pub last_name: String,
        pub image: String,
        pub bio: String,
        #[sea_orm(has_many)]
        pub directing: HasMany<super::director::Entity>,
        #[sea_orm(has_many)]
        pub roles: HasMany<super::actor::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod movie {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "movie")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub title: String,
        pub year: i32,
        pub image: String,
        pub description: String,
        #[sea_orm(has_many)]
        pub directors: HasMany<super::director::Entity>,
        #[sea_orm(has_many)]
        pub cast: HasMany<super::actor::Entity>,
        #[sea_orm(has_many)]
        pub reviews: HasMany<super::review::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod director {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "director")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub movie_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: i64,
        pub list_order: i32,
        #[sea_orm(belongs_to, from = "movie_id", to = "id")]
        pub movie: BelongsTo<super::movie::Entity>,
        #[sea_orm(belongs_to, from = "person_id", to = "id")]
        pub person: BelongsTo<super::person::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod actor {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "actor")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub movie_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: i64,
        pub list_order: i32,
        #[sea_orm(belongs_to, from = "movie_id", to = "id")]
        pub movie: BelongsTo<super::movie::Entity>,
        #[sea_orm(belongs_to, from = "person_id", to = "id")]
        pub person: BelongsTo<super::person::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub image: String,
        #[sea_orm(has_many)]
        pub reviews: HasMany<super::review::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod review {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub body: String,
        pub rating: i32,
        pub created_at: i64,
        pub author_id: i64,
        pub movie_id: i64,
        #[sea_orm(belongs_to, from = "author_id", to = "id")]
        pub author: BelongsTo<super::user::Entity>,
        #[sea_orm(belongs_to, from = "movie_id", to = "id")]
        pub movie: BelongsTo<super::movie::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A movie and what its reviews say.
#[derive(Debug, FromQueryResult)]
pub(crate) struct RatedMovie {
    id: i64,
    title: String,
    year: i32,
    image: String,
    description: String,
    average: Option<f64>,
}

canonical!(person::Model => Person { id, first_name, middle_name, last_name, image, bio });
canonical!(person::ModelEx => Person { id, first_name, middle_name, last_name, image, bio });
canonical!(movie::Model => Movie { id, title, year, image, description });
canonical!(movie::ModelEx => Movie { id, title, year, image, description });
canonical!(user::Model => User { id, name, image });
canonical!(user::ModelEx => User { id, name, image });
canonical!(review::Model => Review { id, body, rating, created_at, author_id, movie_id });
canonical!(review::ModelEx => Review { id, body, rating, created_at, author_id, movie_id });

impl Canonical<(bench::Movie, Average)> for RatedMovie {
    fn canonical(self) -> (bench::Movie, Average) {
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
