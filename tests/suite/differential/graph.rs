//! The models, their rows, and the ways between them as a program without a database follows them.

use orm::prelude::*;
use proptest::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Place {
    pub id: i64,
    pub name: String,
    pub floor: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Team {
    pub id: i64,
    pub name: Option<String>,
    pub rank: Option<i64>,
    #[foreign_key(Place, related_name = teams)]
    pub place_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Tag, name = tags, related_name = people)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub age: Option<i64>,
    pub points: i64,
    #[foreign_key(Team, related_name = members, on_delete = set_null)]
    pub team_id: Option<i64>,
    #[foreign_key(Place, name = home, related_name = residents)]
    pub home_id: i64,
    #[foreign_key(Person, related_name = reports, on_delete = set_null)]
    pub boss_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Card {
    pub id: i64,
    pub code: Option<String>,
    pub worth: i64,
    #[one_to_one(Person, on_delete = cascade)]
    pub person_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Tag {
    pub id: i64,
    pub name: String,
    pub weight: Option<i64>,
}

/// All rows, and the pairs of people and tags.
#[derive(Debug, Clone)]
pub struct World {
    pub places: Vec<Place>,
    pub teams: Vec<Team>,
    pub people: Vec<Person>,
    pub cards: Vec<Card>,
    pub tags: Vec<Tag>,
    pub tagged: Vec<(i64, i64)>,
}

/// A row of any model, or the lack of one where a relation leads nowhere.
#[derive(Clone, Copy)]
pub enum Row<'w> {
    Place(Option<&'w Place>),
    Team(Option<&'w Team>),
    Person(Option<&'w Person>),
    Card(Option<&'w Card>),
    Tag(Option<&'w Tag>),
}

impl World {
    fn place(&self, id: Option<i64>) -> Row<'_> {
        Row::Place(self.places.iter().find(|row| Some(row.id) == id))
    }

    fn team(&self, id: Option<i64>) -> Row<'_> {
        Row::Team(self.teams.iter().find(|row| Some(row.id) == id))
    }

    fn person(&self, id: Option<i64>) -> Option<&Person> {
        self.people.iter().find(|row| Some(row.id) == id)
    }

    fn card(&self, person: Option<&Person>) -> Row<'_> {
        let of = person.map(|person| person.id);
        Row::Card(self.cards.iter().find(|row| Some(row.person_id) == of))
    }

    fn people(&self, which: impl Fn(&Person) -> bool) -> Vec<Row<'_>> {
        let people = self.people.iter().filter(|row| which(row));
        people.map(|row| Row::Person(Some(row))).collect()
    }

    pub fn is_tagged(&self, person: i64, tag: i64) -> bool {
        self.tagged.contains(&(person, tag))
    }
}

impl<'w> Row<'w> {
    pub fn id(self) -> Option<i64> {
        match self {
            Row::Place(row) => row.map(|row| row.id),
            Row::Team(row) => row.map(|row| row.id),
            Row::Person(row) => row.map(|row| row.id),
            Row::Card(row) => row.map(|row| row.id),
            Row::Tag(row) => row.map(|row| row.id),
        }
    }

    /// The ways to one row, in the order in which [`Subject`](super::tree::Subject) counts them.
    pub fn one(self, way: usize, world: &'w World) -> Option<Row<'w>> {
        let person = |person: Option<&'w Person>, way| {
            let boss = world.person(person.and_then(|row| row.boss_id));
            let home = |person: Option<&Person>| world.place(person.map(|row| row.home_id));
            let team = world.team(person.and_then(|row| row.team_id));
            match way % 7 {
                0 => team,
                1 => home(person),
                2 => Row::Person(boss),
                3 => world.card(person),
                4 => home(boss),
                5 => team.one(0, world).unwrap_or(team),
                _ => Row::Person(world.person(boss.and_then(|row| row.boss_id))),
            }
        };
        match self {
            Row::Place(_) | Row::Tag(_) => None,
            Row::Team(row) => Some(world.place(row.and_then(|row| row.place_id))),
            Row::Person(row) => Some(person(row, way)),
            Row::Card(row) => {
                let holder = world.person(row.map(|row| row.person_id));
                Some(match way % 3 {
                    0 => Row::Person(holder),
                    1 => person(holder, 0),
                    _ => person(holder, 2),
                })
            }
        }
    }

    /// The ways to many rows.
    pub fn many(self, way: usize, world: &'w World) -> Option<Vec<Row<'w>>> {
        let id = self.id();
        Some(match (self, way % 2) {
            (Row::Card(_), _) => return None,
            (Row::Place(_), 0) => world.people(|row| Some(row.home_id) == id),
            (Row::Place(_), _) => {
                let here = |row: &&Team| row.place_id.is_some() && row.place_id == id;
                let teams = world.teams.iter().filter(here);
                teams.map(|row| Row::Team(Some(row))).collect()
            }
            (Row::Team(_), _) => world.people(|row| row.team_id.is_some() && row.team_id == id),
            (Row::Person(_), 0) => world.people(|row| row.boss_id.is_some() && row.boss_id == id),
            (Row::Person(_), _) => {
                let has = |row: &&Tag| id.is_some_and(|id| world.is_tagged(id, row.id));
                let tags = world.tags.iter().filter(has);
                tags.map(|row| Row::Tag(Some(row))).collect()
            }
            (Row::Tag(_), _) => {
                world.people(|row| id.is_some_and(|id| world.is_tagged(row.id, id)))
            }
        })
    }
}

/// A text of characters that patterns, quotes and bytes might trip over. There is no capital `Ä`, whose case SQLite does
/// not know.
pub fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec!["a", "A", "b", "%", "_", "*", "ä", "\\", "?", "[", "'"]);
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

pub fn small() -> impl Strategy<Value = i64> {
    -3..6_i64
}

fn reference(rows: usize) -> impl Strategy<Value = Option<i64>> {
    prop::option::weighted(0.7, 1..=rows as i64)
}

/// A small world: sometimes nobody lives in it.
pub fn world() -> impl Strategy<Value = World> {
    let place = (text(), small());
    let team = (
        prop::option::of(text()),
        prop::option::of(small()),
        reference(2),
    );
    let person = (
        text(),
        prop::option::of(small()),
        small(),
        reference(3),
        1..=2_i64,
        reference(9),
    );
    let card = (prop::option::of(text()), small(), any::<bool>());
    let tag = (text(), prop::option::of(small()));
    let people = prop::collection::vec((person, card), 0..8);
    let pairs = prop::collection::vec((1..=7_i64, 1..=3_i64), 0..9);
    let rows = (
        prop::collection::vec(place, 2),
        prop::collection::vec(team, 3),
        people,
        prop::collection::vec(tag, 0..4),
        pairs,
    );
    rows.prop_map(|(places, teams, people, tags, pairs)| {
        let alive = |id: i64| (id as usize) <= people.len();
        let mut tagged = pairs;
        tagged.retain(|&(person, tag)| alive(person) && (tag as usize) <= tags.len());
        tagged.sort_unstable();
        tagged.dedup();
        let cards = (1..)
            .zip(&people)
            .filter(|(_, (_, (.., has_card)))| *has_card);
        World {
            cards: cards
                .map(|(id, (_, (code, worth, _)))| Card {
                    id: id + 10,
                    code: code.clone(),
                    worth: *worth,
                    person_id: id,
                })
                .collect(),
            people: (1..)
                .zip(&people)
                .map(
                    |(id, ((name, age, points, team_id, home_id, boss_id), _))| Person {
                        id,
                        name: name.clone(),
                        age: *age,
                        points: *points,
                        team_id: *team_id,
                        home_id: *home_id,
                        boss_id: boss_id.filter(|&boss| alive(boss)),
                    },
                )
                .collect(),
            places: (1..)
                .zip(places)
                .map(|(id, (name, floor))| Place { id, name, floor })
                .collect(),
            teams: (1..)
                .zip(teams)
                .map(|(id, (name, rank, place_id))| Team {
                    id,
                    name,
                    rank,
                    place_id,
                })
                .collect(),
            tags: (1..)
                .zip(tags)
                .map(|(id, (name, weight))| Tag { id, name, weight })
                .collect(),
            tagged,
        }
    })
}
