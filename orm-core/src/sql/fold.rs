//! Aggregates of a query's own rows, and what is computed from the rows around a row.

use super::Writer;
use super::expr::type_of;
use crate::error::{Error, Result};
use crate::query::syntax::{Aggregate, Expr, Fold, Frame, FrameBound, Window, WindowFunction};
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

    fn only_where(&mut self, filter: Option<&Expr>) -> Result<()> {
        if let Some(filter) = filter {
            self.push(" FILTER (WHERE ");
            self.expr(filter)?;
            self.push(")");
        }
        Ok(())
    }

    pub(super) fn window(&mut self, window: &Window) -> Result<()> {
        if window.distinct {
            return Err(Error::unsupported(
                "`distinct` of an aggregate over a window",
                self.grammar.dialect(),
            ));
        }
        let form = self.window_call(window)?;
        self.only_where(window.filter.as_ref())?;
        self.push(" OVER (");
        let mut has_part = false;
        if !window.partition.is_empty() {
            self.push("PARTITION BY ");
            self.list(&window.partition)?;
            has_part = true;
        }
        if !window.order.is_empty() {
            self.push(if has_part { " ORDER BY " } else { "ORDER BY " });
            self.order_terms(&window.order)?;
            has_part = true;
        }
        if let Some(frame) = window.frame {
            self.push(if has_part { " " } else { "" });
            self.frame(frame);
        }
        self.push(")");
        self.result_cast(&form);
        Ok(())
    }

    fn window_call(&mut self, window: &Window) -> Result<AggregateForm> {
        let name = match window.function {
            WindowFunction::Aggregate(function) => {
                return self.aggregate_call(function, window.arguments.first(), false, window.ty);
            }
            WindowFunction::RowNumber => "row_number",
            WindowFunction::Rank => "rank",
            WindowFunction::DenseRank => "dense_rank",
            WindowFunction::PercentRank => "percent_rank",
            WindowFunction::CumulativeDistribution => "cume_dist",
            WindowFunction::Tile => "ntile",
            WindowFunction::Lag => "lag",
            WindowFunction::Lead => "lead",
            WindowFunction::FirstValue => "first_value",
            WindowFunction::LastValue => "last_value",
            WindowFunction::NthValue => "nth_value",
        };
        self.push(name);
        self.push("(");
        self.list(&window.arguments)?;
        self.push(")");
        Ok(AggregateForm::plain(name))
    }

    fn frame(&mut self, frame: Frame) {
        self.push("ROWS BETWEEN ");
        self.frame_bound(frame.start, "UNBOUNDED PRECEDING");
        self.push(" AND ");
        self.frame_bound(frame.end, "UNBOUNDED FOLLOWING");
    }

    fn frame_bound(&mut self, bound: FrameBound, unbounded: &str) {
        match bound {
            FrameBound::Unbounded => self.push(unbounded),
            FrameBound::CurrentRow => self.push("CURRENT ROW"),
            FrameBound::Preceding(rows) => self.push(&format!("{rows} PRECEDING")),
            FrameBound::Following(rows) => self.push(&format!("{rows} FOLLOWING")),
        }
    }
}
