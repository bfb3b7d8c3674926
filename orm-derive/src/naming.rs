//! The names that are made where the user gives none, and the name that was probably meant.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// `HttpServer` → `http_server`, `HTTPServer` → `http_server`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (position, &letter) in letters.iter().enumerate() {
        let before = position.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(position + 1);
        let begins_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before != '_' && (!before.is_uppercase() || after.is_some_and(|a| a.is_lowercase()))
            });
        if begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The keywords that even a raw identifier cannot be.
const RESERVED: [&str; 4] = ["crate", "self", "super", "Self"];

/// The identifier of this name, raw where it is a keyword, and with a `_` behind it where that is not possible: `r#type`, `crate_`.
pub(crate) fn identifier(name: &str, span: Span) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Ident::new(name, span),
        Err(_) if RESERVED.contains(&name) => Ident::new(&format!("{name}_"), span),
        Err(_) => Ident::new_raw(name, span),
    }
}

/// The accessor of a foreign key: the field without `_id`.
pub(crate) fn accessor(field: &Ident) -> Option<Ident> {
    let name = field.unraw().to_string();
    let stem = name.strip_suffix("_id").filter(|stem| !stem.is_empty())?;
    Some(identifier(stem, field.span()))
}

/// The accessor on the other side of a relation to many rows: `book_set`.
pub(crate) fn reverse_many(model: &Ident, span: Span) -> Ident {
    identifier(&format!("{}_set", snake_case(&text(model))), span)
}

/// The accessor on the other side of a one-to-one: `profile`.
pub(crate) fn reverse_one(model: &Ident, span: Span) -> Ident {
    identifier(&snake_case(&text(model)), span)
}

/// The identifier's text without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `; did you mean `title`?` where one of the known names is close, else nothing.
pub(crate) fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    known
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(name.len()) / 3)
        .map(|(_, candidate)| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// How many letters have to be put in, taken out, changed or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let change = rows[i][j] + usize::from(a != b);
            let mut least = change.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from[i - 1] == *b && *a == to[j - 1] {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_their_capitals() {
        for (name, snake) in [
            ("Book", "book"),
            ("OrderItem", "order_item"),
            ("HTTPServer", "http_server"),
            ("Utf8Text", "utf8_text"),
            ("B2BOrder", "b2_b_order"),
            ("Already_Snake", "already_snake"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn an_accessor_is_the_field_without_its_id() {
        let name = |field: &str| accessor(&identifier(field, Span::call_site()));
        assert_eq!(name("author_id").unwrap(), "author");
        assert_eq!(name("type_id").unwrap(), "r#type");
        assert_eq!(name("author"), None);
        assert_eq!(name("_id"), None);
    }

    #[test]
    fn the_nearest_name_is_offered_if_it_is_near() {
        let known = ["unique", "index", "max_length"];
        assert_eq!(did_you_mean("uniqe", known), "; did you mean `unique`?");
        assert_eq!(
            did_you_mean("maxlength", known),
            "; did you mean `max_length`?"
        );
        assert_eq!(did_you_mean("colour", known), "");
    }
}
