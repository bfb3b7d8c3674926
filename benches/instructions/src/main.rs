//! How many instructions a call of `orm` takes, counted by valgrind's callgrind, and compared with what was recorded: a
//! figure that is the same on a busy machine and on a quiet one. A call that takes 5 % more or less fails.
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml -p instructions              # compares
//! cargo run --release --manifest-path benches/Cargo.toml -p instructions -- --record  # records
//! ```

mod callgrind;
mod calls;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use calls::Library;

/// By how much a call may differ from what was recorded.
const TOLERANCE: f64 = 0.05;

/// Counts the instructions of calls of `orm`.
#[derive(Parser)]
struct Options {
    /// Records what is counted, in place of comparing with it.
    #[arg(long)]
    record: bool,

    /// Makes this call; for the program's own use under valgrind.
    #[arg(long, hide = true, requires = "times")]
    call: Option<String>,

    /// How often.
    #[arg(long, hide = true)]
    times: Option<u64>,
}

/// Instructions of one call, by its name.
type Counts = BTreeMap<String, u64>;

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    if let (Some(call), Some(times)) = (options.call, options.times) {
        Library::new()?.repeat(&call, times)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut counts = Counts::new();
    for (call, times) in calls::CALLS {
        counts.insert(call.to_owned(), callgrind::instructions(call, times)?);
    }
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("recorded.json");
    if options.record {
        std::fs::write(file, serde_json::to_string_pretty(&counts)? + "\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let recorded = std::fs::read_to_string(&file).context("nothing was recorded")?;
    Ok(compare(&counts, &serde_json::from_str(&recorded)?))
}

fn compare(counts: &Counts, recorded: &Counts) -> ExitCode {
    let mut differs = false;
    for (call, &count) in counts {
        let before = recorded.get(call).copied().unwrap_or(0);
        let ratio = count as f64 / before as f64;
        let is_far = !((1.0 - TOLERANCE)..=(1.0 + TOLERANCE)).contains(&ratio);
        differs |= is_far;
        let mark = if is_far { "  <- more than 5 % off" } else { "" };
        println!("{call:<24} {count:>10} instructions, recorded {before:>10}, {ratio:.3}{mark}");
    }
    if !differs {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "\nWhere the difference is meant, record it: run the same command with `-- --record`."
    );
    ExitCode::FAILURE
}
