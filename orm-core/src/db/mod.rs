//! The only place that names sqlx.

/// A statement: text, and the values bound to its placeholders.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text.
    pub text: String,
    /// The values.
    pub binds: Vec<Bind>,
}

/// One bound value.
#[derive(Debug, Clone, PartialEq)]
pub struct Bind {
    /// The value.
    pub value: crate::types::Datum,
    /// Its type.
    pub ty: crate::types::SqlType,
    /// The column that it belongs to.
    pub column: Option<(&'static str, &'static str)>,
}
