//! User text inside of patterns.

use super::Writer;
use crate::error::Result;
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
                TextMatch::Like => text.to_owned(),
                _ => surround(kind, '%', &escape(text)),
            };
            self.bind_text(value, text);
            return Ok(());
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
            self.bind_text(value, text);
            return Ok(());
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

    fn bind_text(&mut self, value: &Value, text: String) {
        self.bind(Datum::Text(text), SqlType::Text, value.column);
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
    }
}
