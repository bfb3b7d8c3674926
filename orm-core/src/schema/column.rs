use crate::types::{ColumnType, Datum, SqlType, Value};

/// A column of a [`Table`](super::Table).
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The struct's field.
    pub field: &'static str,
    /// The column's name in the database.
    pub name: &'static str,
    /// What it stores.
    pub ty: SqlType,
    /// Whether it may be `NULL`.
    pub nullable: bool,
    /// The texts that it may hold, where they are a closed set.
    pub variants: &'static [&'static str],
    /// The most characters of a text.
    pub max_length: Option<u32>,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// Whether it has an index of its own.
    pub index: bool,
    /// Whether the database makes the value: an integer key.
    pub generated: bool,
    /// What the database puts where an insert gives no value.
    pub default: Option<Default>,
    /// What an insert by this crate puts where it is given no value.
    pub default_with: Option<fn() -> Datum>,
    /// A condition, in SQL, that each value meets.
    pub check: Option<&'static str>,
    /// The name that it had before.
    pub renamed_from: Option<&'static str>,
    /// Whether it counts the changes of its row.
    pub version: bool,
    /// What gives its value at each write that does not set it.
    pub on_update_with: Option<fn() -> Datum>,
    /// The SQL that the database computes it by.
    pub computed: Option<&'static str>,
    /// What says whether a value may be stored.
    pub validators: &'static [Validator],
}

/// Says whether a value may be stored: why not, otherwise.
pub type Validator = fn(&Datum) -> Result<(), String>;

/// A column's default in the database.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Default {
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point or decimal number, as it was written.
    Number(&'static str),
    /// Text.
    Text(&'static str),
    /// An SQL expression.
    Sql(&'static str),
}

impl Column {
    /// A column for a field of type `T`, named as the field.
    pub const fn new<T: ColumnType>(field: &'static str) -> Self {
        Column {
            nullable: T::NULLABLE,
            variants: <T::Base as Value>::VARIANTS,
            ..Column::required(field, <T::Base as Value>::TYPE)
        }
    }

    /// A column of this type with a value in every row, and nothing else said of it.
    pub(super) const fn required(name: &'static str, ty: SqlType) -> Self {
        Column {
            field: name,
            name,
            ty,
            nullable: false,
            variants: &[],
            max_length: None,
            unique: false,
            index: false,
            generated: false,
            default: None,
            default_with: None,
            check: None,
            renamed_from: None,
            version: false,
            on_update_with: None,
            computed: None,
            validators: &[],
        }
    }

    /// Names it, and the field that it is for.
    #[doc(hidden)]
    pub const fn of_field(mut self, field: &'static str) -> Self {
        self.field = field;
        self.name = field;
        self
    }

    /// Gives it another name in the database.
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Limits a text to so many characters.
    ///
    /// # Panics
    ///
    /// At compile time, where the column is no text.
    pub const fn max_length(mut self, characters: u32) -> Self {
        assert!(
            matches!(self.ty, SqlType::Text),
            "`max_length` limits text, and this column holds none"
        );
        self.max_length = Some(characters);
        self
    }

    /// Makes its values unique.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Gives it an index.
    pub const fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// Leaves its values to the database.
    pub const fn generated(mut self) -> Self {
        self.generated = true;
        self
    }

    /// Gives it a default that the database knows.
    ///
    /// # Panics
    ///
    /// At compile time, where the literal is none of the column's type.
    pub const fn default(mut self, default: Default) -> Self {
        let fits = match default {
            Default::Bool(_) => matches!(self.ty, SqlType::Bool),
            Default::Int(_) => matches!(
                self.ty,
                SqlType::Int16
                    | SqlType::Int32
                    | SqlType::Int64
                    | SqlType::Float32
                    | SqlType::Float64
                    | SqlType::Decimal
            ),
            Default::Number(_) => {
                matches!(
                    self.ty,
                    SqlType::Float32 | SqlType::Float64 | SqlType::Decimal
                )
            }
            Default::Text(_) => matches!(self.ty, SqlType::Text),
            Default::Sql(_) => true,
        };
        assert!(
            fits,
            "the default's literal is not of the column's type; `default_sql` takes any SQL expression"
        );
        self.default = Some(default);
        self
    }

    /// Gives it a default that this crate computes at each insert.
    pub const fn default_with(mut self, default: fn() -> Datum) -> Self {
        self.default_with = Some(default);
        self
    }

    /// Puts a condition on each value.
    pub const fn check(mut self, sql: &'static str) -> Self {
        self.check = Some(sql);
        self
    }

    /// Says which name it had before.
    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    /// It counts the changes of its row, from 1: `save` of a row that was changed meanwhile is
    /// [`Error::Stale`](crate::Error::Stale).
    #[must_use]
    pub const fn version(mut self) -> Self {
        self.version = true;
        self
    }

    /// Each write that does not set it sets it to what this function gives.
    #[must_use]
    pub const fn on_update_with(mut self, value: fn() -> Datum) -> Self {
        self.on_update_with = Some(value);
        self
    }

    /// The database computes it from the row's other columns.
    #[must_use]
    pub const fn computed(mut self, sql: &'static str) -> Self {
        self.computed = Some(sql);
        self
    }

    /// Each value is asked of these before it is sent.
    #[must_use]
    pub const fn validated_by(mut self, validators: &'static [Validator]) -> Self {
        self.validators = validators;
        self
    }

    /// Whether an insert may leave it out.
    pub fn may_be_left_out(&self) -> bool {
        self.generated
            || self.nullable
            || self.default.is_some()
            || self.default_with.is_some()
            || self.on_update_with.is_some()
            || self.version
            || self.computed.is_some()
    }
}
