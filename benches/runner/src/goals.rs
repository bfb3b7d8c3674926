//! What `orm` is to reach, as ratios to the raw driver.

use crate::measure::Run;
use crate::options::Database;

/// By the names of workloads.
const SQLITE: &[(&str, f64)] = &[
    ("row", 1.5),
    ("rows-10000", 0.8),
    ("movie", 1.1),
    ("movies", 1.0),
    ("reviews", 0.9),
    ("users", 1.0),
    ("insert-10000", 1.1),
    ("insert-movie", 2.0),
    ("tasks", 1.0 / 0.95),
];

const POSTGRES: &[(&str, f64)] = &[
    ("row", 1.0),
    ("rows-10000", 0.85),
    ("movie", 0.9),
    ("person", 0.9),
    ("movies", 0.9),
    ("reviews", 0.9),
    ("insert-10000", 1.0),
    ("tasks", 1.0),
];

/// A workload that has a goal, and how near `orm` is.
pub(crate) struct Reached {
    pub(crate) title: &'static str,
    pub(crate) goal: f64,
    pub(crate) ratio: f64,
}

/// Of a run in which `orm` took part.
pub(crate) fn reached(run: &Run) -> Vec<Reached> {
    let goals = match run.database {
        Database::Sqlite => SQLITE,
        Database::Postgres => POSTGRES,
    };
    let Some(orm) = run.peers.iter().position(|peer| *peer == "orm") else {
        return Vec::new();
    };
    let reached = goals.iter().filter_map(|(workload, goal)| {
        let line = run.lines.iter().find(|line| line.workload == *workload)?;
        let ratio = line.cells[orm].as_ref()?.ratio;
        Some(Reached {
            title: line.title,
            goal: *goal,
            ratio,
        })
    });
    reached.collect()
}
