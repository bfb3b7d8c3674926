/// A value that a validator refused: one of [`Error::Validation`](super::Error::Validation)'s `fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidField {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The position of its row: among those of a `create_many`, or of a nested row, among those that were nested in the same
    /// row; the first one is 0.
    pub row: usize,
    /// Why, in the validator's words.
    pub reason: String,
}

impl InvalidField {
    pub(crate) fn new(table: &str, column: &str, row: usize, reason: String) -> Self {
        InvalidField {
            table: table.to_owned(),
            column: column.to_owned(),
            row,
            reason,
        }
    }

    /// The reason as a part of a message, with the row where there are several.
    pub(super) fn text(&self, several: bool) -> String {
        let InvalidField {
            table,
            column,
            row,
            reason,
        } = self;
        match several {
            true => format!("`{table}`.`{column}` of row {}: {reason}", row + 1),
            false => format!("`{table}`.`{column}`: {reason}"),
        }
    }
}
