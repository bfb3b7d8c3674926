use crate::query::syntax::Expr;

/// The columns that a statement asks for, in the order in which they are read.
#[derive(Default)]
pub struct Outputs {
    exprs: Vec<Expr>,
    brings_rows: bool,
}

impl Outputs {
    /// Of a statement whose rows may bring the rows of relations to many.
    pub(crate) fn bringing_rows(brings_rows: bool) -> Self {
        Outputs {
            exprs: Vec::new(),
            brings_rows,
        }
    }

    /// Whether a relation to many is one of the columns: an array of rows. Otherwise it is loaded by a statement of its own.
    pub(crate) fn brings_rows(&self) -> bool {
        self.brings_rows
    }

    pub(crate) fn push(&mut self, expr: Expr) {
        self.exprs.push(expr);
    }

    pub(crate) fn extend(&mut self, exprs: impl IntoIterator<Item = Expr>) {
        self.exprs.extend(exprs);
    }

    pub(crate) fn into_exprs(self) -> Vec<Expr> {
        self.exprs
    }
}
