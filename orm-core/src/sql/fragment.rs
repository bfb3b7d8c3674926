use super::Writer;
use super::template::{Piece, Template};
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, Fragment};
use crate::schema::{RelationRef, Table};

impl Writer<'_> {
    /// SQL that a person wrote, in brackets.
    pub(super) fn fragment(&mut self, fragment: &Fragment) -> Result<()> {
        let template = Template::parse(&fragment.text, self.grammar.lexicon())?;
        if template.is_ended || !template.is_balanced {
            return Err(Error::configuration(
                "the SQL of an expression has a `;`, or brackets that do not match",
            ));
        }
        template.check_binds(fragment.operands.len())?;
        let root = self.scope().table;
        for operand in &fragment.operands {
            check_root(operand, root)?;
        }
        self.push("(");
        for piece in &template.pieces {
            match piece {
                Piece::Text(text) => self.push(text),
                Piece::Placeholder(number) => {
                    self.fragment_operand(&fragment.operands[number - 1])?;
                }
            }
        }
        // A comment that the text ends in ends with its line.
        self.push(if fragment.text.contains("--") {
            "\n)"
        } else {
            ")"
        });
        Ok(())
    }

    fn fragment_operand(&mut self, operand: &Expr) -> Result<()> {
        match operand {
            Expr::Value(value) => self.bind_typed(value),
            _ => self.operand(operand),
        }
    }
}

/// Refuses what is asked of rows of another table than the query's.
fn check_root(operand: &Expr, root: &'static Table) -> Result<()> {
    let starts_elsewhere = |expr: &Expr| {
        let from =
            |path: &[RelationRef], end: &'static Table| path.first().map_or(end, RelationRef::from);
        let start = match expr {
            Expr::Column(column) => from(&column.path, column.table),
            Expr::Present(path) => from(path, root),
            Expr::Exists(rows) => from(&rows.path, rows.relation.from()),
            Expr::Aggregate { rows, .. } => from(&rows.path, rows.relation.from()),
            _ => root,
        };
        start != root
    };
    match operand.contains(&starts_elsewhere) {
        true => Err(Error::configuration(format!(
            "an operand of `sql_expr` belongs to another model than `{}`, which the query is for",
            root.model
        ))),
        false => Ok(()),
    }
}
