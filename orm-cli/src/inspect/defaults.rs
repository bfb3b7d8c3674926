//! Defaults, as literals where the schema would write them as they are.

use orm_core::Dialect;
use orm_core::types::SqlType;

use super::plan::Default;

pub(super) fn default(text: &str, ty: SqlType, dialect: Dialect) -> Default {
    let sql = || Default::Sql(text.to_owned());
    let string = string(text);
    let number = string.as_deref().unwrap_or(text);
    match ty {
        SqlType::Text => string.map_or_else(sql, Default::Text),
        SqlType::Bool => match (dialect, text) {
            (Dialect::Sqlite, "1") => Default::Bool(true),
            (Dialect::Sqlite, "0") => Default::Bool(false),
            (Dialect::Postgres, "true") => Default::Bool(true),
            (Dialect::Postgres, "false") => Default::Bool(false),
            _ => sql(),
        },
        // SQLite keeps apart what stands in quotes.
        _ if string.is_some() && dialect == Dialect::Sqlite => sql(),
        SqlType::Int16 | SqlType::Int32 | SqlType::Int64 => match number.parse::<i64>() {
            Ok(number) => Default::Number(number.to_string()),
            Err(_) => sql(),
        },
        SqlType::Float32 | SqlType::Float64 | SqlType::Decimal if is_number(number) => {
            Default::Number(number.to_owned())
        }
        _ => sql(),
    }
}

/// Digits, perhaps with a sign and a point between: what Rust reads as the database does.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text) && text.parse::<i64>().is_ok(),
    }
}

/// What a string holds that stands alone, or with its type behind it: `'main'::text`.
fn string(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?;
    let mut value = String::new();
    let mut letters = inner.chars();
    loop {
        match letters.next()? {
            '\'' if letters.as_str().starts_with('\'') => {
                letters.next();
                value.push('\'');
            }
            '\'' => break,
            letter => value.push(letter),
        }
    }
    let rest = letters.as_str();
    (rest.is_empty() || is_cast(rest)).then_some(value)
}

/// `::character varying`
fn is_cast(text: &str) -> bool {
    let name = text.strip_prefix("::");
    name.is_some_and(|name| {
        let mut letters = name.chars();
        letters.all(|c| c.is_alphanumeric() || "_ \"(),.".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told_from_expressions() {
        let (postgres, sqlite) = (Dialect::Postgres, Dialect::Sqlite);
        let text = |text: &str| Default::Text(text.to_owned());
        let number = |text: &str| Default::Number(text.to_owned());
        let sql = |text: &str| Default::Sql(text.to_owned());
        for (written, ty, dialect, expected) in [
            (
                "'main'::character varying",
                SqlType::Text,
                postgres,
                text("main"),
            ),
            ("'it''s'", SqlType::Text, sqlite, text("it's")),
            (
                "'a'::text || 'b'::text",
                SqlType::Text,
                postgres,
                sql("'a'::text || 'b'::text"),
            ),
            ("CURRENT_USER", SqlType::Text, postgres, sql("CURRENT_USER")),
            ("true", SqlType::Bool, postgres, Default::Bool(true)),
            ("TRUE", SqlType::Bool, sqlite, sql("TRUE")),
            ("'-1'::integer", SqlType::Int32, postgres, number("-1")),
            ("'7'", SqlType::Int64, sqlite, sql("'7'")),
            ("4.99", SqlType::Decimal, postgres, number("4.99")),
            ("1e3", SqlType::Float64, sqlite, sql("1e3")),
            ("now()", SqlType::Timestamp, postgres, sql("now()")),
        ] {
            assert_eq!(default(written, ty, dialect), expected, "{written}");
        }
    }
}
