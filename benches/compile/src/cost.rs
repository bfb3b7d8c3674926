//! What a command costs.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// In seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Of all processors, in user and system mode.
    pub(crate) processor: f64,
    /// By the clock.
    pub(crate) wall: f64,
}

/// Runs it, and all that it starts.
pub(crate) fn of(command: &mut Command) -> Result<Cost> {
    let (before, start) = (spent()?, Instant::now());
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()?;
    let cost = Cost {
        processor: spent()? - before,
        wall: start.elapsed().as_secs_f64(),
    };
    ensure!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(cost)
}

/// The one in the middle by processor time.
pub(crate) fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|one, other| one.processor.total_cmp(&other.processor));
    costs[costs.len() / 2]
}

/// By all processes that this one has waited for.
fn spent() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds =
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(microseconds as f64 / 1e6)
}
