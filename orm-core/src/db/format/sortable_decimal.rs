//! Decimal numbers as SQLite stores them: text whose order is that of the numbers.
//!
//! SQLite's own numbers are binary and keep some 15 digits, and plain text sorts wrongly: `'10' < '9'`. So a number is
//! written as the fraction `0.DIGITS` and how far its point moves:
//!
//! | number | text | read it as |
//! |---|---|---|
//! | 12.5 | `>52.125` | above zero; 0.125, the point moved 52 − 50 = 2 places to the right |
//! | 0.003 | `>48.3` | above zero; 0.3, the point moved 48 − 50 = −2 places |
//! | 0 | `=` | zero |
//! | −12.5 | `<47.874~` | below zero; each digit of `52.125` taken from 9 |
//!
//! `<`, `=` and `>` sort in this order, then the number with the larger exponent is further from zero, then the one with the
//! larger digits, and no digits sort before any. Below zero all of it is turned round, and the `~` sorts behind
//! every digit.
//!
//! Each number has one text: digits neither begin nor end with a zero, so equal numbers are equal text and a unique
//! index holds. Any other text does not read.

use crate::types::Decimal;

const EXPONENT_OF_ONE: i64 = 50;

/// The text of a number, if a [`Decimal`] may hold it.
pub(crate) fn write(number: Decimal) -> Option<String> {
    let Decimal { mantissa, scale } = number.storable()?;
    if mantissa == 0 {
        return Some("=".to_owned());
    }
    let digits = mantissa.unsigned_abs().to_string();
    let places = i64::try_from(digits.len()).ok()? - i64::from(scale);
    let exponent = EXPONENT_OF_ONE + places;
    let text = format!("{exponent:02}.{}", digits.trim_end_matches('0'));
    Some(if mantissa < 0 {
        format!("<{}~", complement(&text))
    } else {
        format!(">{text}")
    })
}

/// The number that a text stands for.
pub(crate) fn read(text: &str) -> Option<Decimal> {
    if text == "=" {
        return Some(Decimal {
            mantissa: 0,
            scale: 0,
        });
    }
    if let Some(text) = text.strip_prefix('>') {
        return read_fraction(text);
    }
    let text = text.strip_prefix('<')?.strip_suffix('~')?;
    let Decimal { mantissa, scale } = read_fraction(&complement(text))?;
    Some(Decimal {
        mantissa: -mantissa,
        scale,
    })
}

fn read_fraction(text: &str) -> Option<Decimal> {
    let (exponent, digits) = text.split_once('.')?;
    let canonical = exponent.len() == 2
        && (1..=29).contains(&digits.len())
        && !digits.starts_with('0')
        && !digits.ends_with('0')
        && text
            .bytes()
            .all(|byte| byte == b'.' || byte.is_ascii_digit());
    if !canonical {
        return None;
    }
    let places = exponent.parse::<i64>().ok()? - EXPONENT_OF_ONE;
    let scale = i64::try_from(digits.len()).ok()? - places;
    let zeros = u32::try_from(-scale).unwrap_or(0);
    let mantissa = digits
        .parse::<i128>()
        .ok()?
        .checked_mul(10_i128.checked_pow(zeros)?)?;
    let number = Decimal {
        mantissa,
        scale: u32::try_from(scale).unwrap_or(0),
    };
    number.storable()
}

fn complement(text: &str) -> String {
    text.chars()
        .map(|character| match character.to_digit(10) {
            Some(digit) => char::from_digit(9 - digit, 10).unwrap_or(character),
            None => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(mantissa: i128, scale: u32) -> Decimal {
        Decimal { mantissa, scale }
    }

    const MOST: i128 = (1 << 96) - 1;

    #[test]
    fn writes_the_documented_forms() {
        for (number, text) in [
            (decimal(125, 1), ">52.125"),
            (decimal(3, 3), ">48.3"),
            (decimal(0, 5), "="),
            (decimal(-125, 1), "<47.874~"),
            (decimal(1500, 2), ">52.15"),
            (decimal(1, 28), ">23.1"),
            (decimal(MOST, 0), ">79.79228162514264337593543950335"),
        ] {
            assert_eq!(write(number).as_deref(), Some(text));
            assert!(read(text) == Some(number), "{text}");
        }
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert_eq!(write(decimal(MOST + 1, 0)), None);
        assert_eq!(write(decimal(1, 29)), None);
        assert_eq!(write(decimal(i128::MIN, 0)), None);
        assert!(write(decimal(10, 29)).is_some());
    }

    #[test]
    fn refuses_other_text() {
        for text in [
            "",
            "0",
            "12.5",
            ">",
            ">52.",
            ">52.0",
            ">52.10",
            ">52.01",
            ">5.1",
            ">+2.1",
            ">52.+1",
            ">52.1.2",
            "<47.874",
            ">52.125~",
            "==",
            ">99.1",
            ">00.1",
            ">21.1",
            ">79.79228162514264337593543950336",
            ">52.é",
            "<é~",
            ">52.111111111111111111111111111111111111111",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    fn any_decimal() -> impl Strategy<Value = Decimal> {
        (any::<i128>(), 0_u32..96, 0_u32..=28)
            .prop_map(|(bits, shift, scale)| decimal((bits >> 32) >> shift, scale))
    }

    proptest! {
        #[test]
        fn every_number_returns(number in any_decimal()) {
            prop_assert!(read(&write(number).unwrap()) == Some(number));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}|[<>=][0-9.~]{0,33}") {
            if let Some(number) = read(&text) {
                prop_assert_eq!(write(number), Some(text));
            }
        }
    }

    #[cfg(feature = "decimal")]
    proptest! {
        #[test]
        fn text_sorts_as_numbers(left in any_decimal(), right in any_decimal(), near in any::<bool>()) {
            let right = if near { decimal(left.mantissa - right.mantissa % 100, left.scale) } else { right };
            prop_assume!(right.storable().is_some());
            let number = |decimal: Decimal| {
                let Decimal { mantissa, scale } = decimal.normalised();
                rust_decimal::Decimal::from_i128_with_scale(mantissa, scale)
            };
            prop_assert_eq!(
                number(left).cmp(&number(right)),
                write(left).unwrap().cmp(&write(right).unwrap())
            );
        }
    }
}
