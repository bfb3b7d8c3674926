//! How values look inside a database: pure conversions, both ways side by side.

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
