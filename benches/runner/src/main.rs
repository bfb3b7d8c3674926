//! Makes the data, starts the peers, compares their answers and times them side by side.

mod catalogue;
mod cluster;
mod database;
mod delay;
mod goals;
mod machine;
mod measure;
mod memory;
mod options;
mod peer;
mod proxy;
mod report;
mod setting;
mod table;
mod trips;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use measure::Run;
use options::{Options, Setting};

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    if options.spin {
        setting::spin();
    }
    let mut runs = Vec::new();
    // The last one pins this process and all that it starts, for good.
    for setting in Setting::in_order(&options.setting) {
        let _spinners = setting::enter(setting)?;
        for database in options.databases() {
            let run = Run::take(database, setting, &options)?;
            print!("{}", table::of_run(&run, &options));
            runs.push(run);
        }
    }
    report::write(&runs, &options)?;
    let wrong = runs.iter().any(|run| !run.mistakes.is_empty());
    Ok(if wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
