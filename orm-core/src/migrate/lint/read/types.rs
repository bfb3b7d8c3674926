use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::{Read, Unread};
use crate::migrate::lint::step::Type;

/// The names that a type goes by, and the one that it has here.
static NAMES: [(&str, &str); 17] = [
    ("character varying", "varchar"),
    ("character", "char"),
    ("bpchar", "char"),
    ("int", "integer"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("int2", "smallint"),
    ("bool", "boolean"),
    ("decimal", "numeric"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("timestamp without time zone", "timestamp"),
    ("timestamp with time zone", "timestamptz"),
    ("time without time zone", "time"),
    ("time with time zone", "timetz"),
    ("serial4", "serial"),
    ("serial8", "bigserial"),
];

/// `varchar(200)`, `timestamp(3) with time zone`, `text[]`, `sales.mood`
pub(super) fn ty(cursor: &mut Cursor) -> Read<Type> {
    let mut name = first_words(cursor)?;
    let modifiers = match cursor.sees("(") {
        true => modifiers(&cursor.brackets()?),
        false => Vec::new(),
    };
    for zone in ["with time zone", "without time zone"] {
        if cursor.eat(zone) {
            name = format!("{name} {zone}");
        }
    }
    let known = NAMES.iter().find(|(alias, _)| *alias == name);
    Ok(Type {
        name: known.map_or(name, |(_, name)| (*name).to_owned()),
        modifiers,
        array: arrays(cursor)?,
    })
}

fn first_words(cursor: &mut Cursor) -> Read<String> {
    for words in ["character varying", "double precision"] {
        if cursor.eat(words) {
            return Ok(words.to_owned());
        }
    }
    // Of a schema's types only its own name matters; those of the system are known without it.
    let name = cursor.name()?;
    Ok(match name.schema.as_deref() {
        None | Some("pg_catalog") => name.name,
        Some(schema) => format!("{schema}.{}", name.name),
    })
}

fn modifiers(tokens: &[Token]) -> Vec<i64> {
    let numbers = tokens.iter().filter_map(|token| match token {
        Token::Number(digits, _) => digits.parse().ok(),
        _ => None,
    });
    numbers.collect()
}

/// Whether it is of lists: `[]`, `[3]`, `ARRAY`.
fn arrays(cursor: &mut Cursor) -> Result<bool, Unread> {
    let mut array = cursor.eat("array");
    while cursor.eat("[") {
        cursor.until(&["]"]);
        cursor.expect("]")?;
        array = true;
    }
    Ok(array)
}
