use std::borrow::Cow;

use super::super::json::{json_arguments, json_path};
use super::super::{Grammar, common_shape, round_shape};
use super::Postgres;
use crate::error::Result;
use crate::query::syntax::{Call, Function, JsonKind, Part, Unit};
use crate::sql::{Writer, type_of};
use crate::types::SqlType;

pub(super) fn write(call: &Call, writer: &mut Writer<'_>) -> Result<()> {
    let operand = call.arguments.first().map_or(call.ty, type_of);
    if let Function::Json(kind) = call.function {
        let (document, steps) = json_arguments(call);
        return writer.shape(&json(kind), &[document, json_path("strict $", steps)]);
    }
    let shape = match common_shape(call.function) {
        Some(shape) => Cow::Borrowed(shape),
        None => shape(call, operand),
    };
    writer.shape(&shape, &call.arguments)
}

fn shape(call: &Call, operand: SqlType) -> Cow<'static, str> {
    Cow::Borrowed(match call.function {
        Function::MatchesRegex => "({0} ~ {1})",
        Function::Sign => "sign({0})::integer",
        Function::Round(digits) => return round(digits, operand).into(),
        Function::Floor => "floor({0})",
        Function::Ceiling => "ceil({0})",
        Function::Greatest => "greatest({0}, {1})",
        Function::Least => "least({0}, {1})",
        Function::Cast => return cast(operand, call.ty).into(),
        Function::Now => now(call.ty),
        Function::Part(part) => return part_of(part, operand).into(),
        Function::Truncate(unit) => return truncate(unit, operand).into(),
        Function::Date => return format!("{}::date", utc(operand)).into(),
        Function::Shift => shift(operand),
        Function::SecondsSince => seconds_since(operand),
        Function::ListHas => "({1} = ANY({0}))",
        Function::ListHasAll => "({0} @> {1})",
        Function::ListOverlaps => "({0} && {1})",
        Function::ListLength => "cardinality({0})",
        Function::ListItem => "({0})[{1}]",
        _ => unreachable!("it is written alike everywhere"),
    })
}

/// `round` has half to even for floats, and no digits.
fn round(digits: u8, operand: SqlType) -> String {
    let number = match operand {
        SqlType::Decimal => return format!("round({{0}}, {digits})"),
        SqlType::Float64 => "{0}",
        _ => "{0}::double precision",
    };
    round_shape(digits, number, |sum| format!("trunc({sum})"))
}

/// A boolean becomes an integer of 32 bits only.
fn cast(from: SqlType, to: SqlType) -> String {
    let name = Postgres.cast_name(to);
    match from {
        SqlType::Bool => format!("CAST(CAST({{0}} AS integer) AS {name})"),
        _ => format!("CAST({{0}} AS {name})"),
    }
}

fn now(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Timestamp => "statement_timestamp()",
        SqlType::Date => "(statement_timestamp() AT TIME ZONE 'UTC')::date",
        _ => "(statement_timestamp() AT TIME ZONE 'UTC')",
    }
}

/// A timestamp's parts are those of the session's time zone unless another is said.
fn utc(operand: SqlType) -> &'static str {
    match operand {
        SqlType::Timestamp => "({0} AT TIME ZONE 'UTC')",
        _ => "{0}",
    }
}

fn part_of(part: Part, operand: SqlType) -> String {
    let time = utc(operand);
    let field = match part {
        // There is no year 0 here: as many years later, in a calendar that repeats after 400, all are after it.
        Part::Year => {
            return format!("(extract(year FROM {time} + interval '4800 years')::integer - 4800)");
        }
        // With its fraction, the second would be rounded.
        Part::Second => return format!("floor(extract(second FROM {time}))::integer"),
        Part::Month => "month",
        Part::Day => "day",
        Part::Weekday => "isodow",
        Part::Hour => "hour",
        Part::Minute => "minute",
    };
    format!("extract({field} FROM {time})::integer")
}

fn truncate(unit: Unit, operand: SqlType) -> String {
    let field = match unit {
        Unit::Year => "year",
        Unit::Quarter => "quarter",
        Unit::Month => "month",
        Unit::Week => "week",
        Unit::Day => "day",
        Unit::Hour => "hour",
        Unit::Minute => "minute",
        Unit::Second => "second",
    };
    match operand {
        SqlType::Timestamp => format!("date_trunc('{field}', {{0}}, 'UTC')"),
        SqlType::Date => format!("date_trunc('{field}', {{0}}::timestamp)::date"),
        _ => format!("date_trunc('{field}', {{0}})"),
    }
}

fn shift(operand: SqlType) -> &'static str {
    match operand {
        SqlType::Timestamp => {
            "(({0} AT TIME ZONE 'UTC' + make_interval(months => {1}, days => {2}, secs => {3})) AT TIME ZONE 'UTC')"
        }
        SqlType::Date => "({0} + make_interval(months => {1}, days => {2}, secs => {3}))::date",
        _ => "({0} + make_interval(months => {1}, days => {2}, secs => {3}))",
    }
}

/// In microseconds first, which are whole.
fn seconds_since(operand: SqlType) -> &'static str {
    match operand {
        SqlType::Date => {
            "((extract(epoch FROM {0}::timestamp - {1}::timestamp) * 1000000)::bigint / 1000000.0::double precision)"
        }
        _ => "((extract(epoch FROM {0} - {1}) * 1000000)::bigint / 1000000.0::double precision)",
    }
}

/// In the strict mode a key is one of an object and a position one of an array; what is not there is silently `NULL`.
fn json(kind: JsonKind) -> String {
    let place = "jsonb_path_query_first({0}, {1}::jsonpath, '{}', true)";
    match kind {
        JsonKind::Exists => format!("({place} IS NOT NULL)"),
        JsonKind::Text => {
            format!("CASE WHEN jsonb_typeof({place}) = 'string' THEN {place} #>> '{{}}' END")
        }
        // A text stands there in its quotes, so only a number's digits match.
        JsonKind::Integer => format!(
            "CASE WHEN {place}::text ~ '^-?[0-9]{{1,19}}$' THEN \
             CASE WHEN {place}::text::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 \
             THEN {place}::text::bigint END END"
        ),
        JsonKind::Number => format!(
            "CASE WHEN jsonb_typeof({place}) = 'number' THEN {place}::text::double precision END"
        ),
        JsonKind::Bool => {
            format!("CASE {place}::text WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END")
        }
    }
}
