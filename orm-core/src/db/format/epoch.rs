//! Postgres' clock: it counts from 2000-01-01, and its dates from 4714-11-24 BC to the year 294276 have room for infinity.

use crate::types::Unreadable;

/// 2000-01-01, in days since 1970-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;

// The limits of `timestamp.h`, counted from 2000-01-01.
const FIRST_DATE: i32 = -2_451_545;
const END_OF_DATES: i32 = 2_145_031_949;
const FIRST_TIMESTAMP: i64 = FIRST_DATE as i64 * 86_400_000_000;
const END_OF_TIMESTAMPS: i64 = 9_223_371_331_200_000_000;

/// A timestamp as Postgres counts it, if it has it. Counted in microseconds since 1970-01-01.
pub(crate) fn write_timestamp(micros: i64) -> Option<i64> {
    let sent = micros.checked_sub(EPOCH_MICROS)?;
    (FIRST_TIMESTAMP..END_OF_TIMESTAMPS)
        .contains(&sent)
        .then_some(sent)
}

/// The microseconds since 1970-01-01 of a timestamp.
pub(crate) fn read_timestamp(sent: i64) -> Result<i64, Unreadable> {
    match sent {
        i64::MAX | i64::MIN => Err(infinite()),
        _ => sent
            .checked_add(EPOCH_MICROS)
            .ok_or_else(|| Unreadable::new("the timestamp is after the year 294246")),
    }
}

/// A date as Postgres counts it, if it has it. Counted in days since 1970-01-01.
pub(crate) fn write_date(days: i32) -> Option<i32> {
    let sent = days.checked_sub(EPOCH_DAYS)?;
    (FIRST_DATE..END_OF_DATES).contains(&sent).then_some(sent)
}

/// The days since 1970-01-01 of a date.
pub(crate) fn read_date(sent: i32) -> Result<i32, Unreadable> {
    match sent {
        i32::MAX | i32::MIN => Err(infinite()),
        _ => sent
            .checked_add(EPOCH_DAYS)
            .ok_or_else(|| Unreadable::new("no date is so far from today")),
    }
}

fn infinite() -> Unreadable {
    Unreadable::new("the field's type has no infinity")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_2000() {
        assert_eq!(write_timestamp(946_684_800_000_000), Some(0));
        assert_eq!(write_date(10_957), Some(0));
        assert_eq!(read_timestamp(0), Ok(946_684_800_000_000));
        assert_eq!(read_date(0), Ok(10_957));
    }

    #[test]
    fn ends_where_postgres_does() {
        let first = FIRST_TIMESTAMP + EPOCH_MICROS;
        assert_eq!(write_timestamp(first), Some(FIRST_TIMESTAMP));
        assert_eq!(write_timestamp(first - 1), None);
        assert_eq!(write_timestamp(i64::MIN), None);
        assert!(write_timestamp(i64::MAX).is_some());
        assert_eq!(write_date(FIRST_DATE + EPOCH_DAYS), Some(FIRST_DATE));
        assert_eq!(write_date(FIRST_DATE + EPOCH_DAYS - 1), None);
        assert_eq!(write_date(END_OF_DATES + EPOCH_DAYS), None);
        assert_eq!(write_date(i32::MIN), None);
    }

    #[test]
    fn infinity_is_no_date() {
        for infinity in [i64::MIN, i64::MAX, END_OF_TIMESTAMPS] {
            assert!(read_timestamp(infinity).is_err());
        }
        for infinity in [i32::MIN, i32::MAX] {
            assert!(read_date(infinity).is_err());
        }
    }
}
