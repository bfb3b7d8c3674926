//! Random expressions over random rows: the database's answers against those of a naive evaluator.

mod graph;
mod tree;
mod truth;
mod typed;

use orm::prelude::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use self::graph::{Card, Person, Place, Row, Tag, Team, World, world};
use self::tree::{Number, Truth, number, truth};
use self::typed::{Subject, Typed};
use crate::support::cases;

/// What one round asks of a world.
#[derive(Debug, Clone)]
struct Questions {
    world: World,
    truths: Vec<Truth>,
    orders: Vec<(Number, bool, Option<bool>)>,
    limit: u64,
}

fn questions() -> impl Strategy<Value = Questions> {
    let order = (number(2), any::<bool>(), prop::option::of(any::<bool>()));
    let parts = (
        world(),
        prop::collection::vec(truth(3), 6),
        prop::collection::vec(order, 2),
        0..4_u64,
    );
    parts.prop_map(|(world, truths, orders, limit)| Questions {
        world,
        truths,
        orders,
        limit,
    })
}

impl World {
    async fn store(&self, db: &Db) {
        db.transaction(async |tx| {
            Person::query().unfiltered().delete(tx).await?;
            Tag::query().unfiltered().delete(tx).await?;
            Team::query().unfiltered().delete(tx).await?;
            Place::query().unfiltered().delete(tx).await?;
            let rows = self.places.iter();
            let rows = rows.map(|row| {
                Place::create()
                    .with_key(row.id)
                    .name(&row.name)
                    .floor(row.floor)
            });
            Place::create_many(rows).save(tx).await?;
            let rows = self.teams.iter().map(|row| {
                let team = Team::create().with_key(row.id).name(row.name.clone());
                team.rank(row.rank).place_id(row.place_id)
            });
            Team::create_many(rows).save(tx).await?;
            let rows = self.people.iter().map(|row| {
                let person = Person::create()
                    .with_key(row.id)
                    .name(&row.name)
                    .age(row.age);
                let person = person.points(row.points).home_id(row.home_id);
                person.team_id(row.team_id).boss_id(row.boss_id)
            });
            Person::create_many(rows).save(tx).await?;
            let rows = self.cards.iter().map(|row| {
                let card = Card::create().with_key(row.id).code(row.code.clone());
                card.worth(row.worth).person_id(row.person_id)
            });
            Card::create_many(rows).save(tx).await?;
            let rows = self.tags.iter();
            let rows = rows.map(|row| {
                Tag::create()
                    .with_key(row.id)
                    .name(&row.name)
                    .weight(row.weight)
            });
            Tag::create_many(rows).save(tx).await?;
            for person in &self.people {
                person.tags().add(&self.tags_of(person), tx).await?;
            }
            Ok(())
        })
        .await
        .expect("the world is stored");
    }

    fn tags_of(&self, person: &Person) -> Vec<Tag> {
        let tags = self.tags.iter();
        tags.filter(|tag| self.is_tagged(person.id, tag.id))
            .cloned()
            .collect()
    }

    fn people_where(&self, which: impl Fn(&&Person) -> bool) -> Vec<Person> {
        self.people.iter().filter(which).cloned().collect()
    }

    fn holds(&self, truth: &Truth, person: &Person) -> bool {
        truth.of(Row::Person(Some(person)), self) == Some(true)
    }

    /// Sorted by a number, with its `NULL`s where they belong, and then by the key.
    fn sorted(&self, mut people: Vec<Person>, order: &(Number, bool, Option<bool>)) -> Vec<Person> {
        let (number, descending, nulls_first) = order;
        let nulls_first = nulls_first.unwrap_or(*descending);
        people.sort_by_key(|person| {
            let value = number.of(Row::Person(Some(person)), self);
            let is_late = value.is_none() != nulls_first;
            let value = value.map(|value| if *descending { -value } else { value });
            (is_late, value, person.id)
        });
        people
    }
}

/// The order as the query's.
fn typed_order(
    order: &(Number, bool, Option<bool>),
    world: &World,
) -> Vec<orm::query::Order<Person>> {
    let (number, descending, nulls_first) = order;
    let term = match (number.typed::<Person>(world), descending) {
        (Typed::Plain(number), false) => number.asc(),
        (Typed::Plain(number), true) => number.desc(),
        (Typed::Maybe(number), false) => number.asc(),
        (Typed::Maybe(number), true) => number.desc(),
    };
    let term = match nulls_first {
        None => term,
        Some(true) => term.nulls_first(),
        Some(false) => term.nulls_last(),
    };
    vec![term, Person::id.asc()]
}

