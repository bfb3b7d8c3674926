//! Reading SQL text, as far as the names of foreign keys are in it.

use super::foreign_key::ForeignKey;

/// The table that a statement writes to.
pub(super) fn target(statement: &str) -> Option<String> {
    let words = tokens(statement);
    let position = match words.first()?.to_ascii_uppercase().as_str() {
        "INSERT" | "REPLACE" | "DELETE" => {
            let is_into = |word: &String| {
                ["INTO", "FROM"]
                    .iter()
                    .any(|w| word.eq_ignore_ascii_case(w))
            };
            words.iter().position(is_into)? + 1
        }
        "UPDATE" => 1,
        _ => return None,
    };
    words.get(position).map(|word| unquoted(word))
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
        child = quoted(&key.table),
        columns = list(&key.columns),
        parents = list(&key.parent_columns),
        parent = quoted(target),
    ))
}

/// The name in `CONSTRAINT "name" FOREIGN KEY ("a", "b")`, for these columns.
pub(super) fn constraint(definition: &str, columns: &[String]) -> Option<String> {
    let tokens = tokens(definition);
    tokens.windows(5).enumerate().find_map(|(start, window)| {
        let [constraint, name, foreign, key, open] = window else {
            return None;
        };
        let keywords = [
            (constraint, "CONSTRAINT"),
            (foreign, "FOREIGN"),
            (key, "KEY"),
            (open, "("),
        ];
        let fits = keywords
            .iter()
            .all(|(token, word)| token.eq_ignore_ascii_case(word))
            && columns_from(&tokens[start + 5..]) == columns;
        fits.then(|| unquoted(name))
    })
}

/// The names up to the closing parenthesis.
fn columns_from(tokens: &[String]) -> Vec<String> {
    tokens
        .iter()
        .take_while(|token| *token != ")")
        .filter(|token| *token != ",")
        .map(|token| unquoted(token))
        .collect()
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    names.join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn unquoted(token: &str) -> String {
    let inner = |quote: char| {
        let inner = token.strip_prefix(quote)?.strip_suffix(quote)?;
        Some(inner.replace(&format!("{quote}{quote}"), &quote.to_string()))
    };
    inner('"')
        .or_else(|| inner('`'))
        .unwrap_or_else(|| token.trim_matches(['[', ']']).to_owned())
}

/// Words, quoted names and strings, and single other characters.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '`' | '\'' => end_of_quoted(rest, first),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        tokens.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Where a quoted token ends; a doubled quote stands for itself.
fn end_of_quoted(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((position, c)) = characters.next() {
        if c != quote {
            continue;
        }
        if characters.next_if(|(_, next)| *next == quote).is_none() {
            return position + 1;
        }
    }
    text.len()
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
