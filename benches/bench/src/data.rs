//! The data, after IMDBench's: made from a fixed seed, the same on every machine.

use crate::random::Random;
use crate::{Credit, Movie, NewMovie, NewUser, Person, Review, User};

/// How many people there are.
pub const PEOPLE: i64 = 8_000;
/// How many movies.
pub const MOVIES: i64 = 4_000;
/// How many users there are to be read. As many as the largest workload reads.
pub const USERS: i64 = 10_000;
/// How many further users there are, who have no reviews and are only ever updated.
pub const UPDATED_USERS: i64 = 100;
/// How many reviews.
pub const REVIEWS: i64 = 100_000;

const SEED: u64 = 2026;
/// The first of January 2020 in microseconds since 1970.
const FIRST_REVIEW: i64 = 1_577_836_800_000_000;
const MINUTE: i64 = 60_000_000;

const FIRST_NAMES: [&str; 12] = [
    "Agnès",
    "Akira",
    "Claire",
    "Federico",
    "Ida",
    "Ingmar",
    "Jane",
    "Lotte",
    "Orson",
    "Sofia",
    "Wanda",
    "Yasujirō",
];
const SYLLABLES: [&str; 16] = [
    "ber", "dan", "el", "fal", "gar", "hol", "ker", "lind", "mar", "nor", "ost", "per", "rosen",
    "stein", "tal", "wein",
];
const WORDS: [&str; 24] = [
    "a", "and", "autumn", "city", "evening", "film", "forest", "garden", "house", "in", "light",
    "long", "lost", "memory", "night", "of", "quiet", "rain", "river", "slow", "stranger", "the",
    "train", "winter",
];

/// Every row there is before a peer writes.
#[derive(Debug)]
pub struct Data {
    /// By key, as are the others.
    pub people: Vec<Person>,
    /// Everything that was directed and acted in.
    pub movies: Vec<Movie>,
    /// Those who review, and then those who are updated.
    pub users: Vec<User>,
    /// One to three of each movie.
    pub directors: Vec<Credit>,
    /// Five to fifteen of each movie.
    pub actors: Vec<Credit>,
    /// About 10 of each user and 25 of each movie.
    pub reviews: Vec<Review>,
}

impl Data {
    /// Makes it.
    pub fn generate() -> Self {
        let mut random = Random::new(SEED);
        Data {
            people: (1..=PEOPLE).map(|id| person(&mut random, id)).collect(),
            movies: (1..=MOVIES).map(|id| movie(&mut random, id)).collect(),
            users: (1..=USERS + UPDATED_USERS)
                .map(|id| user(&mut random, id))
                .collect(),
            directors: credits(&mut random, 1, 3),
            actors: credits(&mut random, 5, 15),
            reviews: (1..=REVIEWS).map(|id| review(&mut random, id)).collect(),
        }
    }
}

/// Users who are not there yet; `turn` tells those of one call from those of another.
pub(crate) fn new_users(turn: i64, count: i64) -> Vec<NewUser> {
    let new = |place| NewUser {
        name: format!("New User {turn}.{place}"),
        image: format!("/images/new/{place}.jpg"),
    };
    (0..count).map(new).collect()
}

/// A movie that is not there yet, with two directors and eight who act.
pub(crate) fn new_movie(turn: i64) -> NewMovie {
    let person = |place: i64| (turn * 31 + place * 7) % PEOPLE + 1;
    NewMovie {
        title: format!("New Movie {turn}"),
        year: 2026,
        image: format!("/images/new/{turn}.jpg"),
        description: format!("What was made at turn {turn}."),
        directors: (0..2).map(person).collect(),
        cast: (2..10).map(person).collect(),
    }
}

fn person(random: &mut Random, id: i64) -> Person {
    Person {
        id,
        first_name: random.pick(&FIRST_NAMES).to_owned(),
        middle_name: (random.below(4) == 0).then(|| random.pick(&FIRST_NAMES).to_owned()),
        last_name: last_name(random),
        image: format!("/images/people/{id}.jpg"),
        bio: words(random, 20, 50),
    }
}

fn movie(random: &mut Random, id: i64) -> Movie {
    Movie {
        id,
        title: words(random, 2, 5),
        year: i32::try_from(random.between(1930, 2025)).expect("a year"),
        image: format!("/images/movies/{id}.jpg"),
        description: words(random, 20, 50),
    }
}

fn user(random: &mut Random, id: i64) -> User {
    User {
        id,
        name: format!("{} {}", random.pick(&FIRST_NAMES), last_name(random)),
        image: format!("/images/users/{id}.jpg"),
    }
}

fn review(random: &mut Random, id: i64) -> Review {
    Review {
        id,
        body: words(random, 5, 30),
        rating: i32::try_from(random.below(6)).expect("a rating"),
        created_at: FIRST_REVIEW + id * MINUTE,
        author_id: random.between(1, USERS),
        movie_id: random.between(1, MOVIES),
    }
}

/// From `least` to `most` people of each movie, nobody twice, in an order of their own.
fn credits(random: &mut Random, least: i64, most: i64) -> Vec<Credit> {
    let mut credits = Vec::new();
    for movie_id in 1..=MOVIES {
        let first = random.below(PEOPLE);
        let step = random.between(1, PEOPLE / most - 1);
        for place in 0..random.between(least, most) {
            credits.push(Credit {
                movie_id,
                person_id: (first + place * step) % PEOPLE + 1,
                list_order: i32::try_from(place).expect("a few"),
            });
        }
    }
    credits
}

fn last_name(random: &mut Random) -> String {
    let mut name = String::from(random.pick(&SYLLABLES));
    name.push_str(random.pick(&SYLLABLES));
    name[..1].make_ascii_uppercase();
    name
}

fn words(random: &mut Random, least: i64, most: i64) -> String {
    let words: Vec<&str> = (0..random.between(least, most))
        .map(|_| random.pick(&WORDS))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nobody_is_credited_twice_for_a_movie() {
        let data = Data::generate();
        for credits in [&data.directors, &data.actors] {
            let pairs: HashSet<(i64, i64)> = credits
                .iter()
                .map(|credit| (credit.movie_id, credit.person_id))
                .collect();
            assert_eq!(pairs.len(), credits.len());
        }
    }

    #[test]
    fn the_data_is_the_same_every_time() {
        let (one, other) = (Data::generate(), Data::generate());
        assert_eq!((one.people, one.reviews), (other.people, other.reviews));
    }
}
