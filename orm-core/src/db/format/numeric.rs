//! Postgres' `numeric` on the wire: digits in base 10,000.
//!
//! A header of four 16-bit integers (how many digits, the first digit's weight as a power of 10,000, the sign, how many
//! decimal digits stand behind the point), then the digits. The format is that of `numeric_send` in Postgres'
//! `numeric.c`.

use crate::types::{Decimal, Unreadable};

const BASE: u128 = 10_000;
const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

/// Appends a number, if a [`Decimal`] may hold it.
pub(crate) fn write(number: Decimal, out: &mut Vec<u8>) -> Option<()> {
    let Decimal { mantissa, scale } = number.storable()?;
    // Digits are cut in fours from the point, so the part behind it is filled up to a multiple of four.
    let mut rest = mantissa.unsigned_abs() * 10_u128.pow((4 - scale % 4) % 4);
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push(u16::try_from(rest % BASE).ok()?);
        rest /= BASE;
    }
    let weight = i16::try_from(digits.len()).ok()? - i16::try_from(scale.div_ceil(4)).ok()? - 1;
    let trailing_zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.drain(..trailing_zeros);

    let count = u16::try_from(digits.len()).ok()?;
    let weight = if digits.is_empty() { 0 } else { weight };
    let sign = if mantissa < 0 { NEGATIVE } else { POSITIVE };
    let scale = u16::try_from(scale).ok()?;
    out.extend(count.to_be_bytes());
    out.extend(weight.to_be_bytes());
    out.extend(sign.to_be_bytes());
    out.extend(scale.to_be_bytes());
    out.extend(digits.iter().rev().flat_map(|digit| digit.to_be_bytes()));
    Some(())
}

/// The number that bytes stand for, normalised.
pub(crate) fn read(bytes: &[u8]) -> Result<Decimal, Unreadable> {
    let malformed = || Unreadable::new("the number is malformed");
    let [c0, c1, w0, w1, s0, s1, _, _, digits @ ..] = bytes else {
        return Err(malformed());
    };
    let count = usize::from(u16::from_be_bytes([*c0, *c1]));
    let weight = i16::from_be_bytes([*w0, *w1]);
    let sign = match u16::from_be_bytes([*s0, *s1]) {
        POSITIVE => 1,
        NEGATIVE => -1,
        NAN => return Err(Unreadable::new("no Decimal is NaN")),
        INFINITY | NEGATIVE_INFINITY => return Err(Unreadable::new("no Decimal is infinite")),
        _ => return Err(malformed()),
    };
    let (digits, odd) = digits.as_chunks::<2>();
    if digits.len() != count || !odd.is_empty() {
        return Err(malformed());
    }
    let digits: Vec<i128> = digits
        .iter()
        .map(|digit| u16::from_be_bytes(*digit).into())
        .collect();
    if digits.iter().any(|digit| *digit > 9999) {
        return Err(malformed());
    }
    assemble(sign, weight, &digits)
        .and_then(Decimal::storable)
        .ok_or_else(|| Unreadable::new("the number has more digits than a Decimal holds"))
}

fn assemble(sign: i128, weight: i16, digits: &[i128]) -> Option<Decimal> {
    let trailing_zeros = digits.iter().rev().take_while(|digit| **digit == 0).count();
    let digits = &digits[..digits.len() - trailing_zeros];
    if digits.is_empty() {
        return Some(Decimal {
            mantissa: 0,
            scale: 0,
        });
    }
    let magnitude = digits.iter().try_fold(0_i128, |number, digit| {
        number.checked_mul(10_000)?.checked_add(*digit)
    })?;
    let exponent = 4 * (i64::from(weight) + 1 - i64::try_from(digits.len()).ok()?);
    let factor = 10_i128.checked_pow(u32::try_from(exponent).unwrap_or(0))?;
    Some(Decimal {
        mantissa: sign * magnitude.checked_mul(factor)?,
        scale: u32::try_from(-exponent).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(mantissa: i128, scale: u32) -> Decimal {
        Decimal { mantissa, scale }
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn writes_what_postgres_sends() {
        for (number, expected) in [
            (decimal(0, 0), &[0, 0, POSITIVE, 0][..]),
            (decimal(125, 1), &[2, 0, POSITIVE, 1, 12, 5000]),
            (decimal(-125, 1), &[2, 0, NEGATIVE, 1, 12, 5000]),
            (decimal(1, 4), &[1, 0xFFFF, POSITIVE, 4, 1]),
            (decimal(1, 5), &[1, 0xFFFE, POSITIVE, 5, 1000]),
            (decimal(10_000, 0), &[1, 1, POSITIVE, 0, 1]),
            (decimal(100_000_001, 0), &[3, 2, POSITIVE, 0, 1, 0, 1]),
        ] {
            let mut bytes = Vec::new();
            write(number, &mut bytes).unwrap();
            assert_eq!(bytes, words(expected));
        }
    }

    #[test]
    fn refuses_what_no_decimal_is() {
        let reason = |sent: &[u16]| read(&words(sent)).unwrap_err().to_string();
        assert_eq!(reason(&[0, 0, NAN, 0]), "no Decimal is NaN");
        assert_eq!(reason(&[0, 0, INFINITY, 0]), "no Decimal is infinite");
        assert_eq!(
            reason(&[0, 0, NEGATIVE_INFINITY, 0]),
            "no Decimal is infinite"
        );
        assert_eq!(
            reason(&[1, 0, POSITIVE, 0, 10_000]),
            "the number is malformed"
        );
        assert_eq!(reason(&[2, 0, POSITIVE, 0, 1]), "the number is malformed");
        let many = "the number has more digits than a Decimal holds";
        assert_eq!(reason(&[1, 8, POSITIVE, 0, 1]), many);
        assert_eq!(reason(&[1, 32767, POSITIVE, 0, 1]), many);
        assert_eq!(reason(&[1, 0x8000, POSITIVE, 0, 1]), many);
        assert_eq!(reason(&[1, 0xFFF8, POSITIVE, 29, 1]), many);
    }

    proptest! {
        #[test]
        fn every_number_returns(bits in any::<i128>(), shift in 0_u32..96, scale in 0_u32..=28) {
            let number = decimal((bits >> 32) >> shift, scale);
            let mut bytes = Vec::new();
            write(number, &mut bytes).unwrap();
            prop_assert!(read(&bytes) == Ok(number));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_header_panics(weight: i16, scale: u16, digits in prop::collection::vec(0_u16..10_001, 0..20)) {
            let count = u16::try_from(digits.len()).unwrap();
            let mut sent = vec![count, weight.cast_unsigned(), POSITIVE, scale];
            sent.extend(digits);
            let _ = read(&words(&sent));
        }
    }
}
