//! The text of a migration → its statements, each with what it does.

mod alter;
mod create;
mod cursor;
mod expression;
mod statement;
mod types;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use self::cursor::Cursor;
use super::step::Step;

/// Why a statement was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread(pub(super) String);

type Read<T> = Result<T, Unread>;

impl Statement {
    /// Whether it is more than a setting.
    pub(super) fn does_something(&self) -> bool {
        let is_setting = |step: &Step| matches!(step, Step::LockTimeout { .. } | Step::Harmless);
        match &self.steps {
            Ok(steps) => !steps.iter().all(is_setting),
            Err(_) => true,
        }
    }
}

/// A statement of a migration.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    /// The line that it begins on, from 1.
    pub(super) line: usize,
    pub(super) text: String,
    /// What it does.
    pub(super) steps: Read<Vec<Step>>,
    /// The texts in it, for rules about values.
    pub(super) literals: Vec<String>,
    /// Whether Postgres would cut a name in it.
    pub(super) has_long_name: bool,
}

/// The statements of a text; one that was not understood where the text cannot be taken apart.
pub(super) fn statements(sql: &str) -> Vec<Statement> {
    match Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize_with_location() {
        Ok(tokens) => {
            let lines = line_starts(sql);
            let parts = tokens.split(|token| token.token == Token::SemiColon);
            parts
                .filter_map(|part| statement(sql, &lines, part))
                .collect()
        }
        Err(error) => vec![Statement {
            line: 1,
            text: sql.to_owned(),
            steps: Err(Unread(error.to_string())),
            literals: Vec::new(),
            has_long_name: false,
        }],
    }
}

fn statement(sql: &str, lines: &[usize], tokens: &[TokenWithSpan]) -> Option<Statement> {
    let is_code = |token: &&TokenWithSpan| !matches!(token.token, Token::Whitespace(_));
    let tokens: Vec<TokenWithSpan> = tokens.iter().filter(is_code).cloned().collect();
    let (first, last) = (tokens.first()?, tokens.last()?);
    let start = offset(sql, lines, first.span.start);
    let end = offset(sql, lines, last.span.end);
    let line = usize::try_from(first.span.start.line).unwrap_or_default();
    Some(Statement {
        line,
        text: sql.get(start..end).unwrap_or_default().to_owned(),
        literals: tokens.iter().filter_map(literal).collect(),
        has_long_name: tokens.iter().any(is_cut),
        steps: statement::steps(&mut Cursor::new(tokens)),
    })
}

fn literal(token: &TokenWithSpan) -> Option<String> {
    match &token.token {
        Token::SingleQuotedString(text) => Some(text.clone()),
        _ => None,
    }
}

/// Names end after 63 bytes, without a word.
fn is_cut(token: &TokenWithSpan) -> bool {
    matches!(&token.token, Token::Word(word) if word.value.len() > 63)
}

fn line_starts(sql: &str) -> Vec<usize> {
    let after = sql.match_indices('\n').map(|(position, _)| position + 1);
    std::iter::once(0).chain(after).collect()
}

/// Where a place in lines and characters stands in bytes.
fn offset(sql: &str, lines: &[usize], at: Location) -> usize {
    let number = |value: u64| usize::try_from(value).unwrap_or_default().saturating_sub(1);
    let Some(&start) = lines.get(number(at.line)) else {
        return sql.len();
    };
    let mut characters = sql[start..].char_indices();
    let place = characters.nth(number(at.column));
    place.map_or(sql.len(), |(position, _)| start + position)
}