/// An answer that is not the evaluator's, as an error.
macro_rules! agree {
    ($got:expr, $expected:expr, $($about:tt)*) => {{
        let got = $got.map_err(|error| format!("{error}: {error:?}, for {}", format!($($about)*)))?;
        let expected = $expected;
        if got != expected {
            return Err(format!("{}\n got {got:?}\nnot {expected:?}", format!($($about)*)));
        }
    }};
}

/// Filters by the condition and by its opposites, on the rows of one model.
async fn check_filters<'w, M>(
    world: &'w World,
    truth: &Truth,
    row: impl Fn(&'w M) -> Row<'w>,
    db: &Db,
) -> Result<(), String>
where
    M: Subject + Clone + PartialEq + std::fmt::Debug,
{
    let condition = || truth.typed::<M>(world);
    let rows = |wanted: fn(Option<bool>) -> bool| -> Vec<M> {
        let all = M::rows(world).iter();
        all.filter(|&model| wanted(truth.of(row(model), world)))
            .cloned()
            .collect()
    };
    let by_key = |query: Query<M, (), orm::query::Filtered>| query.order_by(M::key_number().asc());
    let matched = rows(|truth| truth == Some(true));
    let about = || format!("{truth:?}\n{}", M::filter(condition()).sql(Dialect::Sqlite));
    agree!(
        by_key(M::filter(condition())).all(db).await,
        matched.clone(),
        "filter {}",
        about()
    );
    let others = rows(|truth| truth != Some(true));
    agree!(
        by_key(M::query().exclude(condition())).all(db).await,
        others,
        "exclude {}",
        about()
    );
    let opposite = rows(|truth| truth == Some(false));
    agree!(
        by_key(M::filter(!condition())).all(db).await,
        opposite,
        "not {}",
        about()
    );
    agree!(
        M::filter(condition()).count(db).await,
        matched.len() as i64,
        "count {}",
        about()
    );
    agree!(
        M::filter(condition()).exists(db).await,
        !matched.is_empty(),
        "exists {}",
        about()
    );
    Ok(())
}

/// Orders, pages and loads.
async fn check_loads(asked: &Questions, db: &Db) -> Result<(), String> {
    let Questions {
        world,
        truths,
        orders,
        limit,
    } = asked;
    let (outer, inner) = (&truths[0], &truths[1]);
    let order = || typed_order(&orders[0], world);
    let people = world.sorted(
        world.people_where(|person| world.holds(outer, person)),
        &orders[0],
    );
    let query = || Person::filter(outer.typed::<Person>(world)).order_by(order());
    let page: Vec<Person> = people
        .iter()
        .skip(1)
        .take(*limit as usize)
        .cloned()
        .collect();
    agree!(
        query().limit(*limit).offset(1).all(db).await,
        page,
        "a page of {asked:?}"
    );
    agree!(
        query().last(db).await,
        people.last().cloned(),
        "the last of {asked:?}"
    );

    let reports = |person: &Person| {
        let mine = |other: &&Person| other.boss_id == Some(person.id) && world.holds(inner, other);
        let reports = world.sorted(world.people_where(mine), &orders[1]);
        let limited = reports.into_iter().take(*limit as usize);
        let home = |person: &Person| world.places[person.home_id as usize - 1].clone();
        limited
            .map(|person| (person.clone(), home(&person), world.tags_of(&person)))
            .collect::<Vec<_>>()
    };
    let expected: Vec<_> = people
        .iter()
        .map(|person| {
            let team = world
                .teams
                .iter()
                .find(|team| Some(team.id) == person.team_id)
                .cloned();
            let card = world
                .cards
                .iter()
                .find(|card| card.person_id == person.id)
                .cloned();
            (person.clone(), team, card, reports(person))
        })
        .collect();
    let loaded = query().with(Person::team).with(Person::card).with(
        Person::reports
            .filter(inner.typed::<Person>(world))
            .order_by(typed_order(&orders[1], world))
            .limit(*limit)
            .with(Person::home)
            .with(Person::tags),
    );
    agree!(loaded.all(db).await, expected, "loads of {asked:?}");

    let heaviest = Person::tags
        .filter(truths[2].typed::<Tag>(world))
        .order_by(Tag::id.desc())
        .limit(*limit);
    let expected: Vec<Vec<Tag>> = people
        .iter()
        .map(|person| {
            let holds = |tag: &Tag| truths[2].of(Row::Tag(Some(tag)), world) == Some(true);
            let tags = world.tags_of(person).into_iter().rev().filter(holds);
            tags.take(*limit as usize).collect()
        })
        .collect();
    agree!(
        heaviest.load(&people, db).await,
        expected,
        "tags of {asked:?}"
    );
    Ok(())
}

