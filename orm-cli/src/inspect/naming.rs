//! Names for Rust, made of those that a database has.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};

/// What a name for a field or an accessor must not be: functions of every model and of what `create()` gives.
const RESERVED: [&str; 24] = [
    "query",
    "filter",
    "get",
    "by_key",
    "create",
    "create_many",
    "update_many",
    "get_or_create",
    "update_or_create",
    "bulk_load",
    "raw",
    "create_table_sql",
    "save",
    "set",
    "set_if",
    "delete",
    "hard_delete",
    "refresh",
    "key",
    "with",
    "on_conflict",
    "with_key",
    "table",
    "none",
];

/// Keywords that are no names even behind `r#`.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Types that fields are written with, which a model of that name would hide.
const TYPES: [&str; 6] = ["Option", "String", "Vec", "Model", "Box", "Self"];

/// The names that are given away in one place.
#[derive(Debug, Default, Clone)]
pub(super) struct Taken(HashSet<String>);

impl Taken {
    /// The first of these names that is free; where none is, the last with a number.
    pub(super) fn first(&mut self, candidates: &[String]) -> String {
        let last = candidates.last().map_or("", String::as_str);
        let numbered = (2..).map(|number| format!("{last}_{number}"));
        let mut names = candidates.iter().cloned().chain(numbered);
        let is_free = |name: &String| !RESERVED.contains(&name.as_str()) && !self.0.contains(name);
        let name = names.find(is_free).unwrap_or_default();
        self.0.insert(name.clone());
        name
    }
}

/// The words of a name: `OrderDetails`, `order_details` and `order details` are two.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (position, &letter) in letters.iter().enumerate() {
        if !is_part_of_name(letter) {
            words.push(String::new());
            continue;
        }
        let before = position.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(position + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(
                letter
                    .to_lowercase()
                    .filter(|letter| is_part_of_name(*letter)),
            );
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_part_of_name(letter: char) -> bool {
    letter.is_alphanumeric() && syn::parse_str::<Ident>(&format!("name{letter}")).is_ok()
}

/// Some letters, such as a mark on the one before it, only go on with a name.
fn begins_a_name(letter: char) -> bool {
    syn::parse_str::<Ident>(&format!("{letter}a")).is_ok()
}

/// `AlbumId` → `album_id`, `1a` → `_1a`, `a"b` → `a_b`.
pub(super) fn snake_case(name: &str) -> String {
    let snake = words(name).join("_");
    match snake.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if !begins_a_name(first) => format!("_{snake}"),
        Some(_) if NEVER_RAW.contains(&snake.as_str()) => format!("{snake}_"),
        Some(_) => snake,
    }
}

