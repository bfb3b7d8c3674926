//! The tables, as `diesel print-schema` writes them.

diesel::table! {
    person (id) {
        id -> BigInt,
        first_name -> Text,
        middle_name -> Nullable<Text>,
        last_name -> Text,
        image -> Text,
        bio -> Text,
    }
}

diesel::table! {
    movie (id) {
        id -> BigInt,
        title -> Text,
        year -> Integer,
        image -> Text,
        description -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        name -> Text,
        image -> Text,
    }
}

diesel::table! {
    director (movie_id, person_id) {
        movie_id -> BigInt,
        person_id -> BigInt,
        list_order -> Integer,
    }
}

diesel::table! {
    actor (movie_id, person_id) {
        movie_id -> BigInt,
        person_id -> BigInt,
        list_order -> Integer,
    }
}

diesel::table! {
    review (id) {
        id -> BigInt,
        body -> Text,
        rating -> Integer,
        created_at -> BigInt,
        author_id -> BigInt,
        movie_id -> BigInt,
    }
}

diesel::joinable!(director -> movie (movie_id));
diesel::joinable!(director -> person (person_id));
diesel::joinable!(actor -> movie (movie_id));
diesel::joinable!(actor -> person (person_id));
diesel::joinable!(review -> movie (movie_id));
diesel::joinable!(review -> users (author_id));

diesel::allow_tables_to_appear_in_same_query!(person, movie, users, director, actor, review);
