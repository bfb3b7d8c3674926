use super::catalog::Catalog;
use super::step::{Expression, Volatility};

/// Functions whose result is another one for each row.
static VOLATILE: [&str; 13] = [
    "random",
    "gen_random_uuid",
    "uuidv4",
    "uuidv7",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "clock_timestamp",
    "timeofday",
    "nextval",
    "currval",
    "lastval",
    "setval",
];

/// Functions of Postgres that defaults call, and whose result is one for the whole statement.
static STABLE: [&str; 38] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "current_user",
    "current_setting",
    "current_schema",
    "current_database",
    "timezone",
    "to_char",
    "to_date",
    "to_timestamp",
    "date_trunc",
    "date_part",
    "extract",
    "make_date",
    "make_interval",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "lower",
    "upper",
    "concat",
    "format",
    "md5",
    "abs",
    "round",
    "floor",
    "length",
    "jsonb_build_object",
    "jsonb_build_array",
    "cast",
    "array_fill",
];

/// Types, whose names stand before brackets as functions' do.
static TYPES: [&str; 8] = [
    "varchar",
    "numeric",
    "decimal",
    "char",
    "bit",
    "timestamp",
    "time",
    "interval",
];

/// How often an expression's value changes.
pub(super) fn volatility(expression: &Expression, catalog: &Catalog) -> Volatility {
    let of = |name: &String| {
        let known = |names: &[&str]| names.contains(&name.as_str());
        match catalog.function(name) {
            Some(volatility) => volatility,
            None if known(&VOLATILE) => Volatility::Volatile,
            None if known(&STABLE) || known(&TYPES) => Volatility::Stable,
            None => Volatility::Unknown,
        }
    };
    let calls = expression.calls.iter().map(of);
    calls.max().unwrap_or(Volatility::Stable)
}
