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
            Piece::Placeholder(number) => writer.push(&grammar.numbered_placeholder(*number)),
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
    let is_one_of =
        |word: &&str, verbs: &[&str]| verbs.iter().any(|verb| word.eq_ignore_ascii_case(verb));
    let writes = |word: &&str| {
        is_one_of(
            word,
            &["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "COPY"],
        )
    };
    match words.first() {
        Some(word) if writes(word) => Verb::Write,
        Some(word) if is_one_of(word, &["SELECT", "VALUES", "TABLE"]) => Verb::Read,
        Some(word) if is_one_of(word, &["WITH"]) => match words.iter().any(writes) {
            true => Verb::Write,
            false => Verb::Read,
        },
        _ => Verb::Other,
    }
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
            "select $2, '$1', $1 where $2 > 0"
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
            ("-- why\nupdate a set b = 1", Verb::Write),
            ("create table a (b int)", Verb::Other),
        ] {
            let raw = raw(text, &[], Dialect::Postgres).unwrap();
            assert_eq!(raw.verb, expected, "{text}");
        }
    }
}
