use std::fmt;

use serde::Serialize;

use super::blanks::Blanks;
use super::lock::{Cost, TableLock};
use super::predict::Prediction;
use super::read::{Statement, Unread};
use super::rules::Rule;

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// A choice that is regretted later, or something to know.
    Note,
    /// Harmless at the right time: it takes a moment, or running programs have to be ready for it.
    Warning,
    /// It stops programs for as long as the table is large, or it fails.
    Danger,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Danger => "danger",
        })
    }
}

/// Where a statement stands in its migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Position {
    /// Its number, from 0.
    pub index: usize,
    /// The line that it begins on, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
    #[serde(skip)]
    pub(super) literals: Vec<String>,
    #[serde(skip)]
    pub(super) has_long_name: bool,
}

impl Position {
    pub(super) fn new(index: usize, statement: &Statement) -> Self {
        Position {
            index,
            line: statement.line,
            text: statement.text.clone(),
            literals: statement.literals.clone(),
            has_long_name: statement.has_long_name,
        }
    }
}

/// What a rule says of a statement.
///
/// Its text reads well in a terminal, and it serialises for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's number, `"L08"`, or `"unread"` where the statement was not understood.
    pub rule: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The statement.
    pub statement: Position,
    /// What the statement locks.
    pub locks: Vec<TableLock>,
    /// What it does while it holds the locks.
    pub cost: Cost,
    /// What goes wrong.
    pub breaks: String,
    /// What to do instead, in words.
    pub advice: String,
    /// What to do instead, in SQL: the text of one migration after the other.
    pub instead: Vec<String>,
    #[serde(skip)]
    once: bool,
}

impl Finding {
    pub(super) fn new(
        rule: &'static Rule,
        statement: Position,
        prediction: &Prediction,
        blanks: &Blanks,
    ) -> Self {
        Finding {
            rule: rule.number,
            title: rule.title,
            severity: rule.severity,
            statement,
            locks: prediction.locks.clone(),
            cost: prediction.cost,
            breaks: blanks.fill(rule.breaks),
            advice: blanks.fill(rule.advice),
            instead: rule.instead.iter().map(|sql| blanks.fill(sql)).collect(),
            once: rule.is_said_once(),
        }
    }

    pub(super) fn not_understood(statement: Position, unread: &Unread) -> Self {
        Finding {
            rule: "unread",
            title: "a statement that is not understood, and not judged",
            severity: Severity::Warning,
            statement,
            locks: Vec::new(),
            cost: Cost::Catalogue,
            breaks: format!("nobody knows: {}", unread.0),
            advice: "look up what it locks, and for how long".to_owned(),
            instead: Vec::new(),
            once: false,
        }
    }

    /// Whether another one says the same already.
    pub(super) fn repeats(&self, other: &Finding) -> bool {
        let is_same = self.rule == other.rule && self.title == other.title;
        is_same && (self.once || self.statement == other.statement)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding {
            rule,
            title,
            severity,
            statement,
            ..
        } = self;
        writeln!(f, "{severity} {rule}, line {}: {title}", statement.line)?;
        write_block(f, "", &statement.text)?;
        for lock in &self.locks {
            write!(f, "\n  locks    {lock}")?;
        }
        if !self.locks.is_empty() {
            write!(f, "\n  for      {}", self.cost)?;
        }
        write!(
            f,
            "\n  breaks   {}\n  instead  {}",
            self.breaks, self.advice
        )?;
        for (position, sql) in self.instead.iter().enumerate() {
            let heading = match position {
                0 => "one migration",
                _ => "then the next one",
            };
            write!(f, "\n    {heading}:\n")?;
            write_block(f, "  ", sql)?;
        }
        Ok(())
    }
}

fn write_block(f: &mut fmt::Formatter<'_>, indent: &str, text: &str) -> fmt::Result {
    let lines: Vec<String> = text
        .lines()
        .map(|line| format!("    {indent}{line}"))
        .collect();
    f.write_str(&lines.join("\n"))
}
