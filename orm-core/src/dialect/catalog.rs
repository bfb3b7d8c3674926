//! What a database says about itself.

use crate::migrate::live::{LiveIndex, LiveTable};
use crate::sql::tokens::{self, Token, TokenKind};

use super::{Lexicon, quote};

/// The rows that a query about the database itself gives.
pub(crate) type Answer = Vec<Record>;

/// How a database is asked what it has.
pub(crate) trait Catalog: Sync {
    /// The queries. Each of their values is text, or `NULL`.
    fn queries(&self) -> &'static [&'static str];

    /// What their answers, one a query, tell.
    fn tables(&self, answers: Vec<Answer>) -> Vec<LiveTable>;
}

/// One row of an answer, read from left to right.
pub(crate) struct Record(std::vec::IntoIter<Option<String>>);

impl Record {
    pub(crate) fn of(row: Vec<Option<String>>) -> Self {
        Record(row.into_iter())
    }

    pub(crate) fn optional(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    pub(super) fn text(&mut self) -> String {
        self.optional().unwrap_or_default()
    }

    pub(super) fn flag(&mut self) -> bool {
        matches!(self.text().as_str(), "true" | "1")
    }

    /// A JSON array of texts.
    pub(super) fn list(&mut self) -> Vec<String> {
        serde_json::from_str(&self.text()).unwrap_or_default()
    }
}

/// What `CREATE INDEX … ON … USING … (…) … WHERE …` says.
pub(super) fn index(definition: &str, name: String, lexicon: &Lexicon) -> LiveIndex {
    let tokens = tokens::tokens(definition, lexicon);
    let opening = tokens
        .iter()
        .position(|token| token.kind == TokenKind::Open);
    let (head, rest) = tokens.split_at(opening.unwrap_or(tokens.len()));
    let (inner, rest) = tokens::group(rest).unwrap_or((&[], &[]));
    let predicate = rest.iter().position(|token| token.is("WHERE"));
    let (options, predicate) = rest.split_at(predicate.unwrap_or(rest.len()));
    let parts = tokens::parts(inner);
    LiveIndex {
        name,
        unique: head.iter().any(|token| token.is("UNIQUE")),
        method: method(head),
        columns: parts.iter().map(|part| column(part)).collect(),
        parts: parts.into_iter().map(part).collect(),
        options: Some(tokens::text(options)).filter(|options| !options.is_empty()),
        predicate: predicate
            .split_first()
            .map(|(_, condition)| tokens::text(tokens::bare(condition))),
        valid: true,
    }
}

/// The word behind `USING`, but for the usual one.
fn method(head: &[Token<'_>]) -> Option<String> {
    let using = head.iter().rposition(|token| token.is("USING"))?;
    let method = head.get(using + 1)?.name();
    (method != "btree").then_some(method)
}

/// A part, the column that it begins with in quotes, as not all who make indexes put them.
fn part(part: &[Token<'_>]) -> String {
    let is_name = |token: &Token<'_>| matches!(token.kind, TokenKind::Word | TokenKind::Name);
    match part {
        [column] if is_name(column) => quote(&column.name()),
        [column, rest @ ..] if is_name(column) && rest[0].kind == TokenKind::Word => {
            format!("{} {}", quote(&column.name()), tokens::text(rest))
        }
        _ => tokens::text(part),
    }
}

/// The column that a part of an index is, if it is nothing else.
fn column(part: &[Token<'_>]) -> Option<String> {
    match part {
        [token] if matches!(token.kind, TokenKind::Word | TokenKind::Name) => Some(token.name()),
        _ => None,
    }
}
