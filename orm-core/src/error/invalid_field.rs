/// A value that a validator refused: one of [`Error::Validation`](super::Error::Validation)'s `fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidField {
    /// The position of its row among those that were written together; the first one is 0.
    pub row: usize,
    /// The column.
    pub column: String,
    /// Why, in the validator's words.
    pub reason: String,
}

impl InvalidField {
    pub(crate) fn new(row: usize, column: &str, reason: String) -> Self {
        InvalidField {
            row,
            column: column.to_owned(),
            reason,
        }
    }

    /// The reason as a part of a message, with the row where there are several.
    pub(super) fn text(&self, several: bool) -> String {
        let InvalidField {
            row,
            column,
            reason,
        } = self;
        match several {
            true => format!("`{column}` of row {}: {reason}", row + 1),
            false => format!("`{column}`: {reason}"),
        }
    }
}
