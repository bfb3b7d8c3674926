//! What was measured, as files.

use anyhow::Result;
use serde::Serialize;

use crate::machine;
use crate::measure::Run;
use crate::options::Options;
use crate::table;

const BEFORE: &str = include_str!("report.md");

#[derive(Serialize)]
struct All<'a> {
    machine: Vec<String>,
    runs: &'a [Run],
}

pub(crate) fn write(runs: &[Run], options: &Options) -> Result<()> {
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&All { machine: machine::describe(), runs })?)?;
    }
    if let Some(file) = &options.markdown {
        std::fs::write(file, markdown(runs, options))?;
    }
    Ok(())
}

fn markdown(runs: &[Run], options: &Options) -> String {
    let mut text = BEFORE.to_owned();
    text += "\n## The tables\n\n";
    for line in machine::describe() {
        text += &format!("- {line}\n");
    }
    text += &format!("- `benches/run {}`\n", arguments());
    for run in runs {
        text += &table::of_run(run, options);
    }
    text
}

fn arguments() -> String {
    std::env::args().skip(1).collect::<Vec<_>>().join(" ")
}
