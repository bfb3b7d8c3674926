use std::fmt;
use std::hash::{Hash, Hasher};

/// A decimal number: `mantissa` divided by ten to the power of `scale`.
///
/// Two are equal where their values are.
///
/// ```
/// use orm_core::types::Decimal;
///
/// let price = Decimal { mantissa: 1250, scale: 2 };
/// assert!(price == Decimal { mantissa: 125, scale: 1 });
/// ```
///
/// A database stores one of at most [`MAX_SCALE`](Decimal::MAX_SCALE) digits behind the point whose digits, without
/// zeros at the end, fit in 96 bits: what a `rust_decimal::Decimal` holds.
#[derive(Clone, Copy)]
pub struct Decimal {
    /// The digits and the sign.
    pub mantissa: i128,
    /// How many of the digits stand behind the decimal point.
    pub scale: u32,
}

impl Decimal {
    /// The most digits that may stand behind the point.
    pub const MAX_SCALE: u32 = 28;

    /// The largest mantissa: 96 bits, all set.
    pub(crate) const MAX_MANTISSA: u128 = (1 << 96) - 1;

    /// The same value without zeros at its end; zero has the scale 0.
    pub(crate) fn normalised(self) -> Self {
        let Decimal {
            mut mantissa,
            mut scale,
        } = self;
        if mantissa == 0 {
            scale = 0;
        }
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }

    /// The same value normalised, where a database stores it.
    pub(crate) fn storable(self) -> Option<Self> {
        let number = self.normalised();
        let fits =
            number.mantissa.unsigned_abs() <= Self::MAX_MANTISSA && number.scale <= Self::MAX_SCALE;
        fits.then_some(number)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.normalised(), other.normalised());
        left.mantissa == right.mantissa && left.scale == right.scale
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Decimal { mantissa, scale } = self.normalised();
        mantissa.hash(state);
        scale.hash(state);
    }
}

/// Shows no digits: errors and logs quote statements.
impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decimal")
    }
}
