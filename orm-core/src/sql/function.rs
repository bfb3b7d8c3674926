//! Functions of values of the same row.

use super::Writer;
use crate::error::{Error, Result};
use crate::query::syntax::{Case, Expr};

/// How many bytes a text may have before one more function is written. A shape may name an argument several times, so
/// that functions within functions grow without end.
const MAX_TEXT: usize = 1 << 20;

impl Writer<'_> {
    /// A shape such as `replace({0}, {1}, {2})`, with the arguments in their places. One may stand in several.
    pub(crate) fn shape(&mut self, shape: &str, arguments: &[Expr]) -> Result<()> {
        if self.length() > MAX_TEXT {
            let what = "functions within functions make a text of more bytes than that; calculate some of them in Rust";
            return Err(Error::too_complex(what, MAX_TEXT));
        }
        let mut rest = shape;
        while let Some((before, argument, after)) = next_place(rest) {
            self.push(before);
            if is_alone(before, after) {
                self.expr(&arguments[argument])?;
            } else {
                self.operand(&arguments[argument])?;
            }
            rest = after;
        }
        self.push(rest);
        Ok(())
    }

    pub(super) fn case(&mut self, case: &Case) -> Result<()> {
        self.push("CASE");
        for (condition, value) in &case.branches {
            self.push(" WHEN ");
            self.expr(condition)?;
            self.push(" THEN ");
            self.typed(value)?;
        }
        if let Some(value) = &case.otherwise {
            self.push(" ELSE ");
            self.typed(value)?;
        }
        self.push(" END");
        Ok(())
    }

    /// A value of which nothing around it says the type.
    fn typed(&mut self, expr: &Expr) -> Result<()> {
        self.expr(expr)?;
        if let Expr::Value(value) = expr {
            self.push(&self.grammar.value_suffix(value.ty));
        }
        Ok(())
    }
}

/// What stands before the next place, which argument belongs there, and what stands after it.
fn next_place(shape: &str) -> Option<(&str, usize, &str)> {
    let mut searched = 0;
    loop {
        let start = searched + shape[searched..].find('{')?;
        if let [b'{', digit @ b'0'..=b'9', b'}', ..] = shape.as_bytes()[start..] {
            let argument = usize::from(digit - b'0');
            return Some((&shape[..start], argument, &shape[start + 3..]));
        }
        searched = start + 1;
    }
}

/// Whether a place is one of the arguments of a call, where no brackets are needed.
fn is_alone(before: &str, after: &str) -> bool {
    (before.ends_with('(') || before.ends_with(", ")) && after.starts_with([',', ')'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found() {
        assert_eq!(next_place("a {1} b"), Some(("a ", 1, " b")));
        assert_eq!(next_place("{v} '{}' {0}"), Some(("{v} '{}' ", 0, "")));
        assert_eq!(next_place("'{}'"), None);
    }

    #[test]
    fn arguments_of_a_call_stand_alone() {
        assert!(is_alone("f(", ")"));
        assert!(is_alone("f({0}, ", ", {2})"));
        assert!(!is_alone("(", " || {1})"));
        assert!(!is_alone("({0} || ", ")"));
    }
}
