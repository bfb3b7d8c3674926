use std::time::SystemTime;

use super::{Datum, SqlType, Value};

/// A value that says when: what a soft delete sets its column to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say when a row was deleted",
    label = "the column of a `soft_delete` is an `Option` of a point in time",
    note = "take `Option<DateTime<Utc>>` of the crate `chrono`, or `Option<OffsetDateTime>` of the crate `time`, with the feature of that name"
)]
pub trait PointInTime: Value {}

impl Datum {
    /// This moment, in UTC, as a column of this type holds it.
    pub(crate) fn now(ty: SqlType) -> Datum {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let micros = since_1970.map_or(0, |since| since.as_micros());
        let micros = i64::try_from(micros).unwrap_or(i64::MAX);
        match ty {
            SqlType::DateTime => Datum::DateTime(micros),
            _ => Datum::Timestamp(micros),
        }
    }
}
