//! What the first word of a statement tells.

use crate::error::{Error, Result};

/// The first words of statements that begin or end a transaction or a part of one.
const CONTROL: [&str; 8] = [
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "SAVEPOINT",
    "RELEASE",
];

/// Refuses statements that begin or end a transaction behind the back of the one who keeps count of them.
pub(super) fn refuse_transaction_control(text: &str) -> Result<()> {
    let word = first_word(text);
    if !is_one_of(word, &CONTROL) {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "`{}` cannot be sent as a statement; begin transactions with `db.transaction(…)` or `db.begin()`, savepoints with `tx.transaction(…)`",
        word.to_ascii_uppercase()
    )))
}

/// Whether a statement sets something on the connection that the next user would find there.
pub(super) fn leaves_traces(text: &str) -> bool {
    const SETTING: [&str; 8] = [
        "SET", "RESET", "LISTEN", "PREPARE", "DECLARE", "ATTACH", "PRAGMA", "LOAD",
    ];
    is_one_of(first_word(text), &SETTING)
}

/// Whether one of the statements in a text does, or leaves a transaction open. A semicolon inside a string may make it
/// say so wrongly, which costs no more than a fresh connection.
pub(super) fn text_leaves_traces(text: &str) -> bool {
    text.split(';')
        .any(|part| leaves_traces(part) || is_one_of(first_word(part), &CONTROL))
}

/// Whether a statement only reads, so that running it twice is as good as once.
pub(super) fn only_reads(text: &str) -> bool {
    is_one_of(first_word(text), &["SELECT"])
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}

fn first_word(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == ';');
        let comment = if rest.starts_with("--") {
            rest.find('\n').map(|end| end + 1)
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|end| end + 2)
        } else {
            break;
        };
        rest = &rest[comment.unwrap_or(rest.len())..];
    }
    let end = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    &rest[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_stands_behind_comments_and_parentheses() {
        assert_eq!(first_word("select 1"), "select");
        assert_eq!(first_word("  (SELECT 1)"), "SELECT");
        assert_eq!(first_word("-- why\n /* and /* how */ ; COMMIT;"), "COMMIT");
        assert_eq!(first_word("-- nothing"), "");
    }

    #[test]
    fn a_text_is_judged_by_each_of_its_statements() {
        assert!(text_leaves_traces(
            "CREATE TABLE a (id int); set search_path = x"
        ));
        assert!(text_leaves_traces("BEGIN; CREATE TABLE a (id int)"));
        let plain = "CREATE TABLE a (id int REFERENCES b ON DELETE SET NULL); DROP TABLE b";
        assert!(!text_leaves_traces(plain));
    }

    #[test]
    fn transaction_control_is_refused() {
        assert!(refuse_transaction_control("begin").is_err());
        assert!(refuse_transaction_control("/* x */ Rollback").is_err());
        assert!(refuse_transaction_control("SELECT 'begin'").is_ok());
    }
}
