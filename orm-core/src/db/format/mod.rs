//! How values look inside a database: pure conversions, both ways side by side.

#![cfg_attr(
    not(all(test, feature = "postgres", feature = "sqlite")),
    allow(
        dead_code,
        unused_imports,
        reason = "the executor and the loader will call it"
    )
)]

#[cfg(feature = "sqlite")]
pub(crate) mod calendar;
#[cfg(feature = "postgres")]
pub(crate) mod epoch;
#[cfg(feature = "postgres")]
pub(crate) mod numeric;
#[cfg(feature = "postgres")]
pub(crate) mod oid;
#[cfg(feature = "sqlite")]
pub(crate) mod sortable_decimal;
