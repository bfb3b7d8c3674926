use super::syntax::Expr;

/// The opposite of a condition, and `NULL` where that is.
pub(crate) fn opposite(condition: Expr) -> Expr {
    match condition {
        Expr::Not(inner) => *inner,
        Expr::IsNull { operand, negated } => Expr::IsNull {
            operand,
            negated: !negated,
        },
        other => Expr::Not(Box::new(other)),
    }
}

/// That a condition is not met: it is false or `NULL`.
pub(crate) fn not_met(condition: Expr) -> Expr {
    match is_never_null(&condition) {
        true => opposite(condition),
        false => Expr::IsNotTrue(Box::new(condition)),
    }
}

/// Whether a condition is true or false of any row, as far as its outermost parts tell.
fn is_never_null(condition: &Expr) -> bool {
    match condition {
        Expr::Exists(_) | Expr::ExistsQuery(_) | Expr::IsNull { .. } | Expr::IsNotTrue(_) => true,
        Expr::Not(inner) => is_never_null(inner),
        _ => false,
    }
}
