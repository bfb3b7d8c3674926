//! How values look inside a database: pure conversions, both ways side by side.

#[cfg_attr(
    not(feature = "sqlite"),
    allow(
        dead_code,
        reason = "SQL for SQLite is written without its driver too, but nothing is read"
    )
)]
pub(crate) mod calendar;
#[cfg(feature = "postgres")]
pub(crate) mod epoch;
#[cfg(feature = "postgres")]
pub(crate) mod numeric;
#[cfg(feature = "postgres")]
pub(crate) mod oid;
#[cfg_attr(
    not(feature = "sqlite"),
    allow(
        dead_code,
        reason = "SQL for SQLite is written without its driver too, but nothing is read"
    )
)]
pub(crate) mod sortable_decimal;
