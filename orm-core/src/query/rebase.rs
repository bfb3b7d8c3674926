use super::syntax::{ColumnPath, Expr};
use crate::schema::{RelationKind, RelationRef};

impl Expr {
    /// The same expression, asked of a row from which these to-one relations lead to the row that it was asked of.
    pub(crate) fn rebase(mut self, path: &[RelationRef]) -> Expr {
        if !path.is_empty() {
            self.rebase_in_place(path);
        }
        self
    }

    fn rebase_in_place(&mut self, path: &[RelationRef]) {
        match self {
            Expr::Column(column) => column.rebase(path),
            Expr::Present(inner) => prepend(path, inner),
            Expr::Exists(rows) => prepend(path, &mut rows.path),
            Expr::Aggregate { rows, .. } => prepend(path, &mut rows.path),
            Expr::Outer(_) => return,
            _ => {}
        }
        self.for_each_child_mut(&mut |child| child.rebase_in_place(path));
        // What a sub-query says of this row, it says of the same one.
        let (start, end) = (path[0].from(), path[path.len() - 1].to());
        self.rename_outer(end, start, &mut |outer| outer.column.rebase(path));
    }
}

impl ColumnPath {
    /// A column that a foreign key refers to is the foreign key's own column, one join nearer.
    fn rebase(&mut self, path: &[RelationRef]) {
        prepend(path, &mut self.path);
        while let Some(last) = self.path.last()
            && let Some(own) = own_column(last, self.column)
        {
            self.table = last.from();
            self.column = own;
            self.path.pop();
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

fn prepend(path: &[RelationRef], rest: &mut Vec<RelationRef>) {
    rest.splice(..0, path.iter().copied());
}
