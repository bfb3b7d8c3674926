//! SQL that a person wrote, taken apart as far as its placeholders and its end: what stands in strings, quoted names and
//! comments is neither.

use crate::dialect::Lexicon;
use crate::error::{Error, Result};

/// A text in pieces.
#[derive(Debug, PartialEq)]
pub(crate) struct Template<'t> {
    pub(super) pieces: Vec<Piece<'t>>,
    /// Its words outside of strings, quoted names and comments.
    pub(super) words: Vec<&'t str>,
    /// Whether a semicolon ends it.
    pub(super) is_ended: bool,
    /// Whether each bracket that is opened is closed, and none besides.
    pub(super) is_balanced: bool,
}

#[derive(Debug, PartialEq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    /// `$1` is 1.
    Placeholder(usize),
}

enum Token {
    Space,
    Word,
    Placeholder(usize),
    Open,
    Close,
    End,
    Other,
}

impl<'t> Template<'t> {
    /// Takes one statement apart.
    ///
    /// # Errors
    ///
    /// Where a second statement follows, where a string does not end, and where a placeholder is not written `$1`.
    pub(super) fn parse(text: &'t str, lexicon: &'static Lexicon) -> Result<Self> {
        let mut template = Template {
            pieces: Vec::new(),
            words: Vec::new(),
            is_ended: false,
            is_balanced: true,
        };
        let mut scanner = Scanner {
            text,
            at: 0,
            lexicon,
        };
        let (mut pending, mut open) = (0, 0_usize);
        while let Some((start, token)) = scanner.token()? {
            if template.is_ended {
                match token {
                    Token::Space | Token::End => continue,
                    _ => return Err(second_statement()),
                }
            }
            match token {
                Token::Placeholder(number) => {
                    template.text(&text[pending..start]);
                    template.pieces.push(Piece::Placeholder(number));
                    pending = scanner.at;
                }
                Token::End => {
                    template.is_ended = true;
                    template.text(&text[pending..start]);
                    pending = text.len();
                }
                Token::Word => template.words.push(&text[start..scanner.at]),
                Token::Open => open += 1,
                Token::Close => match open.checked_sub(1) {
                    Some(left) => open = left,
                    None => template.is_balanced = false,
                },
                Token::Space | Token::Other => {}
            }
        }
        template.text(&text[pending..]);
        template.is_balanced = template.is_balanced && open == 0;
        Ok(template)
    }

    fn text(&mut self, text: &'t str) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text));
        }
    }

    /// Refuses placeholders without a value and values without a placeholder.
    pub(super) fn check_binds(&self, values: usize) -> Result<()> {
        let mut used = vec![false; values];
        for piece in &self.pieces {
            let Piece::Placeholder(number) = piece else {
                continue;
            };
            match used.get_mut(number - 1) {
                Some(used) => *used = true,
                None => {
                    return Err(Error::configuration(format!(
                        "the SQL has the placeholder `${number}`, and {values} values are bound to it"
                    )));
                }
            }
        }
        match used.iter().position(|used| !used) {
            Some(unused) => Err(Error::configuration(format!(
                "{values} values are bound to the SQL, and it has no placeholder `${}`",
                unused + 1
            ))),
            None => Ok(()),
        }
    }
}

