//! What was measured, as tables of Markdown, whose columns are aligned for the eye.

use std::fmt::Write;

use crate::goals::{self, Reached};
use crate::measure::{Cell, Line, Run};
use crate::memory::Memory;
use crate::options::Options;
use crate::trips::Trips;

/// A run, as it is shown.
pub(crate) fn of_run(run: &Run, options: &Options) -> String {
    let mut text = format!("\n### {}, {}\n\n", run.database.title(), run.setting.name());
    text += &of_times(&run.peers, &run.lines);
    for delayed in &run.delayed {
        let _ = write!(
            text,
            "\nWith {:?} of network delay a round trip:\n\n",
            delayed.delay
        );
        text += &of_times(&run.peers, &delayed.lines);
    }
    if options.count {
        text += &of_memory(&run.memory);
    }
    if !run.trips.is_empty() {
        text += "\nStatements, and round trips where they are not as many, a call:\n\n";
        text += &of_trips(&run.peers, &run.trips);
    }
    for mistake in &run.mistakes {
        let _ = write!(text, "\n- {mistake}\n");
    }
    text
}

/// How near `orm` is to its goals, with a mark where it falls short.
pub(crate) fn of_goals(run: &Run) -> String {
    let mut rows = vec![
        ["ratio to the raw driver", "goal", "orm", ""]
            .map(str::to_owned)
            .to_vec(),
    ];
    for Reached { title, goal, ratio } in goals::reached(run) {
        let mark = if ratio > goal { "falls short" } else { "" };
        rows.push(vec![
            title.to_owned(),
            format!("{goal:.2}"),
            format!("{ratio:.2}"),
            mark.to_owned(),
        ]);
    }
    aligned(&rows)
}

/// Of the raw driver its time, of others their ratio to it and their time.
fn of_times(peers: &[&str], lines: &[Line]) -> String {
    let mut rows = vec![heading("median of a call", peers)];
    for line in lines {
        let mut row = vec![line.title.to_owned()];
        for (place, cell) in line.cells.iter().enumerate() {
            row.push(match cell {
                None => "–".to_owned(),
                Some(cell) if place == 0 => duration(cell.median),
                Some(Cell { median, ratio, .. }) => format!("**{ratio:.2}** {}", duration(*median)),
            });
        }
        rows.push(row);
    }
    aligned(&rows)
}

fn of_trips(peers: &[&str], lines: &[Trips]) -> String {
    let mut rows = vec![heading("statements (round trips)", peers)];
    for line in lines {
        let mut row = vec![line.title.to_owned()];
        row.extend(line.counts.iter().map(|counts| match counts {
            None => "–".to_owned(),
            Some((statements, trips)) if statements == trips => number(*statements),
            Some((statements, trips)) => format!("{} ({})", number(*statements), number(*trips)),
        }));
        rows.push(row);
    }
    aligned(&rows)
}

fn of_memory(measured: &[Memory]) -> String {
    let mut rows = vec![
        ["10,000 rows", "peak", "the rows' own", "ratio"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for Memory { peer, peak, owned } in measured {
        let megabytes = |bytes: &f64| format!("{:.2} MB", bytes / 1e6);
        rows.push(vec![
            (*peer).to_owned(),
            megabytes(peak),
            megabytes(owned),
            format!("{:.2}", peak / owned),
        ]);
    }
    format!("\n{}", aligned(&rows))
}

fn heading(first: &str, peers: &[&str]) -> Vec<String> {
    std::iter::once(first)
        .chain(peers.iter().copied())
        .map(str::to_owned)
        .collect()
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        short if short < 1e4 => format!("{:.2} µs", short / 1e3),
        middle if middle < 1e6 => format!("{:.0} µs", middle / 1e3),
        long if long < 1e7 => format!("{:.2} ms", long / 1e6),
        longer => format!("{:.0} ms", longer / 1e6),
    }
}

fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for (place, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(text, "| {cell:<width$} ");
        }
        text += "|\n";
        if place == 0 {
            for width in &widths {
                let _ = write!(text, "|-{}-", "-".repeat(*width));
            }
            text += "|\n";
        }
    }
    text
}