/// The model of a table: `order_details` → `OrderDetail`.
pub(super) fn model(table: &str) -> String {
    let mut words = words(table);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    let camel: String = words.iter().map(|word| capitalised(word)).collect();
    match camel.chars().next() {
        None => "Unnamed".to_owned(),
        Some(first) if !first.is_alphabetic() || !begins_a_name(first) => format!("Table{camel}"),
        Some(_) if TYPES.contains(&camel.as_str()) => format!("{camel}Row"),
        Some(_) => camel,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

/// Whether a model's table has this name by itself. Two capitals side by side may be read otherwise.
pub(super) fn is_default_table(model: &str, table: &str) -> bool {
    let mut snake = String::new();
    let mut capitals = 0;
    for letter in model.chars() {
        if letter.is_uppercase() {
            capitals += 1;
            if !snake.is_empty() {
                snake.push('_');
            }
        } else {
            capitals = 0;
        }
        if capitals > 1 {
            return false;
        }
        snake.extend(letter.to_lowercase());
    }
    snake == table
}

/// The identifier of this name, raw where it is a keyword.
pub(super) fn identifier(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

/// Words whose plural no rule makes.
const IRREGULAR: [(&str, &str); 22] = [
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("mouse", "mice"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("index", "indices"),
    ("vertex", "vertices"),
    ("matrix", "matrices"),
    ("analysis", "analyses"),
    ("movie", "movies"),
    ("cookie", "cookies"),
    ("shelf", "shelves"),
    ("leaf", "leaves"),
    ("half", "halves"),
    ("knife", "knives"),
    ("life", "lives"),
    ("hero", "heroes"),
    ("bus", "buses"),
    ("status", "statuses"),
    ("alias", "aliases"),
];

/// Words that are their own plural.
const UNCOUNTED: [&str; 7] = [
    "series", "species", "news", "media", "data", "staff", "sheep",
];

fn singular(word: &str) -> String {
    if UNCOUNTED.contains(&word) {
        return word.to_owned();
    }
    if let Some((one, _)) = IRREGULAR
        .iter()
        .find(|(one, many)| [*one, *many].contains(&word))
    {
        return (*one).to_owned();
    }
    let kept = ["ss", "us", "is", "as"];
    let hissing = ["sses", "shes", "ches", "xes", "zes"];
    if kept.iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if hissing.iter().any(|end| word.ends_with(end)) {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s').filter(|stem| stem.len() > 1) {
        Some(stem) => stem.to_owned(),
        None => word.to_owned(),
    }
}

/// Many of what a name in snake case says: `order_detail` → `order_details`.
pub(super) fn plural(name: &str) -> String {
    let (head, word) = match name.rsplit_once('_') {
        Some((head, word)) => (format!("{head}_"), word),
        None => (String::new(), name),
    };
    format!("{head}{}", plural_word(word))
}

fn plural_word(word: &str) -> String {
    if UNCOUNTED.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return (*many).to_owned();
    }
    let vowels = ["a", "e", "i", "o", "u"];
    let hissing = ["s", "x", "z", "ch", "sh"];
    match word.strip_suffix('y') {
        Some(stem) if !stem.is_empty() && !vowels.iter().any(|vowel| stem.ends_with(vowel)) => {
            format!("{stem}ies")
        }
        _ if hissing.iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_become_models() {
        for (table, expected) in [
            ("Album", "Album"),
            ("order_details", "OrderDetail"),
            ("OrderDetails", "OrderDetail"),
            ("employee territories", "EmployeeTerritory"),
            ("categories", "Category"),
            ("addresses", "Address"),
            ("people", "Person"),
            ("status", "Status"),
            ("staff", "Staff"),
            ("country", "Country"),
            ("1a", "Table1a"),
            ("a\"b", "AB"),
            ("option", "OptionRow"),
            ("HTTPServer", "HttpServer"),
            ("\"", "Unnamed"),
        ] {
            assert_eq!(model(table), expected, "{table}");
        }
    }

    #[test]
    fn columns_become_fields() {
        for (column, expected) in [
            ("AlbumId", "album_id"),
            ("1a", "_1a"),
            ("a\"b", "a_b"),
            ("type", "type"),
            ("self", "self_"),
            ("größe", "größe"),
            ("a²", "a"),
            ("  ", "unnamed"),
        ] {
            assert_eq!(snake_case(column), expected, "{column}");
        }
        assert_eq!(identifier("type").to_string(), "r#type");
    }

    #[test]
    fn many_are_told_from_one() {
        for (one, many) in [
            ("book", "books"),
            ("category", "categories"),
            ("day", "days"),
            ("order_box", "order_boxes"),
            ("person", "people"),
            ("news", "news"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn a_table_that_is_called_as_its_model_need_not_be_named() {
        assert!(is_default_table("OrderDetail", "order_detail"));
        assert!(!is_default_table("OrderDetail", "order_details"));
        assert!(!is_default_table("AB", "a_b"));
        assert!(!is_default_table("Album", "Album"));
    }

    #[test]
    fn names_are_given_once() {
        let mut taken = Taken::default();
        let mut first = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            taken.first(&names)
        };
        assert_eq!(first(&["save", "book"]), "book");
        assert_eq!(first(&["book", "books"]), "books");
        assert_eq!(first(&["book", "books"]), "books_2");
    }
}
