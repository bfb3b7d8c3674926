//! User text inside of patterns.

use super::Writer;
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, TextMatch, Value};
use crate::types::{Datum, SqlType};

/// The text with `%`, `_` and `\` meaning themselves, for `LIKE … ESCAPE '\'`.
pub(crate) fn escape_pattern(text: &str) -> String {
    escape(text, &['%', '_', '\\'], |c| format!("\\{c}"))
}

/// The text with `*`, `?` and `[` meaning themselves, for SQLite's `GLOB`.
fn escape_glob(text: &str) -> String {
    escape(text, &['*', '?', '['], |c| format!("[{c}]"))
}

fn escape(text: &str, special: &[char], quoted: impl Fn(char) -> String) -> String {
    text.chars()
        .map(|c| match special.contains(&c) {
            true => quoted(c),
            false => c.to_string(),
        })
        .collect()
}

/// The pattern with a lonely `\` at its end meaning itself, which Postgres refuses.
fn complete(pattern: &str) -> String {
    let backslashes = pattern.chars().rev().take_while(|&c| c == '\\').count();
    let end = if backslashes % 2 == 1 { "\\" } else { "" };
    format!("{pattern}{end}")
}

/// A `LIKE` pattern as a `GLOB` pattern.
fn like_to_glob(pattern: &str) -> String {
    let mut glob = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => glob.push('*'),
            '_' => glob.push('?'),
            '\\' => glob.push_str(&escape_glob(&chars.next().unwrap_or('\\').to_string())),
            other => glob.push_str(&escape_glob(&other.to_string())),
        }
    }
    glob
}

/// The same for the database, one replacement after the other: what a backslash precedes stands aside meanwhile.
const LIKE_TO_GLOB: &[(&str, &str)] = &[
    (r"\\", "\u{1}"),
    (r"\%", "\u{2}"),
    (r"\_", "\u{3}"),
    (r"\", ""),
    ("[", "[[]"),
    ("*", "[*]"),
    ("?", "[?]"),
    ("%", "*"),
    ("_", "?"),
    ("\u{3}", "_"),
    ("\u{2}", "%"),
    ("\u{1}", r"\"),
];

/// The signs around a text that is sought anywhere, at the beginning or at the end.
fn surround(kind: TextMatch, wildcard: char, text: &str) -> String {
    match kind {
        TextMatch::Contains => format!("{wildcard}{text}{wildcard}"),
        TextMatch::StartsWith => format!("{text}{wildcard}"),
        TextMatch::EndsWith => format!("{wildcard}{text}"),
        TextMatch::Equals | TextMatch::Like => text.to_owned(),
    }
}

impl Writer<'_> {
    /// The right side of a `LIKE`: a bound text is escaped here, a text of the database's by the database.
    pub(crate) fn like_pattern(
        &mut self,
        kind: TextMatch,
        pattern: &Expr,
        escape: fn(&str) -> String,
    ) -> Result<()> {
        if let Some((value, text)) = bound_text(pattern) {
            let text = match kind {
                TextMatch::Like => complete(text),
                _ => surround(kind, '%', &escape(text)),
            };
            return self.bind_pattern(value, text);
        }
        if kind == TextMatch::Like {
            return self.operand(pattern);
        }
        self.computed_pattern(
            kind,
            "'%'",
            pattern,
            &[("\\", "\\\\"), ("%", "\\%"), ("_", "\\_")],
        )
    }

    /// The right side of a `GLOB`.
    pub(crate) fn glob_pattern(&mut self, kind: TextMatch, pattern: &Expr) -> Result<()> {
        if let Some((value, text)) = bound_text(pattern) {
            let text = match kind {
                TextMatch::Like => like_to_glob(text),
                _ => surround(kind, '*', &escape_glob(text)),
            };
            return self.bind_pattern(value, text);
        }
        if kind == TextMatch::Like {
            return self.computed_pattern(kind, "", pattern, LIKE_TO_GLOB);
        }
        self.computed_pattern(
            kind,
            "'*'",
            pattern,
            &[("[", "[[]"), ("*", "[*]"), ("?", "[?]")],
        )
    }

    fn computed_pattern(
        &mut self,
        kind: TextMatch,
        wildcard: &str,
        pattern: &Expr,
        escapes: &[(&str, &str)],
    ) -> Result<()> {
        self.push("(");
        if matches!(kind, TextMatch::Contains | TextMatch::EndsWith) {
            self.push(&format!("{wildcard} || "));
        }
        self.push(&"replace(".repeat(escapes.len()));
        self.expr(pattern)?;
        for (from, to) in escapes {
            self.push(&format!(", '{from}', '{to}')"));
        }
        if matches!(kind, TextMatch::Contains | TextMatch::StartsWith) {
            self.push(&format!(" || {wildcard}"));
        }
        self.push(")");
        Ok(())
    }

    fn bind_pattern(&mut self, value: &Value, text: String) -> Result<()> {
        if let Some(limit) = self.grammar.max_pattern()
            && text.len() > limit
        {
            let what = "a pattern, of which special characters count three times, has more bytes than that";
            return Err(Error::too_complex(what, limit));
        }
        self.bind(Datum::Text(text), SqlType::Text, value.column);
        Ok(())
    }
}

fn bound_text(pattern: &Expr) -> Option<(&Value, &str)> {
    match pattern {
        Expr::Value(value) => match &value.datum {
            Datum::Text(text) => Some((value, text)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_mean_themselves() {
        assert_eq!(escape_pattern(r"50%_\"), r"50\%\_\\");
        assert_eq!(escape_glob("a*b?[c]"), "a[*]b[?][[]c]");
        assert_eq!(like_to_glob(r"a%b_\%*"), "a*b?%[*]");
        assert_eq!(complete(r"a\"), r"a\\");
        assert_eq!(complete(r"a\\"), r"a\\");
    }
}
