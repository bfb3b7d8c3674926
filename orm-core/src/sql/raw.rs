use super::Writer;
use super::template::{Piece, Template};
use crate::db::Statement;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::syntax::Value;

/// A statement that a person wrote.
pub(crate) struct RawStatement {
    pub statement: Statement,
    pub verb: Verb,
}

/// What a statement does, as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// It gives rows and writes none.
    Read,
    /// It writes rows.
    Write,
    /// Anything else.
    Other,
}

/// One statement in the words of its author, its placeholders written as this database has them.
pub(crate) fn raw(text: &str, values: &[Value], dialect: Dialect) -> Result<RawStatement> {
    let grammar = dialect.grammar();
    let template = Template::parse(text, grammar.lexicon())?;
    template.check_binds(values.len())?;
    let mut writer = Writer::new(grammar);
    for piece in &template.pieces {
        match piece {
            Piece::Text(text) => writer.push(text),
            Piece::Placeholder(number) => {
                let placeholder = grammar.numbered_placeholder(*number);
                writer.typed_placeholder(placeholder, values[number - 1].ty);
            }
        }
    }
    for value in values {
        writer.add_bind(value)?;
    }
    Ok(RawStatement {
        statement: writer.finish()?,
        verb: verb(&template.words),
    })
}

fn verb(words: &[&str]) -> Verb {
    const WRITES: [&str; 6] = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "COPY"];
    match words.first() {
        Some(word) if is_one_of(word, &WRITES) => Verb::Write,
        Some(word) if is_one_of(word, &["SELECT", "VALUES", "TABLE"]) => Verb::Read,
        Some(word) if is_one_of(word, &["WITH"]) => match words.windows(2).any(writes_within) {
            true => Verb::Write,
            false => Verb::Read,
        },
        _ => Verb::Other,
    }
}

/// Whether one of two words begins a statement that writes, inside of another one, where `replace(…)` is a function and
/// `FOR UPDATE` a lock.
fn writes_within(pair: &[&str]) -> bool {
    let [first, second] = pair else { return false };
    let updates = is_one_of(second, &["UPDATE"]) && !is_one_of(first, &["FOR", "KEY"]);
    updates
        || is_one_of(first, &["INSERT", "REPLACE", "DELETE", "MERGE"])
            && is_one_of(second, &["INTO", "OR", "FROM"])
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Datum, SqlType};

    #[test]
    fn placeholders_keep_their_numbers() {
        let value = |number| Value {
            datum: Datum::Int64(number),
            ty: SqlType::Int64,
            column: None,
        };
        let text = "select $2, '$1', $1 where $2 > 0;";
        let raw = |dialect| raw(text, &[value(1), value(2)], dialect).unwrap().statement;
        assert_eq!(
            raw(Dialect::Postgres).text,
            "select ($2::bigint), '$1', ($1::bigint) where ($2::bigint) > 0"
        );
        assert_eq!(
            raw(Dialect::Sqlite).text,
            "select ?2, '$1', ?1 where ?2 > 0"
        );
        assert_eq!(raw(Dialect::Sqlite).binds.len(), 2);
    }

    #[test]
    fn words_tell_what_is_written() {
        for (text, expected) in [
            ("(select 1)", Verb::Read),
            ("with a as (select 1) select * from a", Verb::Read),
            (
                "with a as (delete from b returning *) select * from a",
                Verb::Write,
            ),
            (
                "with a as (select replace(b, c, d) from e for no key update) select * from a",
                Verb::Read,
            ),
            (
                "with a as (select 1) insert or replace into b select * from a",
                Verb::Write,
            ),
            ("with a as (select 1) update b set c = 1", Verb::Write),
            ("-- why\nupdate a set b = 1", Verb::Write),
            ("create table a (b int)", Verb::Other),
        ] {
            let raw = raw(text, &[], Dialect::Postgres).unwrap();
            assert_eq!(raw.verb, expected, "{text}");
        }
    }
}
