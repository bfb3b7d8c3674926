use rust_decimal::Decimal as Number;

use super::{Cell, Datum, Decimal, Element, Fraction, Ordered, SqlType, Unreadable, Value};

/// `numeric` on Postgres, text whose order is the numbers' on SQLite.
///
/// It reads back equal, and without zeros at its end: `1.50` comes back as `1.5` on both databases. A `NaN`, an infinity
/// or a number with more digits than a `Decimal` has, written to Postgres by others, does not decode.
impl Value for Number {
    const TYPE: SqlType = SqlType::Decimal;

    fn to_datum(&self) -> Datum {
        let number = Decimal {
            mantissa: self.mantissa(),
            scale: self.scale(),
        };
        Datum::Decimal(number.normalised())
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Decimal(Decimal { mantissa, scale }) => {
                Number::try_from_i128_with_scale(mantissa, scale)
                    .map_err(|_| Unreadable::new("the number has more digits than a Decimal holds"))
            }
            other => Err(Unreadable::expected("a decimal number", &other)),
        }
    }
}

impl Ordered for Number {}
impl Element for Number {}
impl super::Number for Number {
    type Sum = Number;
    type Average = Number;
}
impl Fraction for Number {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_keys() {
        let number = |text: &str| text.parse::<Number>().unwrap().to_datum();
        assert!(number("1.50") == number("1.5"));
        assert!(number("-0.00") == number("0"));
        assert!(number("1") != number("10"));
    }

    #[test]
    fn extremes_return() {
        for number in [Number::MAX, Number::MIN, Number::ZERO, Number::new(1, 28)] {
            let Datum::Decimal(decimal) = number.to_datum() else {
                panic!("not a decimal")
            };
            assert_eq!(Number::from_cell(Cell::Decimal(decimal)), Ok(number));
        }
    }
}
