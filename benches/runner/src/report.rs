//! What was measured, as files.

use std::fmt::Write;

use anyhow::Result;
use serde::Serialize;

use crate::machine;
use crate::measure::Run;
use crate::options::Options;
use crate::table;

const BEFORE: &str = include_str!("report.md");
/// What falls short, with its reason: written by hand, after a look at the tables.
const REASONS: &str = include_str!("reasons.md");

#[derive(Serialize)]
struct All<'a> {
    machine: Vec<String>,
    runs: &'a [Run],
}

pub(crate) fn write(runs: &[Run], options: &Options) -> Result<()> {
    if let Some(file) = &options.json {
        std::fs::write(
            file,
            serde_json::to_string_pretty(&All {
                machine: machine::describe(),
                runs,
            })?,
        )?;
    }
    if let Some(file) = &options.markdown {
        std::fs::write(file, markdown(runs, options))?;
    }
    Ok(())
}

fn markdown(runs: &[Run], options: &Options) -> String {
    let mut text = BEFORE.to_owned();
    text += "\n## What it was measured on\n\n";
    for line in machine::describe() {
        let _ = writeln!(text, "- {line}");
    }
    let _ = writeln!(text, "- `benches/run {}`", arguments());
    text += "\n## The goals\n";
    for run in runs {
        let _ = write!(
            text,
            "\n{}, {}:\n\n{}",
            run.database.title(),
            run.setting.name(),
            table::of_goals(run)
        );
    }
    text += REASONS;
    text += "\n## All that was measured\n";
    for run in runs {
        text += &table::of_run(run, options);
    }
    text
}

fn arguments() -> String {
    std::env::args().skip(1).collect::<Vec<_>>().join(" ")
}
