//! The expressions that an expression is made of, for whoever walks the tree: a new kind of expression is listed here,
//! and where it is written.

use super::syntax::{Expr, Select};

/// The same match for a walk by `&` and for one by `&mut`.
macro_rules! walks {
    ($children:ident, $inner:ident, $exprs:ident, $iter:ident $(, $mut:tt)?) => {
        impl Expr {
            /// Visits the expressions right within this one that are asked of the same row.
            pub(crate) fn $children(&$($mut)? self, visit: &mut dyn FnMut(&$($mut)? Expr)) {
                match self {
                    Expr::Column(_)
                    | Expr::Outer(_)
                    | Expr::JoinColumn(_)
                    | Expr::Excluded { .. }
                    | Expr::Value(_)
                    | Expr::Present(_)
                    | Expr::Exists(_)
                    | Expr::Aggregate { .. }
                    | Expr::KeyIn(_)
                    | Expr::Query { .. }
                    | Expr::Rows(_)
                    | Expr::ExistsQuery(_)
                    | Expr::TooDeep
                    | Expr::Refused(_) => {}
                    Expr::And(terms) | Expr::Or(terms) => terms.$iter().for_each(visit),
                    Expr::Not(inner) | Expr::IsNotTrue(inner) => visit(inner),
                    Expr::IsNull { operand, .. } | Expr::InQuery { operand, .. } => visit(operand),
                    Expr::Compare { left, right, .. } | Expr::Arithmetic { left, right, .. } => {
                        visit(left);
                        visit(right);
                    }
                    Expr::Between { operand, low, high } => {
                        visit(operand);
                        visit(low);
                        visit(high);
                    }
                    Expr::In(membership) => membership.operands.$iter().for_each(visit),
                    Expr::Matches { operand, pattern, .. } => {
                        visit(operand);
                        visit(pattern);
                    }
                    Expr::Call(call) => call.arguments.$iter().for_each(visit),
                    Expr::Case(case) => {
                        for (condition, value) in case.branches.$iter() {
                            visit(condition);
                            visit(value);
                        }
                        case.otherwise.$iter().for_each(visit);
                    }
                    Expr::Fold(fold) => {
                        fold.operand.$iter().for_each(&mut *visit);
                        fold.filter.$iter().for_each(visit);
                    }
                    Expr::Fragment(fragment) => fragment.operands.$iter().for_each(visit),
                    Expr::Window(window) => {
                        window.arguments.$iter().for_each(&mut *visit);
                        window.filter.$iter().for_each(&mut *visit);
                        window.partition.$iter().for_each(&mut *visit);
                        window.order.$iter().for_each(|term| visit(&$($mut)? term.operand));
                    }
                }
            }

            /// Visits the expressions right within this one that are asked of other rows: those of a sub-query.
            pub(crate) fn $inner(&$($mut)? self, visit: &mut dyn FnMut(&$($mut)? Expr)) {
                match self {
                    Expr::Exists(rows) => rows.filter.$iter().for_each(visit),
                    Expr::Aggregate { rows, operand, .. } => {
                        rows.filter.$iter().for_each(&mut *visit);
                        operand.$iter().for_each(|operand| visit(operand));
                    }
                    Expr::KeyIn(select)
                    | Expr::Query { select, .. }
                    | Expr::Rows(select)
                    | Expr::ExistsQuery(select)
                    | Expr::InQuery { select, .. } => select.$exprs(visit),
                    _ => {}
                }
            }
        }

        impl Select {
            /// Visits the expressions of this query.
            pub(crate) fn $exprs(&$($mut)? self, visit: &mut dyn FnMut(&$($mut)? Expr)) {
                self.outputs.$iter().for_each(&mut *visit);
                self.filter.$iter().for_each(&mut *visit);
                self.group.$iter().for_each(&mut *visit);
                self.having.$iter().for_each(&mut *visit);
                self.distinct_on.$iter().for_each(&mut *visit);
                self.order.$iter().for_each(|term| visit(&$($mut)? term.operand));
            }
        }
    };
}

walks!(for_each_child, for_each_inner, for_each_expr, iter);
walks!(
    for_each_child_mut,
    for_each_inner_mut,
    for_each_expr_mut,
    iter_mut,
    mut
);

impl Expr {
    /// Whether this expression, or one within it that is asked of the same row, is such.
    pub(crate) fn contains(&self, is_such: &dyn Fn(&Expr) -> bool) -> bool {
        let mut found = is_such(self);
        self.for_each_child(&mut |child| found = found || child.contains(is_such));
        found
    }
}
