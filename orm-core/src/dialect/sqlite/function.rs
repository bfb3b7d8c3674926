use std::borrow::Cow;

use super::super::json::{json_arguments, json_path};
use super::super::{Dialect, Grammar, WHOLE, common_shape, round_shape};
use super::Sqlite;
use crate::error::{Error, Result};
use crate::query::syntax::{Call, Function, JsonKind, Part, Unit};
use crate::sql::{Writer, type_of};
use crate::types::SqlType;

pub(super) fn write(call: &Call, writer: &mut Writer<'_>) -> Result<()> {
    let operand = call.arguments.first().map_or(call.ty, type_of);
    if calculates(call.function) {
        Sqlite.check_arithmetic(operand)?;
    }
    if let Function::Json(kind) = call.function {
        let (document, steps) = json_arguments(call);
        return writer.shape(json(kind), &[document, json_path("$", steps)]);
    }
    let shape = match common_shape(call.function) {
        Some(shape) => Cow::Borrowed(shape),
        None => shape(call, operand)?,
    };
    writer.shape(&shape, &call.arguments)
}

fn calculates(function: Function) -> bool {
    matches!(
        function,
        Function::Absolute
            | Function::Sign
            | Function::Round(_)
            | Function::Floor
            | Function::Ceiling
    )
}

fn shape(call: &Call, operand: SqlType) -> Result<Cow<'static, str>> {
    Ok(Cow::Borrowed(match call.function {
        Function::Sign => "sign({0})",
        Function::Round(digits) => return Ok(round_shape(digits, "{0}", cut_off).into()),
        Function::Floor => return Ok(whole("- ({0} < CAST({0} AS INTEGER))").into()),
        Function::Ceiling => return Ok(whole("+ ({0} > CAST({0} AS INTEGER))").into()),
        // `max` and `min` of several values are `NULL` where one of them is.
        Function::Greatest => "max(ifnull({0}, {1}), ifnull({1}, {0}))",
        Function::Least => "min(ifnull({0}, {1}), ifnull({1}, {0}))",
        Function::Cast => {
            return Ok(format!("CAST({{0}} AS {})", Sqlite.cast_name(call.ty)).into());
        }
        Function::Now => now(call.ty),
        Function::Part(part) => part_of(part, operand),
        Function::Truncate(unit) => return Ok(truncate(unit, operand).into()),
        Function::Date => "substr({0}, 1, 10)",
        Function::Shift => shift(operand),
        Function::SecondsSince => {
            "(((strftime('%s', substr({0}, 1, 19)) - strftime('%s', substr({1}, 1, 19))) * 1000000 \
             + substr({0}, 21) - substr({1}, 21)) / 1000000.0)"
        }
        Function::MatchesRegex => {
            return Err(unsupported(
                "regular expressions (`regex`); ask with `like`, or match in Rust",
            ));
        }
        _ => {
            return Err(unsupported(
                "functions of lists, which it has no columns for; store the items as rows of a table of their own",
            ));
        }
    }))
}

fn unsupported(what: &str) -> Error {
    Error::unsupported(what, Dialect::Sqlite)
}

/// There is no `trunc` without SQLite's mathematical functions, which are not always compiled in.
fn cut_off(number: &str) -> String {
    format!("CAST(CAST({number} AS INTEGER) AS REAL)")
}

/// What is cut off and then corrected; numbers without digits behind the point stay as they are.
fn whole(correction: &str) -> String {
    format!(
        "CASE WHEN abs({{0}}) < {WHOLE:?} THEN CAST(CAST({{0}} AS INTEGER) {correction} AS REAL) ELSE {{0}} END"
    )
}

/// The clock has milliseconds here.
fn now(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Date => "date('now')",
        _ => "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    }
}

/// Times are text of a fixed width; `strftime` would round them to milliseconds first.
fn part_of(part: Part, operand: SqlType) -> &'static str {
    match (part, operand) {
        (Part::Year, _) => "CAST(substr({0}, 1, 4) AS INTEGER)",
        (Part::Month, _) => "CAST(substr({0}, 6, 2) AS INTEGER)",
        (Part::Day, _) => "CAST(substr({0}, 9, 2) AS INTEGER)",
        (Part::Weekday, _) => "((strftime('%w', substr({0}, 1, 10)) + 6) % 7 + 1)",
        (Part::Hour, SqlType::Time) => "CAST(substr({0}, 1, 2) AS INTEGER)",
        (Part::Minute, SqlType::Time) => "CAST(substr({0}, 4, 2) AS INTEGER)",
        (Part::Second, SqlType::Time) => "CAST(substr({0}, 7, 2) AS INTEGER)",
        (Part::Hour, _) => "CAST(substr({0}, 12, 2) AS INTEGER)",
        (Part::Minute, _) => "CAST(substr({0}, 15, 2) AS INTEGER)",
        (Part::Second, _) => "CAST(substr({0}, 18, 2) AS INTEGER)",
    }
}

fn truncate(unit: Unit, operand: SqlType) -> String {
    let day = match unit {
        Unit::Year => "substr({0}, 1, 4) || '-01-01'",
        // Two digits for each month: that of its quarter's first.
        Unit::Quarter => {
            "substr({0}, 1, 5) || substr('010101040404070707101010', 2 * substr({0}, 6, 2) - 1, 2) || '-01'"
        }
        Unit::Month => "substr({0}, 1, 7) || '-01'",
        Unit::Week => "date(substr({0}, 1, 10), '-6 days', 'weekday 1')",
        Unit::Day | Unit::Hour | Unit::Minute | Unit::Second => "substr({0}, 1, 10)",
    };
    if operand == SqlType::Date {
        return format!("({day})");
    }
    match unit {
        Unit::Hour => "(substr({0}, 1, 13) || ':00:00.000000')".to_owned(),
        Unit::Minute => "(substr({0}, 1, 16) || ':00.000000')".to_owned(),
        Unit::Second => "(substr({0}, 1, 19) || '.000000')".to_owned(),
        _ => format!("({day} || ' 00:00:00.000000')"),
    }
}

/// In whole seconds, as SQLite's own functions keep milliseconds only; the fraction is put back. Where the year is beyond
/// 9999 they give `NULL`: a text that is after all others stands there, and does not read.
fn shift(operand: SqlType) -> &'static str {
    match operand {
        SqlType::Date => {
            "coalesce(date({0}, {1} || ' months', 'floor', {2} || ' days', {3} || ' seconds'), '~' || {0})"
        }
        _ => {
            "coalesce(datetime(substr({0}, 1, 19), {1} || ' months', 'floor', {2} || ' days', {3} || ' seconds') \
             || substr({0}, 20), '~' || {0})"
        }
    }
}

fn json(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Exists => "(json_type({0}, {1}) IS NOT NULL)",
        JsonKind::Text => "CASE WHEN json_type({0}, {1}) = 'text' THEN json_extract({0}, {1}) END",
        // An integer that 64 bits have no room for is given as a float.
        JsonKind::Integer => {
            "CASE WHEN json_type({0}, {1}) = 'integer' AND typeof(json_extract({0}, {1})) = 'integer' \
             THEN json_extract({0}, {1}) END"
        }
        JsonKind::Number => {
            "CASE WHEN json_type({0}, {1}) IN ('integer', 'real') THEN CAST(json_extract({0}, {1}) AS REAL) END"
        }
        JsonKind::Bool => "CASE json_type({0}, {1}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END",
    }
}
