use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};
use orm_core::Error;
use serde::Serialize;

/// Where a command prints: lines for people, or one JSON value for programs.
pub(crate) struct Output<'o> {
    out: &'o mut (dyn Write + Send),
    form: Form,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Lines in colours, which the stream takes away where it is no terminal.
    Coloured,
    /// Lines.
    Plain,
    /// One JSON value.
    Json,
}

pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
pub(crate) const GONE: Style = AnsiColor::Red.on_default();
pub(crate) const CHANGED: Style = AnsiColor::Yellow.on_default();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const PLAIN: Style = Style::new();
/// What an error says to programmers, who have it at hand.
const WHERE_THE_DETAIL_IS: &str = "; `expose_detail()` gives its own words";
const FAILED: Style = GONE.bold();

impl<'o> Output<'o> {
    pub(crate) fn new(out: &'o mut (dyn Write + Send), form: Form) -> Self {
        Output { out, form }
    }

    /// A line for people. Where nobody reads any more, nothing is said.
    pub(crate) fn line(&mut self, style: Style, text: impl Display) {
        let _ = match self.form {
            Form::Coloured => writeln!(self.out, "{style}{text}{style:#}"),
            Form::Plain => writeln!(self.out, "{text}"),
            Form::Json => Ok(()),
        };
    }

    /// The one value for programs.
    pub(crate) fn value(&mut self, value: &impl Serialize) {
        if self.form == Form::Json {
            let text = serde_json::to_string_pretty(value);
            let text = text.expect("names, texts and numbers can be written as JSON");
            let _ = writeln!(self.out, "{text}");
        }
    }

    /// What went wrong, in the database's own words too: whoever runs a migration may see them.
    pub(crate) fn error(&mut self, error: &Error) {
        let message = error.to_string().replace(WHERE_THE_DETAIL_IS, "");
        // A script that stopped itself has said it all.
        let detail = error.expose_detail();
        let detail = detail.filter(|detail| !message.contains(detail.as_str()));
        self.value(&serde_json::json!({ "error": message, "detail": detail }));
        self.line(FAILED, format_args!("error: {message}"));
        if let Some(detail) = detail {
            self.line(PLAIN, format_args!("  the database says: {detail}"));
        }
    }
}
