//! What 10,000 rows take while they are read, by allocators that count.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use crate::catalogue::{Entry, program};
use crate::database::Databases;

const MEASURED: [&str; 2] = ["orm", "sqlx"];

/// The bytes of 10,000 rows.
#[derive(Debug, Serialize)]
pub(crate) struct Memory {
    pub(crate) peer: &'static str,
    /// At the peak of the call.
    pub(crate) peak: f64,
    /// Of the rows that it gave.
    pub(crate) owned: f64,
}

pub(crate) fn measure(databases: &Databases) -> Result<Vec<Memory>> {
    let mut measured = Vec::new();
    for peer in MEASURED {
        let name = format!("{peer}-memory");
        let path = program(&name).with_context(|| format!("{name} was not built"))?;
        let entry = Entry::named(peer).with_context(|| format!("{peer} is no peer"))?;
        let output = Command::new(path).arg(databases.url_of(entry)).output()?;
        ensure!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout)?;
        let (peak, owned) = text
            .trim()
            .split_once(' ')
            .with_context(|| format!("{name} says {text}"))?;
        measured.push(Memory {
            peer,
            peak: peak.parse()?,
            owned: owned.parse()?,
        });
    }
    Ok(measured)
}
