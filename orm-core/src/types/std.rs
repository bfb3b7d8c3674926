use super::{Cell, Datum, Fraction, Integer, Number, Ordered, SqlType, Textual, Unreadable, Value};

macro_rules! integer {
    ($type:ty, $variant:ident, $name:literal) => {
        impl Value for $type {
            const TYPE: SqlType = SqlType::$variant;

            fn to_datum(&self) -> Datum {
                Datum::$variant(*self)
            }

            fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
                match cell {
                    Cell::Int(value) => value.try_into().map_err(|_| {
                        Unreadable::new(concat!("the integer is out of the range of ", $name))
                    }),
                    other => Err(Unreadable::expected($name, &other)),
                }
            }
        }

        impl Ordered for $type {}
        impl Integer for $type {}
        impl Number for $type {
            type Sum = i64;
            type Average = f64;
        }
    };
}

integer!(i16, Int16, "an i16");
integer!(i32, Int32, "an i32");
integer!(i64, Int64, "an i64");

macro_rules! float {
    ($type:ty, $variant:ident, $name:literal) => {
        impl Value for $type {
            const TYPE: SqlType = SqlType::$variant;

            fn to_datum(&self) -> Datum {
                Datum::$variant(*self)
            }

            fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
                match cell {
                    Cell::$variant(value) => Ok(value),
                    other => Err(Unreadable::expected($name, &other)),
                }
            }
        }

        impl Ordered for $type {}
        impl Number for $type {
            type Sum = f64;
            type Average = f64;
        }
    };
}

float!(f32, Float32, "an f32");
float!(f64, Float64, "an f64");

impl Fraction for f32 {}
impl Fraction for f64 {}

impl Value for bool {
    const TYPE: SqlType = SqlType::Bool;

    fn to_datum(&self) -> Datum {
        Datum::Bool(*self)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Bool(value) => Ok(value),
            other => Err(Unreadable::expected("a boolean", &other)),
        }
    }
}

impl Ordered for bool {}

impl Value for String {
    const TYPE: SqlType = SqlType::Text;

    fn to_datum(&self) -> Datum {
        Datum::Text(self.clone())
    }

    fn into_datum(self) -> Datum {
        Datum::Text(self)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Text(value) => Ok(value.to_owned()),
            other => Err(Unreadable::expected("text", &other)),
        }
    }
}

impl Ordered for String {}
impl Textual for String {}

impl Value for Vec<u8> {
    const TYPE: SqlType = SqlType::Bytes;

    fn to_datum(&self) -> Datum {
        Datum::Bytes(self.clone())
    }

    fn into_datum(self) -> Datum {
        Datum::Bytes(self)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Bytes(value) => Ok(value.to_owned()),
            other => Err(Unreadable::expected("bytes", &other)),
        }
    }
}

impl Ordered for Vec<u8> {}