fn second_statement() -> Error {
    Error::configuration(
        "the SQL has a second statement after the `;`; send one statement at a time, several that belong together in a transaction",
    )
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    lexicon: &'static Lexicon,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_while(&mut self, belongs: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    }

    /// Goes behind the next occurrence, or to the end.
    fn skip_behind(&mut self, end: &str) -> bool {
        let found = self.rest().find(end);
        self.at = found.map_or(self.text.len(), |found| self.at + found + end.len());
        found.is_some()
    }

    /// Where the next token starts, and what it is.
    fn token(&mut self) -> Result<Option<(usize, Token)>> {
        let start = self.at;
        let Some(first) = self.rest().chars().next() else {
            return Ok(None);
        };
        let token = self.token_from(first)?;
        Ok(Some((start, token)))
    }

    fn token_from(&mut self, first: char) -> Result<Token> {
        if self.rest().starts_with("--") {
            self.skip_behind("\n");
            return Ok(Token::Space);
        }
        if self.rest().starts_with("/*") {
            return self.comment();
        }
        if is_word(first) && first != '$' {
            return self.word();
        }
        self.at += first.len_utf8();
        match first {
            '\'' => self.quoted('\'', false),
            '$' => self.dollar(),
            ';' => Ok(Token::End),
            '(' => Ok(Token::Open),
            ')' => Ok(Token::Close),
            _ if first.is_whitespace() => Ok(Token::Space),
            _ => self.other(first),
        }
    }

    fn other(&mut self, first: char) -> Result<Token> {
        if self.lexicon.placeholders.contains(&first) {
            return Err(placeholder_of_its_own(first));
        }
        let mut quotes = self.lexicon.name_quotes.iter();
        match quotes.find(|(open, _)| *open == first) {
            Some((_, close)) => self.quoted(*close, false),
            None => Ok(Token::Other),
        }
    }

    /// A name, a keyword or a number; `E'…'` is a string in which a backslash takes the quote's meaning away.
    fn word(&mut self) -> Result<Token> {
        let start = self.at;
        self.skip_while(is_word);
        let is_escape = self.text[start..self.at].eq_ignore_ascii_case("e");
        if self.lexicon.escape_strings && is_escape && self.rest().starts_with('\'') {
            self.at += 1;
            return self.quoted('\'', true);
        }
        Ok(Token::Word)
    }

    /// Up to the closing quote; a doubled one stands for itself.
    fn quoted(&mut self, close: char, escapes: bool) -> Result<Token> {
        let mut characters = self.text[self.at..].char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            if escapes && character == '\\' {
                characters.next();
            } else if character == close {
                let doubled = characters.next_if(|(_, next)| *next == close && close != ']');
                if doubled.is_none() {
                    self.at += offset + close.len_utf8();
                    return Ok(Token::Other);
                }
            }
        }
        Err(Error::configuration(
            "the SQL ends inside of a string or of a quoted name",
        ))
    }

    /// `$1`, or `$tag$ … $tag$`.
    fn dollar(&mut self) -> Result<Token> {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_digit());
        if self.at > start {
            let number: usize = self.text[start..self.at].parse().unwrap_or(0);
            return match number {
                1..=65_535 => Ok(Token::Placeholder(number)),
                _ => Err(Error::configuration(
                    "the placeholders of SQL are numbered from `$1` to `$65535`",
                )),
            };
        }
        if !self.lexicon.dollar_quotes {
            return Err(placeholder_of_its_own('$'));
        }
        self.skip_while(|c| is_word(c) && c != '$');
        if !self.rest().starts_with('$') {
            return Ok(Token::Other);
        }
        let tag = &self.text[start - 1..=self.at];
        self.at += 1;
        match self.skip_behind(tag) {
            true => Ok(Token::Other),
            false => Err(Error::configuration(format!(
                "the SQL ends inside of a string that `{tag}` began"
            ))),
        }
    }

    fn comment(&mut self) -> Result<Token> {
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth = if self.lexicon.nested_comments {
                    depth + 1
                } else {
                    1
                };
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(Token::Space);
                }
            } else {
                self.at += rest.chars().next().map_or(0, char::len_utf8);
            }
        }
        Err(Error::configuration("the SQL ends inside of a comment"))
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

fn placeholder_of_its_own(found: char) -> Error {
    Error::configuration(format!(
        "`{found}` begins a placeholder of the database's own; number them on every database: `$1`, `$2` …"
    ))
}

#[cfg(test)]
mod tests {
    use super::Piece::{Placeholder, Text};
    use super::*;
    use crate::dialect::Dialect;

