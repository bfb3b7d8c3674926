//! Random graphs: what is reached in them, and what a naive walk reaches.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use orm::prelude::*;

use super::graphs::{Person, Visit, people};
use super::{Category, categories};
use crate::support::cases;

const ROWS: usize = 7;

/// For each row, by number from 0, perhaps its parent; and the edges of a graph, and perhaps a greatest depth.
type Graph = (Vec<Option<usize>>, Vec<(usize, usize)>, Option<u64>);

fn graphs() -> impl Strategy<Value = Graph> {
    let parents = prop::collection::vec(prop::option::weighted(0.8, 0..ROWS), ROWS);
    let edges = prop::collection::vec((0..ROWS, 0..ROWS), 0..14);
    (parents, edges, prop::option::of(0..4_u64))
}

/// What can be reached from a row, and the least number of edges to it: by distance, then by number.
fn naive(edges: &[(usize, usize)], start: usize, max_depth: Option<u64>) -> Vec<(i64, u64)> {
    let mut distances: Vec<Option<u64>> = vec![None; ROWS];
    distances[start] = Some(0);
    for _ in 0..ROWS {
        for &(from, to) in edges {
            let along = distances[from].map(|distance| distance + 1);
            distances[to] = [distances[to], along].into_iter().flatten().min();
        }
    }
    let reached = (0..ROWS).filter_map(|row| Some((row as i64 + 1, distances[row]?)));
    let mut reached: Vec<(i64, u64)> = reached
        .filter(|&(_, depth)| depth > 0 && max_depth.is_none_or(|most| depth <= most))
        .collect();
    reached.sort_by_key(|&(id, depth)| (depth, id));
    reached
}

async fn check_tree(rows: &[Category], (parents, _, depth): &Graph, db: &Db) {
    let up: Vec<(usize, usize)> = (0..)
        .zip(parents)
        .filter_map(|(row, parent)| Some((row, (*parent)?)))
        .collect();
    let down: Vec<(usize, usize)> = up.iter().map(|&(row, parent)| (parent, row)).collect();
    let most = depth.unwrap_or(1_000);
    let mut below = Category::children.recursive();
    if let Some(steps) = depth {
        below = below.max_depth(*steps);
    }
    let trees = below.load(rows, db).await.unwrap();
    for (start, row) in rows.iter().enumerate() {
        let found = row
            .children()
            .max_depth(most)
            .descendants_with_depth(db)
            .await
            .unwrap();
        let found: Vec<(i64, u64)> = found.iter().map(|(row, depth)| (row.id, *depth)).collect();
        let expected = naive(&down, start, *depth);
        assert_eq!(found, expected, "below {start} of {parents:?} to {depth:?}");
        let mut keys: Vec<i64> = trees[start].iter().flatten().map(|row| row.id).collect();
        keys.sort_unstable();
        let mut expected: Vec<i64> = expected.iter().map(|&(id, _)| id).collect();
        expected.sort_unstable();
        assert_eq!(
            keys, expected,
            "the trees below {start} of {parents:?} to {depth:?}"
        );
        let above = row.parent().max_depth(most).ancestors(db).await.unwrap();
        let above: Vec<i64> = above.iter().map(|row| row.id).collect();
        let expected: Vec<i64> = naive(&up, start, *depth)
            .iter()
            .map(|&(id, _)| id)
            .collect();
        assert_eq!(above, expected, "above {start} of {parents:?} to {depth:?}");
    }
}

async fn check_graph(people: &[Person], (_, edges, depth): &Graph, db: &Db) {
    let most = depth.unwrap_or(1_000);
    let back: Vec<(usize, usize)> = edges.iter().map(|&(from, to)| (to, from)).collect();
    for (start, person) in people.iter().enumerate() {
        let found = person
            .follows()
            .max_depth(most)
            .descendants_with_depth(db)
            .await
            .unwrap();
        let found: Vec<(i64, u64)> = found.iter().map(|(row, depth)| (row.id, *depth)).collect();
        assert_eq!(
            found,
            naive(edges, start, *depth),
            "from {start} in {edges:?} to {depth:?}"
        );
        let found = person
            .followers()
            .max_depth(most)
            .descendants_with_depth(db)
            .await
            .unwrap();
        let found: Vec<(i64, u64)> = found.iter().map(|(row, depth)| (row.id, *depth)).collect();
        assert_eq!(
            found,
            naive(&back, start, *depth),
            "to {start} in {edges:?} to {depth:?}"
        );
    }
}

cases! {
    /// The same graphs on every run.
    async fn what_is_reached_is_what_a_naive_walk_reaches(db: Db) {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        for _ in 0..12 {
            let graph = graphs().new_tree(&mut runner).unwrap().current();
            let parents: Vec<Option<i64>> = graph.0.iter().map(|parent| Some((*parent)? as i64 + 1)).collect();
            let rows = categories(db, &parents).await;
            check_tree(&rows, &graph, db).await;
            schema![Category].drop_all(db).await.unwrap();
            schema![Person, Visit].create_all(db).await.unwrap();
            let people = people(db, ROWS, &graph.1).await;
            check_graph(&people, &graph, db).await;
            schema![Person, Visit].drop_all(db).await.unwrap();
        }
    }
}
