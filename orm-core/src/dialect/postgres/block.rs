//! Blocks of the database's own language, run at once.

use super::super::Grammar;
use super::Postgres;
use crate::migrate::precheck::Precheck;

/// What runs these statements, under a name of the block's own: what is in it may have anything in dollar quotes, and SQL
/// that a person wrote does.
pub(super) fn block(name: &str, statements: &str) -> String {
    let mut tag = name.to_owned();
    while statements.contains(&format!("${tag}")) {
        tag.push('_');
    }
    format!("DO ${tag}$ BEGIN\n{statements}\nEND ${tag}$")
}

/// A statement that stops with these words.
pub(super) fn raise(message: &str) -> String {
    let message = Postgres.text_literal(&message.replace('%', "%%"));
    format!("RAISE EXCEPTION {message};")
}

/// What stops where a condition on the rows is not met.
pub(super) fn precheck(check: &Precheck) -> String {
    let (from, raise) = (&check.from, raise(&check.message));
    block(
        "check",
        &format!("    IF EXISTS (SELECT 1 {from}) THEN\n        {raise}\n    END IF;"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_within_ends_the_block() {
        let sql = precheck(&Precheck {
            from: "FROM a WHERE b = $check$x$check$".to_owned(),
            message: "no: $check_$ 100 %".to_owned(),
        });
        assert_eq!(
            sql,
            "DO $check__$ BEGIN\n    IF EXISTS (SELECT 1 FROM a WHERE b = $check$x$check$) THEN\n        \
             RAISE EXCEPTION 'no: $check_$ 100 %%';\n    END IF;\nEND $check__$"
        );
    }
}
