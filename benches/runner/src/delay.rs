//! Nested loads on Postgres over slower networks.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::catalogue::peers_of;
use crate::cluster::{self, Cluster};
use crate::database::name_of;
use crate::measure::{Cell, Line, calibrate, per_call};
use crate::options::{Database, Options};
use crate::peer::Peer;
use crate::proxy::Proxy;

/// The nested loads at one delay.
#[derive(Debug, Serialize)]
pub(crate) struct Delayed {
    /// Of a round trip.
    pub(crate) delay: Duration,
    pub(crate) lines: Vec<Line>,
}

pub(crate) fn measure(
    cluster: &Cluster,
    names: &[&str],
    options: &Options,
) -> Result<Vec<Delayed>> {
    options
        .delays()
        .into_iter()
        .map(|delay| at(delay, cluster, names, options))
        .collect()
}

fn at(delay: Duration, cluster: &Cluster, names: &[&str], options: &Options) -> Result<Delayed> {
    let mut peers = Vec::new();
    for entry in peers_of(Database::Postgres, options) {
        if names.contains(&entry.name) {
            let port = if delay.is_zero() {
                cluster.port()
            } else {
                Proxy::open(cluster.port(), delay)?.port
            };
            peers.push(Peer::start(entry, &cluster::url(port, &name_of(entry)))?);
        }
    }
    let mut lines = Vec::new();
    for workload in options
        .workloads()
        .into_iter()
        .filter(|workload| workload.nested)
    {
        let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); peers.len()];
        let mut calls = Vec::new();
        for peer in &mut peers {
            let takes_part = peer.entry.takes_part_in(workload.name);
            calls.push(if takes_part {
                calibrate(peer, workload, options.turn()).ok()
            } else {
                None
            });
        }
        for _ in 0..options.rounds {
            for (place, peer) in peers.iter_mut().enumerate() {
                if let Some(calls) = calls[place] {
                    rounds[place].push(per_call(peer.time(workload, calls)?, calls));
                }
            }
        }
        let raw = rounds[0].clone();
        let cells = rounds
            .into_iter()
            .map(|rounds| Cell::of(rounds, &raw))
            .collect();
        lines.push(Line {
            workload: workload.name,
            title: workload.title,
            cells,
        });
    }
    Ok(Delayed { delay, lines })
}