    fn parse(text: &'static str, dialect: Dialect) -> Result<Template<'static>> {
        Template::parse(text, dialect.grammar().lexicon())
    }

    #[track_caller]
    fn pieces(text: &'static str, expected: &[Piece<'_>]) {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            assert_eq!(parse(text, dialect).unwrap().pieces, expected, "{dialect}");
        }
    }

    #[track_caller]
    fn refused(text: &'static str, dialect: Dialect, reason: &str) {
        let error = parse(text, dialect).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }

    #[test]
    fn finds_placeholders_where_the_database_does() {
        pieces(
            "a=$1 AND b=$12",
            &[Text("a="), Placeholder(1), Text(" AND b="), Placeholder(12)],
        );
        for quoted in [
            "'$1'",
            "'it''s $1'",
            "\"$1\"",
            "\"\"\"$1\"",
            "-- $1",
            "/* $1 */",
            "a$1",
        ] {
            pieces(quoted, &[Text(quoted)]);
        }
        pieces("-- $2\n$1", &[Text("-- $2\n"), Placeholder(1)]);
        pieces("é'é'$1", &[Text("é'é'"), Placeholder(1)]);
    }

    #[test]
    fn each_database_has_quotes_of_its_own() {
        let count = |text, dialect| {
            let template = parse(text, dialect).unwrap();
            let placeholders = template.pieces.iter();
            placeholders
                .filter(|piece| matches!(piece, Placeholder(_)))
                .count()
        };
        for (text, postgres, sqlite) in
            [("/* /* */ $1 */ $2", 1, 2), ("[$1]", 1, 0), ("`$1`", 1, 0)]
        {
            assert_eq!(count(text, Dialect::Postgres), postgres, "{text}");
            assert_eq!(count(text, Dialect::Sqlite), sqlite, "{text}");
        }
        for text in [r"E'\'$1'", "$$ $1 ; $$", "$a$ $1 $$ $b$ ; $a$"] {
            assert_eq!(count(text, Dialect::Postgres), 0, "{text}");
        }
        assert_eq!(count("data->>'a' ? $1 and $2::int4", Dialect::Postgres), 2);
    }

    #[test]
    fn one_statement_and_no_other() {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            for text in [
                "select 1;",
                "select 1 ; -- that is all\n ;; /* ; */",
                "select ';'",
            ] {
                assert!(parse(text, dialect).is_ok(), "{text}");
            }
            for text in [
                "select 1; drop table v",
                "select ''';'; x",
                "select 1 -- \n; x",
                "select 1 /* ; */; 'x'",
                ";select 1",
                "select 1;(select 2)",
                "select 1; $1",
            ] {
                refused(text, dialect, "second statement");
            }
        }
        // What is a string on one of them only hides a second statement on that one only.
        refused(r"select E'\'; x; '", Dialect::Sqlite, "second statement");
        refused("select `;`", Dialect::Postgres, "second statement");
        refused(
            "select $a$; x $a$",
            Dialect::Sqlite,
            "`$` begins a placeholder",
        );
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            refused("select 'a", dialect, "ends inside of a string");
            refused("select \"a", dialect, "ends inside of a string");
            refused("select 1 /* a", dialect, "ends inside of a comment");
            refused("select $0", dialect, "from `$1`");
            refused("select $99999999999999999999", dialect, "from `$1`");
        }
        refused("select $a$ b", Dialect::Postgres, "that `$a$` began");
        for text in [
            "select ?",
            "select ?1",
            "select :a",
            "select @a",
            "select $a",
        ] {
            refused(
                text,
                Dialect::Sqlite,
                "begins a placeholder of the database's own",
            );
        }
    }

    #[test]
    fn binds_are_as_many_as_placeholders() {
        let check = |text, values| {
            let outcome = parse(text, Dialect::Sqlite).unwrap().check_binds(values);
            outcome.map_err(|error| error.to_string())
        };
        assert_eq!(check("$2 $1 $2", 2), Ok(()));
        assert!(check("$1 $3", 2).unwrap_err().contains("placeholder `$3`"));
        assert!(check("$1", 2).unwrap_err().contains("no placeholder `$2`"));
        assert!(check("$2", 2).unwrap_err().contains("no placeholder `$1`"));
    }
}
