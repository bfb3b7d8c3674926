use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::{Read, Unread};
use crate::schema::snapshot::TableName;

/// A place in a statement, from which words and names are taken.
pub(super) struct Cursor {
    parser: Parser<'static>,
}

impl From<ParserError> for Unread {
    fn from(error: ParserError) -> Self {
        Unread(error.to_string())
    }
}

impl Cursor {
    pub(super) fn new(tokens: Vec<TokenWithSpan>) -> Self {
        let parser = Parser::new(&PostgreSqlDialect {});
        Cursor {
            parser: parser.with_tokens_with_locations(tokens),
        }
    }

    /// Where the parser of whole statements stands.
    pub(super) fn parser(&mut self) -> &mut Parser<'static> {
        &mut self.parser
    }

    pub(super) fn is_at_end(&self) -> bool {
        *self.peek() == Token::EOF
    }

    pub(super) fn peek(&self) -> &Token {
        &self.parser.peek_token_ref().token
    }

    pub(super) fn next(&mut self) -> Token {
        self.parser.next_token().token
    }

    /// Whether these words or signs come next, which a space stands between.
    pub(super) fn sees(&self, words: &str) -> bool {
        let mut words = words.split(' ').enumerate();
        words.all(|(ahead, word)| is(&self.parser.peek_nth_token_ref(ahead).token, word))
    }

    /// Takes these words, if all of them come next.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let sees = self.sees(words);
        if sees {
            words.split(' ').for_each(|_| self.parser.advance_token());
        }
        sees
    }

    /// Takes the first of these that comes next.
    pub(super) fn eat_any(&mut self, choices: &[&str]) -> bool {
        choices.iter().any(|words| self.eat(words))
    }

    pub(super) fn expect(&mut self, words: &str) -> Read<()> {
        match self.eat(words) {
            true => Ok(()),
            false => Err(self.unexpected(words)),
        }
    }

    /// What stands here in place of what was expected.
    pub(super) fn unexpected(&self, expected: &str) -> Unread {
        match self.peek() {
            Token::EOF => Unread(format!("it ends where `{expected}` was expected")),
            found => Unread(format!("`{found}` where `{expected}` was expected")),
        }
    }

    /// A name that may stand in a schema.
    pub(super) fn name(&mut self) -> Read<TableName> {
        let first = self.identifier()?;
        if !self.eat(".") {
            return Ok(TableName::new(first));
        }
        let name = self.identifier()?;
        Ok(TableName {
            // The usual schema is not part of a name.
            schema: Some(first).filter(|schema| schema != "public"),
            name,
        })
    }

    /// Names with commas between them.
    pub(super) fn names(&mut self) -> Read<Vec<TableName>> {
        let mut names = vec![self.name()?];
        while self.eat(",") {
            names.push(self.name()?);
        }
        Ok(names)
    }

    pub(super) fn identifier(&mut self) -> Read<String> {
        let identifier = self.parser.parse_identifier()?;
        Ok(match identifier.quote_style {
            Some(_) => identifier.value,
            None => identifier.value.to_lowercase(),
        })
    }

    /// `(a, b)`
    pub(super) fn columns(&mut self) -> Read<Vec<String>> {
        self.expect("(")?;
        let mut columns = vec![self.identifier()?];
        while self.eat(",") {
            columns.push(self.identifier()?);
        }
        self.expect(")")?;
        Ok(columns)
    }

    /// What stands in brackets, without them.
    pub(super) fn brackets(&mut self) -> Read<Vec<Token>> {
        self.expect("(")?;
        let inner = self.until(&[")"]);
        self.expect(")")?;
        Ok(inner)
    }

    /// What comes before any of these words outside of brackets, or before the end.
    pub(super) fn until(&mut self, words: &[&str]) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        while !self.is_at_end() {
            if depth == 0 && words.iter().any(|words| self.sees(words)) {
                break;
            }
            let token = self.next();
            match token {
                Token::LParen | Token::LBracket => depth += 1,
                Token::RParen | Token::RBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            tokens.push(token);
        }
        tokens
    }

    /// All that is left.
    pub(super) fn rest(&self) -> Vec<Token> {
        let tokens = (0..).map(|ahead| self.parser.peek_nth_token_ref(ahead).token.clone());
        tokens.take_while(|token| *token != Token::EOF).collect()
    }

    /// Passes what no rule is about.
    pub(super) fn skip_rest(&mut self) {
        self.until(&[]);
    }
}

fn is(token: &Token, expected: &str) -> bool {
    match token {
        Token::Word(word) => {
            word.quote_style.is_none() && word.value.eq_ignore_ascii_case(expected)
        }
        Token::EOF => false,
        sign => sign.to_string() == expected,
    }
}
