//! Runs this program under callgrind.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Calls before those that are counted, which prepare statements and grow buffers.
const BEFORE: u64 = 20;

/// The instructions of one call, counted over so many.
pub(crate) fn instructions(call: &str, times: u64) -> Result<u64> {
    Ok((collected(call, BEFORE + times)? - collected(call, BEFORE)?) / times)
}

/// The instructions of the whole program.
fn collected(call: &str, times: u64) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["--call", call, "--times", &times.to_string()])
        .output()
        .context("valgrind is needed")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{call}: {said}");
    let count = said
        .lines()
        .find_map(|line| line.split_once("Collected : ").map(|(_, count)| count));
    let count = count.with_context(|| format!("callgrind tells no count:\n{said}"))?;
    Ok(count.trim().parse()?)
}
