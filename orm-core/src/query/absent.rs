use super::syntax::{Call, Case, Expr, Function};
use crate::schema::RelationRef;
use crate::types::SqlType;

impl Expr {
    /// As [`rebase`](Expr::rebase), and `NULL` where these relations lead to no row.
    pub(crate) fn where_present(self, path: &[RelationRef], ty: SqlType) -> Expr {
        let is_null_by_itself = self.is_null_of_nulls();
        let expr = self.rebase(path);
        if is_null_by_itself {
            return expr;
        }
        Expr::Case(Box::new(Case {
            branches: vec![(Expr::Present(path.to_vec()), expr)],
            otherwise: None,
            ty,
        }))
    }

    /// Whether it is certainly `NULL` of a row in which everything is.
    fn is_null_of_nulls(&self) -> bool {
        match self {
            Expr::Column(_) => true,
            Expr::Not(operand) | Expr::Between { operand, .. } => operand.is_null_of_nulls(),
            Expr::Compare { left, right, .. } | Expr::Arithmetic { left, right, .. } => {
                left.is_null_of_nulls() || right.is_null_of_nulls()
            }
            Expr::Matches {
                operand, pattern, ..
            } => operand.is_null_of_nulls() || pattern.is_null_of_nulls(),
            Expr::Call(call) => call.is_null_of_nulls(),
            _ => false,
        }
    }
}

impl Call {
    fn is_null_of_nulls(&self) -> bool {
        let mut arguments = self.arguments.iter().map(Expr::is_null_of_nulls);
        match self.function {
            Function::Coalesce | Function::Greatest | Function::Least => {
                arguments.all(|is_null| is_null)
            }
            Function::NullIf => arguments.next() == Some(true),
            Function::Json(_) => false,
            _ => arguments.any(|is_null| is_null),
        }
    }
}
