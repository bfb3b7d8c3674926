//! Many ways to the same row, rows that were deleted softly, and links of several columns.

use chrono::{DateTime, Utc};
use orm::load::Tree;
use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Person, name = friends, symmetrical)]
#[many_to_many(Person, name = follows, related_name = followers)]
#[many_to_many(Person, name = visits, related_name = visitors, through = Visit, through_fields(guest_id, host_id))]
pub struct Person {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Visit {
    pub id: i64,
    #[foreign_key(Person, related_name = visits_made)]
    pub guest_id: i64,
    #[foreign_key(Person, related_name = visits_had)]
    pub host_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[foreign_key(Part, columns(maker, whole), name = assembly, related_name = parts)]
pub struct Part {
    #[primary_key]
    pub maker: String,
    #[primary_key]
    pub number: String,
    pub whole: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at)]
pub struct Task {
    pub id: uuid::Uuid,
    pub name: String,
    #[foreign_key(Task, name = parent, related_name = children)]
    pub parent_id: Option<uuid::Uuid>,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// So many people, and who of them, by number from 0, follows whom.
pub async fn people(db: &Db, count: usize, follows: &[(usize, usize)]) -> Vec<Person> {
    let row = |number: usize| Person::create().name(format!("p{number}"));
    let people = Person::create_many((0..count).map(row))
        .save(db)
        .await
        .unwrap();
    for &(from, to) in follows {
        people[from].follows().add([&people[to]], db).await.unwrap();
    }
    people
}

fn names(rows: &[Person]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

fn drawn(trees: &[Tree<Person>]) -> String {
    let draw = |tree: &Tree<Person>| match tree.children.is_empty() {
        true => tree.row.name.clone(),
        false => format!("{}({})", tree.row.name, drawn(&tree.children)),
    };
    trees.iter().map(draw).collect::<Vec<_>>().join(" ")
}

cases! {
    async fn a_row_that_several_ways_lead_to_comes_once(db: Db) {
        schema![Person, Visit].create_all(db).await.unwrap();
        // A diamond below 0, a longer way to 3, a way back to 0, and a loop at 4.
        let edges = [(0, 2), (0, 1), (1, 3), (2, 3), (3, 4), (4, 4), (4, 0), (1, 5), (5, 3)];
        let people = people(db, 7, &edges).await;
        let (found, statements) = db.statements(people[0].follows().descendants_with_depth(db)).await;
        let found = found.unwrap();
        let found: Vec<(&str, u64)> = found.iter().map(|(row, depth)| (row.name.as_str(), *depth)).collect();
        assert_eq!((found, statements), (vec![("p1", 1), ("p2", 1), ("p3", 2), ("p5", 2), ("p4", 3)], 1));
        let back = people[3].followers().descendants(db).await.unwrap();
        assert_eq!(names(&back), ["p1", "p2", "p5", "p0", "p4"]);
        let near = people[0].follows().max_depth(2).descendants(db).await.unwrap();
        assert_eq!(names(&near), ["p1", "p2", "p3", "p5"]);
        let (trees, statements) = db.statements(Person::follows.recursive().load(&people, db)).await;
        let trees: Vec<String> = trees.unwrap().iter().map(|trees| drawn(trees)).collect();
        assert_eq!(trees, ["p1(p3(p4) p5) p2", "p3(p4(p0(p2))) p5", "p3(p4(p0(p1(p5))))", "p4(p0(p1(p5) p2))", "p0(p1(p3 p5) p2)", "p3(p4(p0(p1 p2)))", ""]);
        assert_eq!(statements, 1);
    }

    async fn friends_of_friends_are_found_both_ways(db: Db) {
        schema![Person, Visit].create_all(db).await.unwrap();
        let people = people(db, 5, &[]).await;
        people[1].friends().add([&people[0], &people[2]], db).await.unwrap();
        people[2].friends().add([&people[3]], db).await.unwrap();
        let reached = people[0].friends().descendants(db).await.unwrap();
        assert_eq!(names(&reached), ["p1", "p2", "p3"]);
        let reached = people[2].friends().descendants(db).await.unwrap();
        assert_eq!(names(&reached), ["p1", "p3", "p0"]);
    }

    async fn a_way_with_several_join_rows_counts_once(db: Db) {
        schema![Person, Visit].create_all(db).await.unwrap();
        let people = people(db, 3, &[]).await;
        let visits = [(0, 1), (0, 1), (1, 2), (1, 2)];
        let visit = |(guest, host): (usize, usize)| Visit::create().guest(&people[guest]).host(&people[host]);
        Visit::create_many(visits.map(visit)).save(db).await.unwrap();
        let trees = Person::visits.recursive().load(&people[..1], db).await.unwrap();
        assert_eq!(drawn(&trees[0]), "p1(p2)");
        assert_eq!(names(&people[2].visitors().descendants(db).await.unwrap()), ["p1", "p0"]);
    }

    async fn a_link_may_have_several_columns(db: Db) {
        schema![Part].create_all(db).await.unwrap();
        let rows = [("acme", "car", None), ("acme", "door", Some("car")), ("acme", "lock", Some("door")), ("bolt", "car", None), ("bolt", "door", Some("car"))];
        let part = |(maker, number, whole): (&str, &str, Option<&str>)| {
            Part::create().maker(maker).number(number).whole(whole.map(str::to_owned))
        };
        let parts = Part::create_many(rows.map(part)).save(db).await.unwrap();
        assert_eq!(parts[0].parts().descendants(db).await.unwrap(), parts[1..3]);
        assert_eq!(parts[2].assembly().ancestors(db).await.unwrap(), [parts[1].clone(), parts[0].clone()]);
        let trees = Part::parts.recursive().max_depth(1).load(&parts, db).await.unwrap();
        let counts: Vec<usize> = trees.iter().map(|trees| trees.iter().map(Tree::len).sum()).collect();
        assert_eq!(counts, [1, 1, 0, 1, 0]);
    }

    async fn what_is_below_a_deleted_row_is_not_reached(db: Db) {
        schema![Task].create_all(db).await.unwrap();
        let root = Task::create().name("root").save(db).await.unwrap();
        let kept = root.children().create().name("kept").save(db).await.unwrap();
        let gone = root.children().create().name("gone").save(db).await.unwrap();
        let lost = gone.children().create().name("lost").save(db).await.unwrap();
        gone.delete(db).await.unwrap();
        assert_eq!(root.children().descendants(db).await.unwrap(), [kept.clone()]);
        // A foreign key leads to its row though it was deleted.
        let above = lost.parent().ancestors(db).await.unwrap();
        assert_eq!(above.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["gone", "root"]);
        let roots = [root];
        let alive = Task::children.recursive().load(&roots, db).await.unwrap();
        let all = Task::children.filter(Task::name.ne("kept")).with_deleted().recursive();
        let all = all.load(&roots, db).await.unwrap();
        assert_eq!((alive[0].len(), &alive[0][0].row), (1, &kept));
        let rows: Vec<&str> = all[0][0].iter().map(|row| row.name.as_str()).collect();
        assert_eq!((all[0].len(), rows), (1, vec!["gone", "lost"]));
    }
}
