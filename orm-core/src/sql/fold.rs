//! Aggregates of a query's own rows.

use super::Writer;
use super::expr::type_of;
use super::window::{IN_AGGREGATE, refuse_windows};
use crate::error::Result;
use crate::query::syntax::{Aggregate, Expr, Fold};
use crate::types::SqlType;

/// How a database writes an aggregate.
pub(crate) struct AggregateForm {
    pub name: &'static str,
    /// The type that the operand is cast to.
    pub operand_cast: Option<&'static str>,
    /// The type that the result is cast to.
    pub result_cast: Option<&'static str>,
}

impl AggregateForm {
    pub(crate) const fn plain(name: &'static str) -> Self {
        AggregateForm {
            name,
            operand_cast: None,
            result_cast: None,
        }
    }
}

impl Writer<'_> {
    pub(super) fn fold(&mut self, fold: &Fold) -> Result<()> {
        let Fold {
            function,
            operand,
            distinct,
            filter,
            ty,
        } = fold;
        let form = self.aggregate_call(*function, operand.as_ref(), *distinct, *ty)?;
        self.only_where(filter.as_ref())?;
        self.result_cast(&form);
        Ok(())
    }

    /// `sum(CAST("price" AS …))`, without the cast of its result.
    pub(super) fn aggregate_call(
        &mut self,
        function: Aggregate,
        operand: Option<&Expr>,
        distinct: bool,
        ty: SqlType,
    ) -> Result<AggregateForm> {
        refuse_windows(operand, IN_AGGREGATE)?;
        let operand_type = operand.map_or(SqlType::Int64, type_of);
        let form = self.grammar.aggregate(function, ty, operand_type)?;
        self.push(form.name);
        self.push("(");
        if distinct {
            self.push("DISTINCT ");
        }
        match (operand, form.operand_cast) {
            (Some(operand), Some(ty)) => {
                self.push("CAST(");
                self.expr(operand)?;
                self.push(&format!(" AS {ty})"));
            }
            (Some(operand), None) => self.expr(operand)?,
            (None, _) => self.push("*"),
        }
        self.push(")");
        Ok(form)
    }

    pub(super) fn result_cast(&mut self, form: &AggregateForm) {
        if let Some(ty) = form.result_cast {
            self.push(&format!("::{ty}"));
        }
    }

    pub(super) fn only_where(&mut self, filter: Option<&Expr>) -> Result<()> {
        if let Some(filter) = filter {
            refuse_windows([filter], IN_AGGREGATE)?;
            self.push(" FILTER (WHERE ");
            self.expr(filter)?;
            self.push(")");
        }
        Ok(())
    }
}
