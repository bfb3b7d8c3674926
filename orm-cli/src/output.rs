use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};
use orm_core::Error;
use serde::Serialize;

/// Where a command prints: lines for people, or one JSON value for programs.
pub(crate) struct Output<'o> {
    out: &'o mut (dyn Write + Send),
    pub(crate) json: bool,
}

pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
pub(crate) const GONE: Style = AnsiColor::Red.on_default();
pub(crate) const CHANGED: Style = AnsiColor::Yellow.on_default();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const PLAIN: Style = Style::new();

impl<'o> Output<'o> {
    pub(crate) fn new(out: &'o mut (dyn Write + Send), json: bool) -> Self {
        Output { out, json }
    }

    /// A line for people. Where nobody reads any more, nothing is said.
    pub(crate) fn line(&mut self, style: Style, text: impl Display) {
        if !self.json {
            let _ = writeln!(self.out, "{style}{text}{style:#}");
        }
    }

    /// The one value for programs.
    pub(crate) fn value(&mut self, value: &impl Serialize) {
        if self.json {
            let text = serde_json::to_string_pretty(value);
            let text = text.expect("names, texts and numbers can be written as JSON");
            let _ = writeln!(self.out, "{text}");
        }
    }

    /// What went wrong, in the database's own words too: whoever runs a migration may see them.
    pub(crate) fn error(&mut self, error: &Error) {
        let detail = error.expose_detail();
        self.value(&serde_json::json!({ "error": error.to_string(), "detail": detail }));
        self.line(GONE, format_args!("error: {error}"));
        if let Some(detail) = detail {
            self.line(FAINT, format_args!("  the database said: {detail}"));
        }
    }
}
