//! How many statements and round trips a call takes on Postgres, counted on the wire.

use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::catalogue::peers_of;
use crate::cluster::{self, Cluster};
use crate::database::name_of;
use crate::options::{Database, Options};
use crate::peer::Peer;
use crate::proxy::Proxy;

const CALLS: u64 = 8;
/// What pools send after a call has had its answer comes within this time.
const AFTERWARDS: Duration = Duration::from_millis(30);

/// What a workload takes on Postgres.
#[derive(Debug, Serialize)]
pub(crate) struct Trips {
    pub(crate) title: &'static str,
    /// Statements and round trips a call, in the order of the peers.
    pub(crate) counts: Vec<Option<(f64, f64)>>,
}

pub(crate) fn count(cluster: &Cluster, names: &[&str], options: &Options) -> Result<Vec<Trips>> {
    let workloads = options
        .workloads()
        .into_iter()
        .filter(|workload| workload.name != "tasks");
    let mut lines: Vec<Trips> = workloads
        .map(|workload| Trips {
            title: workload.title,
            counts: vec![None; names.len()],
        })
        .collect();
    for (place, name) in names.iter().enumerate() {
        let entries = peers_of(Database::Postgres, options);
        let Some(entry) = entries.into_iter().find(|entry| entry.name == *name) else {
            continue;
        };
        let proxy = Proxy::open(cluster.port(), Duration::ZERO)?;
        let mut peer = Peer::start(entry, &cluster::url(proxy.port, &name_of(entry)))?;
        for (line, workload) in options
            .workloads()
            .into_iter()
            .filter(|workload| workload.name != "tasks")
            .enumerate()
        {
            if !entry.takes_part_in(workload.name) || peer.check(workload).is_err() {
                continue;
            }
            sleep(AFTERWARDS);
            let before = (proxy.tally.statements(), proxy.tally.trips());
            peer.time_only(workload, CALLS)?;
            sleep(AFTERWARDS);
            let each = |before: u64, after: u64| (after - before) as f64 / CALLS as f64;
            let counts = (
                each(before.0, proxy.tally.statements()),
                each(before.1, proxy.tally.trips()),
            );
            lines[line].counts[place] = Some(counts);
            peer.clean_after(workload)?;
        }
    }
    Ok(lines)
}
