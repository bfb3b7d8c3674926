//! A peer's process, and what is said to it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use bench::Workload;

use crate::catalogue::Entry;

/// It ends with this value.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) entry: Entry,
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    pub(crate) fn start(entry: Entry, url: &str) -> Result<Peer> {
        let path = entry
            .path()
            .ok_or_else(|| anyhow!("{} was not built", entry.name))?;
        let mut process = Command::new(path)
            .arg(url)
            .args(entry.argument)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", entry.name))?;
        let orders = process.stdin.take().expect("it is piped");
        let answers = BufReader::new(process.stdout.take().expect("it is piped"));
        Ok(Peer {
            entry,
            process,
            orders,
            answers,
        })
    }

    /// The digest of what the workload's first calls give.
    pub(crate) fn check(&mut self, workload: Workload) -> Result<String> {
        let digest = self.order(&format!("check {}", workload.name));
        self.clean_after(workload)?;
        digest
    }

    /// What the workload's first calls give.
    pub(crate) fn answer(&mut self, workload: Workload) -> Result<String> {
        let answer = self.order(&format!("answer {}", workload.name));
        self.clean_after(workload)?;
        answer
    }

    /// How long so many calls take together.
    pub(crate) fn time(&mut self, workload: Workload, calls: u64) -> Result<Duration> {
        let time = self.time_only(workload, calls);
        self.clean_after(workload)?;
        time
    }

    /// The same, and what was written stays.
    pub(crate) fn time_only(&mut self, workload: Workload, calls: u64) -> Result<Duration> {
        let nanoseconds = self.order(&format!("time {} {calls}", workload.name))?;
        Ok(Duration::from_nanos(nanoseconds.parse()?))
    }

    pub(crate) fn clean_after(&mut self, workload: Workload) -> Result<()> {
        if workload.writes {
            self.order("clean")?;
        }
        Ok(())
    }

    fn order(&mut self, order: &str) -> Result<String> {
        writeln!(self.orders, "{order}").with_context(|| format!("{} is gone", self.entry.name))?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        match line.trim_end().split_once(' ') {
            Some(("ok", answer)) => Ok(answer.to_owned()),
            Some(("failed", reason)) => bail!("{}: {reason}", self.entry.name),
            _ if line.trim_end() == "ok" => Ok(String::new()),
            _ => bail!("{} ended at the order `{order}`", self.entry.name),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It is a process of ours, and nothing of it is kept.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
