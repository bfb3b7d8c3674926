//! One form for the answers of all peers, so that they can be compared.

/// What the type `T` of this crate says of an answer in a peer's own types.
///
/// Tuples, vectors and options are converted part by part; [`canonical!`](crate::canonical!) writes the rest.
pub trait Canonical<T> {
    /// The same in the types of this crate.
    fn canonical(self) -> T;
}

/// How good the reviews of a movie are on average, in millionths: databases round the last digits each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Average(pub Option<i64>);

impl Canonical<Average> for Option<f64> {
    fn canonical(self) -> Average {
        #[expect(clippy::cast_possible_truncation, reason = "ratings are small")]
        Average(self.map(|average| (average * 1e6).round() as i64))
    }
}

impl Canonical<Average> for f64 {
    fn canonical(self) -> Average {
        Some(self).canonical()
    }
}

impl Canonical<u64> for u64 {
    fn canonical(self) -> u64 {
        self
    }
}

impl<A: Canonical<X>, X> Canonical<Vec<X>> for Vec<A> {
    fn canonical(self) -> Vec<X> {
        self.into_iter().map(Canonical::canonical).collect()
    }
}

macro_rules! part_by_part {
    ($(($($from:ident => $to:ident),+))+) => {$(
        impl<$($from: Canonical<$to>, $to),+> Canonical<($($to,)+)> for ($($from,)+) {
            #[expect(non_snake_case, reason = "each value is called after its type")]
            fn canonical(self) -> ($($to,)+) {
                let ($($from,)+) = self;
                ($($from.canonical(),)+)
            }
        }
    )+};
}

part_by_part! {
    (A => X, B => Y)
    (A => X, B => Y, C => Z)
    (A => X, B => Y, C => Z, D => W)
}

/// Says that a peer's own struct is a row of this crate with the same fields: `canonical!(User { id, name, image })`, or
/// `canonical!(UserRow => User { id, name, image })` where it has another name.
#[macro_export]
macro_rules! canonical {
    ($name:ident { $($fields:tt)* }) => {
        $crate::canonical!($name => $name { $($fields)* });
    };
    ($from:ty => $to:ident { $($field:ident),* $(,)? }) => {
        impl $crate::Canonical<$crate::$to> for $from {
            fn canonical(self) -> $crate::$to {
                $crate::$to { $($field: self.$field),* }
            }
        }
    };
}

macro_rules! as_it_is {
    ($($row:ident)*) => {$(
        impl Canonical<crate::$row> for crate::$row {
            fn canonical(self) -> Self {
                self
            }
        }
    )*};
}

as_it_is!(Person Movie User Review Average);