/// Writes by a filter, undone afterwards.
async fn check_writes(world: &World, truth: &Truth, value: &Number, db: &Db) -> Result<(), String> {
    // A filter folded from nothing is refused; that of the key says nothing either.
    let condition = || Person::id.gt(0).and(truth.typed::<Person>(world));
    let changed = |person: &Person| match world.holds(truth, person) {
        true => Person {
            age: value.of(Row::Person(Some(person)), world),
            ..person.clone()
        },
        false => person.clone(),
    };
    let count = world
        .people_where(|person| world.holds(truth, person))
        .len() as u64;
    let expected: Vec<Person> = world.people.iter().map(changed).collect();
    let left = world.people_where(|person| !world.holds(truth, person));
    let left: Vec<i64> = left.iter().map(|person| person.id).collect();
    let tx = db.begin().await.map_err(|error| error.to_string())?;
    let everyone = || Person::query().order_by(Person::id.asc());
    let query = Person::filter(condition());
    let updated = match value.typed::<Person>(world) {
        Typed::Plain(value) => query.set(Person::age, value).update(&tx).await,
        Typed::Maybe(value) => query.set(Person::age, value).update(&tx).await,
    };
    agree!(updated, count, "update by {truth:?} to {value:?}");
    agree!(
        everyone().all(&tx).await,
        expected,
        "updated by {truth:?} to {value:?}"
    );
    tx.rollback().await.map_err(|error| error.to_string())?;
    let tx = db.begin().await.map_err(|error| error.to_string())?;
    agree!(
        Person::filter(condition()).delete(&tx).await,
        count,
        "delete by {truth:?}"
    );
    let ids = everyone().all(&tx).await;
    let ids = ids.map(|people| people.iter().map(|person| person.id).collect::<Vec<_>>());
    agree!(ids, left, "deleted by {truth:?}");
    tx.rollback().await.map_err(|error| error.to_string())
}

async fn check(asked: &Questions, db: &Db) -> Result<(), String> {
    let world = &asked.world;
    world.store(db).await;
    for truth in &asked.truths {
        check_filters::<Person>(world, truth, |row| Row::Person(Some(row)), db).await?;
        check_filters::<Team>(world, truth, |row| Row::Team(Some(row)), db).await?;
        check_filters::<Place>(world, truth, |row| Row::Place(Some(row)), db).await?;
        check_filters::<Card>(world, truth, |row| Row::Card(Some(row)), db).await?;
        check_filters::<Tag>(world, truth, |row| Row::Tag(Some(row)), db).await?;
    }
    check_loads(asked, db).await?;
    check_writes(world, &asked.truths[0], &asked.orders[0].0, db).await
}

cases! {
    /// The same questions on every run; `ORM_TEST_ROUNDS` asks for more of them.
    async fn a_database_answers_as_the_evaluator_does(db: Db) {
        schema![Place, Team, Person, Card, Tag].create_all(db).await.unwrap();
        let rounds = std::env::var("ORM_TEST_ROUNDS").map_or(40, |rounds| rounds.parse().unwrap());
        let mut runner = TestRunner::new_with_rng(
            Config::default(),
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        for _ in 0..rounds {
            let mut tree = questions().new_tree(&mut runner).unwrap();
            let Err(mut failure) = check(&tree.current(), db).await else {
                continue;
            };
            // The smallest questions that still fail.
            let mut steps = 0;
            while steps < 400 && tree.simplify() {
                steps += 1;
                match check(&tree.current(), db).await {
                    Err(smaller) => failure = smaller,
                    Ok(()) => while steps < 400 && tree.complicate() {
                        steps += 1;
                        if let Err(smaller) = check(&tree.current(), db).await {
                            failure = smaller;
                            break;
                        }
                    },
                }
            }
            panic!("{failure}\nin {:?}", tree.current().world);
        }
    }
}
