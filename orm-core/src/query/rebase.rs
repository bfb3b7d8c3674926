use super::syntax::{ColumnPath, Expr, Membership, RelatedRows};
use crate::schema::{RelationKind, RelationRef};

impl Expr {
    /// The same expression, asked of a row from which these to-one relations lead to the row that it was asked of.
    pub(crate) fn rebase(self, path: &[RelationRef]) -> Expr {
        let again = |inner: Box<Expr>| Box::new(inner.rebase(path));
        match self {
            Expr::Column(column) => Expr::Column(column.rebase(path)),
            Expr::Present(inner) => Expr::Present(joined(path, inner)),
            Expr::Exists(rows) => Expr::Exists(Box::new(rows.rebase(path))),
            Expr::Aggregate {
                function,
                rows,
                operand,
                ty,
            } => Expr::Aggregate {
                function,
                rows: Box::new(rows.rebase(path)),
                operand,
                ty,
            },
            Expr::And(terms) => Expr::And(rebase_all(terms, path)),
            Expr::Or(terms) => Expr::Or(rebase_all(terms, path)),
            Expr::Not(inner) => Expr::Not(again(inner)),
            Expr::IsNotTrue(inner) => Expr::IsNotTrue(again(inner)),
            Expr::IsNull { operand, negated } => Expr::IsNull {
                operand: again(operand),
                negated,
            },
            Expr::Compare {
                operator,
                left,
                right,
            } => Expr::Compare {
                operator,
                left: again(left),
                right: again(right),
            },
            Expr::Between { operand, low, high } => Expr::Between {
                operand: again(operand),
                low: again(low),
                high: again(high),
            },
            Expr::In(membership) => {
                let Membership {
                    operands,
                    types,
                    rows,
                    negated,
                } = *membership;
                Expr::In(Box::new(Membership {
                    operands: rebase_all(operands, path),
                    types,
                    rows,
                    negated,
                }))
            }
            Expr::Matches {
                kind,
                case_sensitive,
                operand,
                pattern,
            } => Expr::Matches {
                kind,
                case_sensitive,
                operand: again(operand),
                pattern: again(pattern),
            },
            Expr::Arithmetic {
                operator,
                left,
                right,
            } => Expr::Arithmetic {
                operator,
                left: again(left),
                right: again(right),
            },
            unchanged @ (Expr::JoinColumn(_) | Expr::Value(_) | Expr::KeyIn(_) | Expr::TooDeep) => {
                unchanged
            }
        }
    }
}

impl ColumnPath {
    /// A column that a foreign key refers to is the foreign key's own column, one join nearer.
    fn rebase(self, path: &[RelationRef]) -> ColumnPath {
        let mut path = joined(path, self.path);
        let (mut table, mut column) = (self.table, self.column);
        while let Some(last) = path.last()
            && let Some(own) = own_column(last, column)
        {
            table = last.from();
            column = own;
            path.pop();
        }
        ColumnPath {
            path,
            table,
            column,
        }
    }
}

/// The foreign key's column on the near side that holds the value of this column of the far side.
fn own_column(relation: &RelationRef, far: usize) -> Option<usize> {
    if relation.kind != RelationKind::ForeignKey {
        return None;
    }
    // Of a composite key only a part may be null: then there is no row, and yet its own columns have values.
    if relation.near().len() > 1 && relation.may_be_absent() {
        return None;
    }
    let position = relation.far().iter().position(|&column| column == far)?;
    Some(relation.near()[position])
}

impl RelatedRows {
    fn rebase(self, path: &[RelationRef]) -> RelatedRows {
        RelatedRows {
            path: joined(path, self.path),
            ..self
        }
    }
}

fn rebase_all(terms: Vec<Expr>, path: &[RelationRef]) -> Vec<Expr> {
    terms.into_iter().map(|term| term.rebase(path)).collect()
}

fn joined(path: &[RelationRef], rest: Vec<RelationRef>) -> Vec<RelationRef> {
    path.iter().copied().chain(rest).collect()
}
