use super::{Cell, Datum, SqlType, Unreadable, Value};

/// The type of a model's field: a [`Value`], or an `Option` of one for a column that may be `NULL`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "not a column type",
    note = "column types are `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `String`, `Vec<u8>`, those of the features `chrono`, `time`, `uuid`, `decimal` and `json`, and an `Option` of each",
    note = "for an unsigned integer take the next larger signed one (`u8` → `i16`, `u16` → `i32`, `u32` → `i64`), for `u64` and `usize` an `i64` or a `Decimal`; for a type of your own, `#[derive(Value)]`"
)]
pub trait ColumnType: Sized + Clone + Send + Sync + 'static {
    /// The type without its `Option`.
    type Base: Value;

    /// Whether the column may hold `NULL`, as a type.
    type Nullability: Nullability;

    /// Whether the column may hold `NULL`.
    const NULLABLE: bool;

    /// The type that the database stores it as.
    const TYPE: SqlType = <Self::Base as Value>::TYPE;

    /// The value as it is sent to the database.
    fn datum(&self) -> Datum;

    /// As [`datum`](ColumnType::datum), without a copy where the type can give itself away.
    fn into_column_datum(self) -> Datum;

    /// The value that was read from the database.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where the stored value is none of this type's.
    fn read(cell: Cell<'_>) -> Result<Self, Unreadable>;
}

impl<T: Value> ColumnType for T {
    type Base = T;
    type Nullability = Required;
    const NULLABLE: bool = false;

    fn datum(&self) -> Datum {
        self.to_datum()
    }

    fn into_column_datum(self) -> Datum {
        self.into_datum()
    }

    fn read(cell: Cell<'_>) -> Result<Self, Unreadable> {
        T::from_cell(cell)
    }
}

impl<T: Value> ColumnType for Option<T> {
    type Base = T;
    type Nullability = Nullable;
    const NULLABLE: bool = true;

    fn datum(&self) -> Datum {
        self.as_ref().map_or(Datum::Null, Value::to_datum)
    }

    fn into_column_datum(self) -> Datum {
        self.map_or(Datum::Null, Value::into_datum)
    }

    fn read(cell: Cell<'_>) -> Result<Self, Unreadable> {
        if cell.is_null() {
            return Ok(None);
        }
        T::from_cell(cell).map(Some)
    }
}

/// Whether an expression may be `NULL`: [`Required`] or [`Nullable`].
pub trait Nullability: 'static {
    /// The type of an expression over `T`: itself, or an `Option` of it.
    type Of<T: Value>: ColumnType<Base = T>;
    /// What it becomes together with another operand: `Nullable` if either is.
    type Or<N: Nullability>: Nullability;
    /// What it becomes where another operand stands in for it: `Nullable` if both are.
    type And<N: Nullability>: Nullability;
}

/// Never `NULL`.
pub enum Required {}

/// Perhaps `NULL`.
pub enum Nullable {}

impl Nullability for Required {
    type Of<T: Value> = T;
    type Or<N: Nullability> = N;
    type And<N: Nullability> = Required;
}

impl Nullability for Nullable {
    type Of<T: Value> = Option<T>;
    type Or<N: Nullability> = Nullable;
    type And<N: Nullability> = N;
}

/// A value that can be compared by order and put under `min` and `max`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no order",
    label = "cannot be compared by order"
)]
pub trait Ordered: Value {}

/// An integer column: what `sum` adds up to an `i64`, and `%` divides.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integer",
    label = "`%` needs an integer: `i16`, `i32` or `i64`"
)]
pub trait Integer: Number {}

/// A value to calculate with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "arithmetic, `sum` and `avg` need a number: `i16`, `i32`, `i64`, `f32`, `f64` or `Decimal`"
)]
pub trait Number: Ordered {
    /// What `sum` gives: `i64` for integers, `f64` for floating-point numbers, `Decimal` for `Decimal`.
    type Sum: Value;
    /// What `avg` gives: `Decimal` for `Decimal`, else `f64`.
    type Average: Value;
}

/// A value stored as text: what `contains`, `lower` and their siblings are asked of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "expected text: `contains`, `lower` and their siblings are asked of a `String`"
)]
pub trait Textual: Value {}

/// A number with digits behind the point: what can be rounded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no digits behind the point",
    label = "`round`, `floor` and `ceil` need an `f32`, an `f64` or a `Decimal`"
)]
pub trait Fraction: Number {}

/// A value with a date: what has a `year()` and can be added an interval to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no date",
    label = "expected a date or a timestamp of the crate `chrono` or `time`"
)]
pub trait Dated: Ordered {
    /// The date alone.
    type Date: Value;
}

/// A value with a time of day: what has an `hour()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no time of day",
    label = "expected a time or a timestamp of the crate `chrono` or `time`"
)]
pub trait Timed: Ordered {}

/// A JSON document: what a [`path`](crate::query::JsonFunctions::path) leads into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a JSON document",
    label = "a path leads into a `Json<T>` or a `serde_json::Value`"
)]
pub trait Document: Value {}

/// A list: a `Vec` column, which Postgres has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "expected a `Vec` column"
)]
pub trait List: Value {
    /// What it holds.
    type Item: Value;
}
