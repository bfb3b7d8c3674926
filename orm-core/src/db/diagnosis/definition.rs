//! Reading SQL text, as far as the names of foreign keys are in it.

use super::foreign_key::ForeignKey;
use crate::dialect::{Dialect, quote};
use crate::sql::tokens::{self, Token, TokenKind};

/// The table that a statement writes to.
pub(super) fn target(statement: &str) -> Option<String> {
    let words = tokens(statement);
    let first = words.first()?;
    let is_any = |word: &Token<'_>, known: &[&str]| known.iter().any(|known| word.is(known));
    let position = match () {
        () if first.is("UPDATE") => 1,
        () if is_any(first, &["INSERT", "REPLACE", "DELETE"]) => {
            let is_next = |word: &Token<'_>| is_any(word, &["INTO", "FROM"]);
            words.iter().position(is_next)? + 1
        }
        () => return None,
    };
    words.get(position).map(|word| word.name())
}

/// A query that says whether `key` points at rows that the `DELETE` is about.
pub(super) fn held_rows(delete: &str, target: &str, key: &ForeignKey) -> Option<String> {
    let start = format!("DELETE FROM \"{target}\"");
    let condition = delete.strip_prefix(start.as_str())?;
    let condition = condition
        .rfind("RETURNING ")
        .map_or(condition, |end| &condition[..end]);
    if key.parent_columns.iter().any(String::is_empty) {
        return None;
    }
    Some(format!(
        "SELECT EXISTS (SELECT 1 FROM {child} WHERE ({columns}) IN (SELECT {parents} FROM {parent}{condition}))",
        child = quote(&key.table),
        columns = list(&key.columns),
        parents = list(&key.parent_columns),
        parent = quote(target),
    ))
}

/// The name in `CONSTRAINT "name" FOREIGN KEY ("a", "b")`, for these columns.
pub(super) fn constraint(definition: &str, columns: &[String]) -> Option<String> {
    let tokens = tokens(definition);
    tokens.windows(5).enumerate().find_map(|(start, window)| {
        let [constraint, name, foreign, key, open] = window else {
            return None;
        };
        let fits = constraint.is("CONSTRAINT")
            && foreign.is("FOREIGN")
            && key.is("KEY")
            && open.kind == TokenKind::Open
            && columns_from(&tokens[start + 4..]) == columns;
        fits.then(|| name.name())
    })
}

/// The names between the parentheses.
fn columns_from(tokens: &[Token<'_>]) -> Vec<String> {
    let Some((inside, _)) = tokens::group(tokens) else {
        return Vec::new();
    };
    let parts = tokens::parts(inside).into_iter();
    parts.map(|part| part[0].name()).collect()
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
    names.join(", ")
}

/// SQLite alone leaves out which foreign key it was.
fn tokens(text: &str) -> Vec<Token<'_>> {
    tokens::tokens(text, Dialect::Sqlite.grammar().lexicon())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_its_target() {
        assert_eq!(
            target("DELETE FROM \"book\" WHERE 1").as_deref(),
            Some("book")
        );
        assert_eq!(
            target("insert into book (a) values (1)").as_deref(),
            Some("book")
        );
        assert_eq!(
            target("UPDATE \"a\"\"b\" SET x = 1").as_deref(),
            Some("a\"b")
        );
        assert_eq!(target("SELECT 1"), None);
    }

    #[test]
    fn a_definition_names_its_foreign_keys() {
        let sql = "CREATE TABLE \"book\" (\"id\" INTEGER, \"a\" TEXT DEFAULT ')', \"b\" TEXT,
            CONSTRAINT \"book_a_fkey\" FOREIGN KEY (\"a\") REFERENCES \"x\" (\"id\"),
            CONSTRAINT \"book_a_b_fkey\" FOREIGN KEY (\"a\", \"b\") REFERENCES \"y\" (\"a\", \"b\"))";
        let named = |columns: &[&str]| {
            let columns: Vec<String> = columns.iter().map(|&c| c.to_owned()).collect();
            constraint(sql, &columns)
        };
        assert_eq!(named(&["a"]).as_deref(), Some("book_a_fkey"));
        assert_eq!(named(&["a", "b"]).as_deref(), Some("book_a_b_fkey"));
        assert_eq!(named(&["b"]), None);
    }
}
