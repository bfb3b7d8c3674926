//! Reading SQL that stands in a database: definitions, conditions, expressions.

use crate::dialect::Lexicon;

/// A token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind,
    /// As it stands there.
    pub(crate) text: &'t str,
    start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword, a name without quotes, or a number.
    Word,
    /// A name in quotes.
    Name,
    /// A string.
    Text,
    Open,
    Close,
    Comma,
    Other,
}

impl Token<'_> {
    /// Whether it is this keyword.
    pub(crate) fn is(self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// The name that it stands for. One database takes a string for a name too where no string may stand.
    pub(crate) fn name(self) -> String {
        match self.kind {
            TokenKind::Name | TokenKind::Text => unquoted(self.text),
            _ => self.text.to_owned(),
        }
    }

    fn end(self) -> usize {
        self.start + self.text.len()
    }

    fn is_same(self, other: Token<'_>) -> bool {
        self.kind == other.kind
            && match self.kind {
                TokenKind::Word => self.text.eq_ignore_ascii_case(other.text),
                _ => self.text == other.text,
            }
    }
}

/// What stands between the quotes.
pub(crate) fn unquoted(text: &str) -> String {
    let mut characters = text.chars();
    let (_, close) = (characters.next(), characters.next_back());
    let inner = characters.as_str();
    match close {
        Some(close) if close != ']' => {
            inner.replace(&format!("{close}{close}"), &close.to_string())
        }
        _ => inner.to_owned(),
    }
}

/// A text in tokens, without its comments. What does not end goes on to the end.
pub(crate) fn tokens<'t>(text: &'t str, lexicon: &Lexicon) -> Vec<Token<'t>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match comment(rest) {
            Some(length) => (None, length),
            None if first.is_whitespace() => (None, first.len_utf8()),
            None => {
                let (kind, length) = token(rest, first, lexicon);
                (Some(kind), length)
            }
        };
        if let Some(kind) = kind {
            tokens.push(Token {
                kind,
                text: &rest[..length],
                start: at,
            });
        }
        at += length;
    }
    tokens
}

fn comment(rest: &str) -> Option<usize> {
    let (opened, end) = match rest.get(..2)? {
        "--" => (2, "\n"),
        "/*" => (2, "*/"),
        _ => return None,
    };
    let found = rest[opened..].find(end);
    Some(found.map_or(rest.len(), |found| opened + found + end.len()))
}

fn token(rest: &str, first: char, lexicon: &Lexicon) -> (TokenKind, usize) {
    let mut name_quotes = lexicon.name_quotes.iter();
    if let Some((_, close)) = name_quotes.find(|(open, _)| *open == first) {
        return (TokenKind::Name, quoted(rest, *close, false));
    }
    let escapes = lexicon.escape_strings && (rest.starts_with("E'") || rest.starts_with("e'"));
    if escapes {
        return (TokenKind::Text, 1 + quoted(&rest[1..], '\'', true));
    }
    match first {
        '\'' => (TokenKind::Text, quoted(rest, '\'', false)),
        '(' => (TokenKind::Open, 1),
        ')' => (TokenKind::Close, 1),
        ',' => (TokenKind::Comma, 1),
        _ if is_word(first) => {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (TokenKind::Word, length)
        }
        _ => (TokenKind::Other, first.len_utf8()),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length of a quoted token; a doubled quote stands for itself.
fn quoted(text: &str, close: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((position, c)) = characters.next() {
        if escapes && c == '\\' {
            characters.next();
        } else if c == close {
            let doubled = characters.next_if(|(_, next)| *next == close && close != ']');
            if doubled.is_none() {
                return position + close.len_utf8();
            }
        }
    }
    text.len()
}

/// The tokens between the first parenthesis and the one that closes it, and those behind.
pub(crate) fn group<'a, 't>(tokens: &'a [Token<'t>]) -> Option<(&'a [Token<'t>], &'a [Token<'t>])> {
    if tokens.first()?.kind != TokenKind::Open {
        return None;
    }
    let mut depth = 0_usize;
    for (position, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&tokens[1..position], &tokens[position + 1..]));
        }
    }
    None
}

/// The parts between commas, those inside of parentheses aside.
pub(crate) fn parts<'a, 't>(tokens: &'a [Token<'t>]) -> Vec<&'a [Token<'t>]> {
    let mut depth = 0_usize;
    let parts = tokens.split(|token| {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == TokenKind::Comma
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// The tokens without parentheses around all of them.
pub(crate) fn bare<'a, 't>(tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    match group(tokens) {
        Some((inner, [])) if !inner.is_empty() => bare(inner),
        _ => tokens,
    }
}

/// The tokens as text, one space where there was any.
pub(crate) fn text(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end != token.start) {
            text.push(' ');
        }
        text.push_str(token.text);
        end = Some(token.end());
    }
    text
}

/// An expression on one line, without its comments and without parentheses around the whole of it.
pub(crate) fn expression(text_of_it: &str, lexicon: &Lexicon) -> String {
    text(bare(&tokens(text_of_it, lexicon)))
}

/// Whether two texts are the same but for spaces, comments, parentheses around the whole and the case of keywords.
pub(crate) fn is_same(a: &str, b: &str, lexicon: &Lexicon) -> bool {
    let (a, b) = (tokens(a, lexicon), tokens(b, lexicon));
    let (a, b) = (bare(&a), bare(&b));
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;

    fn sqlite() -> &'static Lexicon {
        Dialect::Sqlite.grammar().lexicon()
    }

    #[test]
    fn strings_names_and_comments_are_one_token_or_none() {
        let text = "a 'it''s, (' -- no, (\n[b,c] /* x( */\"d\"\"e\"`f`";
        let tokens = tokens(text, sqlite());
        let names: Vec<String> = tokens.iter().map(|token| token.name()).collect();
        assert_eq!(names, ["a", "it's, (", "b,c", "d\"e", "f"]);
    }

    #[test]
    fn commas_count_outside_of_parentheses_only() {
        let tokens = tokens("a, f(b, 'c,'), (d, e)", sqlite());
        let parts: Vec<String> = parts(&tokens).into_iter().map(text).collect();
        assert_eq!(parts, ["a", "f(b, 'c,')", "(d, e)"]);
    }

    #[test]
    fn expressions_are_the_same_however_they_are_laid_out() {
        for (a, b, same) in [
            ("((\"a\"  >\n 0))", "\"a\" > 0", true),
            ("a IS NULL", "a is null", true),
            ("(a) + (b)", "a + b", false),
            ("a = 'x  y'", "a = 'x y'", false),
            ("length(a)", "length ( a )", true),
        ] {
            assert_eq!(is_same(a, b, sqlite()), same, "{a} and {b}");
        }
        assert_eq!(expression("(( a  > 0 )) -- why", sqlite()), "a > 0");
        assert_eq!(expression("(a) + (b)", sqlite()), "(a) + (b)");
    }

    #[test]
    fn what_does_not_end_goes_on_to_the_end() {
        assert_eq!(tokens("'a", sqlite()).len(), 1);
        assert_eq!(tokens("/* a", sqlite()).len(), 0);
        assert_eq!(group(&tokens("(a", sqlite())), None);
    }
}
