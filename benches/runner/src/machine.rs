//! What the tables were made on, without the name of any machine.

use std::process::Command;

/// A line each: processors, system, compiler, date.
pub(crate) fn describe() -> Vec<String> {
    let cores = cores();
    let model = first_value("/proc/cpuinfo", "model name")
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = first_value("/proc/meminfo", "MemTotal").unwrap_or_default();
    vec![
        format!("{cores} virtual cores ({model}), memory {memory}"),
        format!(
            "{}, {}",
            said("uname", &["-sr"]),
            said("rustc", &["--version"])
        ),
        said("date", &["-u", "+%Y-%m-%d"]),
    ]
}

/// All that the machine has: this process may be pinned to one of them.
fn cores() -> usize {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let lines = processors.lines();
    lines.filter(|line| line.starts_with("processor")).count()
}

fn first_value(file: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| program.to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
