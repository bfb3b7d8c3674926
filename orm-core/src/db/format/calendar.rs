//! Dates and times as SQLite stores them: text of a fixed width in UTC, whose order is that of time.
//!
//! | type | text |
//! |---|---|
//! | date | `2024-02-29` |
//! | time of day | `13:45:00.250000` |
//! | timestamp, date and time | `2024-02-29 13:45:00.250000` |
//!
//! Years run from 0000 to 9999: text of another width would not sort. SQLite's own functions read and write these forms;
//! as `datetime('now')` gives no fraction, one of 0 to 9 digits is read, and cut to microseconds.

const MICROS_A_SECOND: i64 = 1_000_000;
pub(crate) const MICROS_A_DAY: i64 = 86_400 * MICROS_A_SECOND;

/// The text of a date, for the years 0000 to 9999. Counted in days since 1970-01-01.
pub(crate) fn write_date(days: i32) -> Option<String> {
    let (year, month, day) = civil(days.into());
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The text of a time of day. Counted in microseconds since midnight.
pub(crate) fn write_time(micros: i64) -> Option<String> {
    if !(0..MICROS_A_DAY).contains(&micros) {
        return None;
    }
    let (seconds, fraction) = (micros / MICROS_A_SECOND, micros % MICROS_A_SECOND);
    let (minutes, second) = (seconds / 60, seconds % 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    Some(format!("{hour:02}:{minute:02}:{second:02}.{fraction:06}"))
}

/// The text of a date and time. Counted in microseconds since 1970-01-01 00:00:00.
pub(crate) fn write_date_time(micros: i64) -> Option<String> {
    let days = i32::try_from(micros.div_euclid(MICROS_A_DAY)).ok()?;
    let date = write_date(days)?;
    let time = write_time(micros.rem_euclid(MICROS_A_DAY))?;
    Some(format!("{date} {time}"))
}

/// The days since 1970-01-01 of a date's text.
pub(crate) fn read_date(text: &str) -> Option<i32> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *bytes else {
        return None;
    };
    let year = digits(&[y0, y1, y2, y3])?;
    let (month, day) = (digits(&[m0, m1])?, digits(&[d0, d1])?);
    let days = days(year, month, day);
    // A day that its month has not, such as 30 February, would come back as another.
    (civil(days) == (year, month, day)).then_some(i32::try_from(days).ok()?)
}

/// The microseconds since midnight of a time's text.
pub(crate) fn read_time(text: &str) -> Option<i64> {
    let (clock, fraction) = text.as_bytes().split_at_checked(8)?;
    let [h0, h1, b':', m0, m1, b':', s0, s1] = *clock else {
        return None;
    };
    let (hour, minute, second) = (digits(&[h0, h1])?, digits(&[m0, m1])?, digits(&[s0, s1])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let micros = match fraction {
        [] => 0,
        [b'.', fraction @ ..] => read_fraction(fraction)?,
        _ => return None,
    };
    Some(((hour * 60 + minute) * 60 + second) * MICROS_A_SECOND + micros)
}

/// The microseconds since 1970-01-01 00:00:00 of a date and time's text.
pub(crate) fn read_date_time(text: &str) -> Option<i64> {
    let (date, time) = text.split_at_checked(10)?;
    let days = i64::from(read_date(date)?);
    let micros = read_time(time.strip_prefix(' ')?)?;
    Some(days * MICROS_A_DAY + micros)
}

fn read_fraction(fraction: &[u8]) -> Option<i64> {
    if fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let mut nanos = [b'0'; 9];
    nanos[..fraction.len()].copy_from_slice(fraction);
    Some(digits(&nanos)? / 1000)
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| {
        let digit = char::from(*byte).to_digit(10)?;
        Some(number * 10 + i64::from(digit))
    })
}

// The proleptic Gregorian calendar in eras of 400 years that begin on 1 March, after Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms".

const DAYS_AN_ERA: i64 = 146_097;
/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let era = days.div_euclid(DAYS_AN_ERA);
    let day_of_era = days.rem_euclid(DAYS_AN_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_AN_ERA + day_of_era - DAYS_TO_1970
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn writes_the_documented_forms() {
        let text = |micros| write_date_time(micros).unwrap();
        assert_eq!(text(0), "1970-01-01 00:00:00.000000");
        assert_eq!(text(-1), "1969-12-31 23:59:59.999999");
        assert_eq!(text(951_827_696_789_012), "2000-02-29 12:34:56.789012");
        assert_eq!(write_date(-719_528).unwrap(), "0000-01-01");
        assert_eq!(write_date(2_932_896).unwrap(), "9999-12-31");
    }

    #[test]
    fn refuses_what_would_not_sort() {
        assert_eq!(write_date(-719_529), None);
        assert_eq!(write_date(2_932_897), None);
        assert_eq!(write_date(i32::MIN), None);
        assert_eq!(write_date(i32::MAX), None);
        assert_eq!(write_time(-1), None);
        assert_eq!(write_time(MICROS_A_DAY), None);
        assert_eq!(write_date_time(i64::MIN), None);
        assert_eq!(write_date_time(i64::MAX), None);
    }

    #[test]
    fn reads_what_sqlite_writes() {
        assert_eq!(read_date_time("1970-01-01 00:00:01"), Some(1_000_000));
        assert_eq!(read_date_time("1970-01-01 00:00:01.5"), Some(1_500_000));
        assert_eq!(read_date_time("1970-01-01 00:00:00.000001999"), Some(1));
        assert_eq!(read_time("23:59:59.999999999"), Some(MICROS_A_DAY - 1));
    }

    #[test]
    fn refuses_other_text() {
        for text in [
            "",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-00",
            "2024-1-1",
            "+2024-01-01",
            "2024-01-01 ",
            "24-01-01",
            "é024-01-01",
        ] {
            assert_eq!(read_date(text), None, "{text}");
        }
        for text in [
            "",
            "24:00:00",
            "23:60:00",
            "23:59:60",
            "1:00:00",
            "10:00",
            "10:00:00.",
            "10:00:00Z",
            "10:00:00.1234567890",
            "10:00:00.12a",
            "é0:00:00",
        ] {
            assert_eq!(read_time(text), None, "{text}");
        }
        for text in [
            "2024-01-01",
            "2024-01-01T10:00:00",
            "2024-01-01  10:00:00",
            "2024-01-é 10:00:00",
        ] {
            assert_eq!(read_date_time(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_returns() {
        for days in -719_528..=2_932_896 {
            assert_eq!(read_date(&write_date(days).unwrap()), Some(days));
        }
    }

    const FIRST: i64 = -719_528 * MICROS_A_DAY;
    const LAST: i64 = 2_932_897 * MICROS_A_DAY - 1;

    proptest! {
        #[test]
        fn every_instant_returns(micros in FIRST..=LAST) {
            prop_assert_eq!(read_date_time(&write_date_time(micros).unwrap()), Some(micros));
        }

        #[test]
        fn text_sorts_as_time(left in FIRST..=LAST, right in FIRST..=LAST) {
            prop_assert_eq!(
                left.cmp(&right),
                write_date_time(left).unwrap().cmp(&write_date_time(right).unwrap())
            );
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}|[0-9:. -]{8,30}") {
            let _ = (read_date(&text), read_time(&text), read_date_time(&text));
        }
    }
}
