use super::{ColumnType, Datum, Value};

mod sealed {
    /// Says how a setter's argument and the column's type belong together, so that the implementations of
    /// [`IntoColumn`](super::IntoColumn) stay apart.
    pub trait Sealed<T> {}
}

/// What a setter of a column of type `T` takes: the type itself or a reference to it, `&str` for text, and for an
/// `Option` column also what its inner type takes.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be set to `{Self}`",
    label = "expected `{T}`"
)]
pub trait IntoColumn<T>: sealed::Sealed<T> {
    /// The value, erased.
    fn into_datum(self) -> Datum;
}

macro_rules! into_column {
    ([$($generics:tt)*] $from:ty => $to:ty, |$value:ident| $datum:expr) => {
        impl<$($generics)*> sealed::Sealed<$to> for $from {}
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> IntoColumn<$to> for $from {
            fn into_datum(self) -> Datum {
                let $value = self;
                $datum
            }
        }
    };
}

into_column!([T: Value] T => T, |value| Value::into_datum(value));
into_column!([T: Value] &T => T, |value| value.to_datum());
into_column!([T: Value] T => Option<T>, |value| Value::into_datum(value));
into_column!([T: Value] &T => Option<T>, |value| value.to_datum());
into_column!([T: Value] Option<T> => Option<T>, |value| value.into_column_datum());
into_column!([T: Value] &Option<T> => Option<T>, |value| value.datum());
into_column!([] &str => String, |value| Datum::Text(value.to_owned()));
into_column!([] &&str => String, |value| Datum::Text((*value).to_owned()));
into_column!([] &str => Option<String>, |value| Datum::Text(value.to_owned()));
