//! Everything about one database in one setting.

use std::time::Duration;

use anyhow::Result;
use bench::Workload;
use serde::Serialize;

use crate::catalogue::{Entry, peers_of};
use crate::database::Databases;
use crate::delay::{self, Delayed};
use crate::memory::{self, Memory};
use crate::options::{Database, Options, Setting};
use crate::peer::Peer;
use crate::trips::{self, Trips};

/// A turn of the tasks is longer than others: it begins with the making of 64 tasks, or threads.
const TASKS_TURN: u32 = 5;

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Run {
    pub(crate) database: Database,
    pub(crate) setting: Setting,
    /// The names of those who took part, the raw driver first.
    pub(crate) peers: Vec<&'static str>,
    pub(crate) lines: Vec<Line>,
    pub(crate) trips: Vec<Trips>,
    pub(crate) delayed: Vec<Delayed>,
    pub(crate) memory: Vec<Memory>,
    /// What peers failed at, or answered unlike the raw driver.
    pub(crate) mistakes: Vec<String>,
}

/// A workload, and how long a call took each peer.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) workload: &'static str,
    pub(crate) title: &'static str,
    /// In the order of the peers; none where a peer did not take part.
    pub(crate) cells: Vec<Option<Cell>>,
}

/// How long a call took a peer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    /// The nanoseconds of each round.
    pub(crate) rounds: Vec<f64>,
    /// Their median.
    pub(crate) median: f64,
    /// How many times as long as the raw driver in the same round, in the median.
    pub(crate) ratio: f64,
}

impl Run {
    pub(crate) fn take(database: Database, setting: Setting, options: &Options) -> Result<Run> {
        eprintln!("{}, {}: making the data", database.title(), setting.name());
        let databases = Databases::make(database)?;
        let mut run = Run {
            database,
            setting,
            peers: Vec::new(),
            lines: Vec::new(),
            trips: Vec::new(),
            delayed: Vec::new(),
            memory: Vec::new(),
            mistakes: Vec::new(),
        };
        let mut peers = run.start(&databases, &peers_of(database, options));
        databases.settle()?;
        for workload in options.workloads() {
            eprint!("\r\x1b[K{}", workload.title);
            let line = run.line(workload, &mut peers, options);
            run.lines.push(line);
        }
        eprint!("\r\x1b[K");
        drop(peers);
        if options.count {
            run.memory = memory::measure(&databases)?;
        }
        if let Databases::Postgres(cluster) = &databases {
            if options.count {
                run.trips = trips::count(cluster, &run.peers, options)?;
            }
            run.delayed = delay::measure(cluster, &run.peers, options)?;
        }
        Ok(run)
    }

    /// The peers, each at its own copy of the data; those that were not built, or do not start, are left out.
    fn start(&mut self, databases: &Databases, entries: &[Entry]) -> Vec<Peer> {
        let mut peers = Vec::new();
        for entry in entries {
            if entry.path().is_none() {
                eprintln!("{} was not built", entry.name);
                continue;
            }
            match databases
                .copy_for(*entry)
                .and_then(|url| Peer::start(*entry, &url))
            {
                Ok(peer) => {
                    self.peers.push(entry.name);
                    peers.push(peer);
                }
                Err(error) => self.mistakes.push(error.to_string()),
            }
        }
        peers
    }

    fn line(&mut self, workload: Workload, peers: &mut [Peer], options: &Options) -> Line {
        let right: Vec<bool> = self.compare(workload, peers);
        let mut takers: Vec<(usize, &mut Peer, u64)> = Vec::new();
        for (place, peer) in peers.iter_mut().enumerate() {
            if right[place] {
                match calibrate(peer, workload, options.turn()) {
                    Ok(calls) => takers.push((place, peer, calls)),
                    Err(error) => self.mistakes.push(format!("{}: {error}", workload.name)),
                }
            }
        }
        let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); right.len()];
        for _ in 0..options.rounds {
            for (place, peer, calls) in &mut takers {
                match peer.time(workload, *calls) {
                    Ok(time) => rounds[*place].push(per_call(time, *calls)),
                    Err(error) => self.mistakes.push(format!("{}: {error}", workload.name)),
                }
            }
        }
        let raw = rounds[0].clone();
        Line {
            workload: workload.name,
            title: workload.title,
            cells: rounds
                .into_iter()
                .map(|rounds| Cell::of(rounds, &raw))
                .collect(),
        }
    }

    /// Who answers as the raw driver does.
    fn compare(&mut self, workload: Workload, peers: &mut [Peer]) -> Vec<bool> {
        let mut expected = None;
        let mut right = Vec::new();
        for place in 0..peers.len() {
            let peer = &mut peers[place];
            if !peer.entry.takes_part_in(workload.name) {
                right.push(false);
                continue;
            }
            let digest = peer.check(workload);
            let is_right = match digest {
                Ok(digest) => *expected.get_or_insert_with(|| digest.clone()) == digest,
                Err(error) => {
                    self.mistakes.push(format!("{}: {error}", workload.name));
                    right.push(false);
                    continue;
                }
            };
            if !is_right {
                let difference = difference(workload, peers, place);
                self.mistakes
                    .push(difference.unwrap_or_else(|error| error.to_string()));
            }
            right.push(is_right);
        }
        right
    }
}

impl Cell {
    pub(crate) fn of(rounds: Vec<f64>, raw: &[f64]) -> Option<Cell> {
        if rounds.is_empty() {
            return None;
        }
        let ratios = rounds
            .iter()
            .zip(raw)
            .map(|(nanoseconds, raw)| nanoseconds / raw)
            .collect();
        Some(Cell {
            median: median(rounds.clone()),
            ratio: median(ratios),
            rounds,
        })
    }
}

/// How many calls fill a turn. Afterwards the peer is warm.
pub(crate) fn calibrate(peer: &mut Peer, workload: Workload, turn: Duration) -> Result<u64> {
    let turn = if workload.name == "tasks" {
        turn * TASKS_TURN
    } else {
        turn
    };
    let mut calls = 1;
    loop {
        let time = peer.time(workload, calls)?;
        if time * 4 >= turn {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of calls"
            )]
            let enough = (turn.as_nanos() as f64 / per_call(time, calls)) as u64;
            return Ok(enough.max(1));
        }
        calls *= 4;
    }
}

/// Nanoseconds.
pub(crate) fn per_call(time: Duration, calls: u64) -> f64 {
    time.as_nanos() as f64 / calls as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Where the answer of the peer at `place` leaves the raw driver's.
fn difference(workload: Workload, peers: &mut [Peer], place: usize) -> Result<String> {
    let expected = peers[0].answer(workload)?;
    let answer = peers[place].answer(workload)?;
    let same = expected
        .bytes()
        .zip(answer.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    let around = |text: &str| -> String {
        let start = text.floor_char_boundary(same.saturating_sub(120));
        let end = text.floor_char_boundary((same + 120).min(text.len()));
        text[start..end].to_owned()
    };
    Ok(format!(
        "{}: {} answers\n    …{}…\n  and not\n    …{}…",
        workload.name,
        peers[place].entry.name,
        around(&answer),
        around(&expected)
    ))
}
