//! What is computed from the rows around a row, and where it cannot be asked.

use super::Writer;
use super::fold::AggregateForm;
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, Frame, FrameBound, Window, WindowFunction};

pub(super) const IN_FILTER: &str = "a filter cannot ask for what is computed from the rows around a row (`.over(…)`), since it says which rows there are; \
     select it, and filter what comes";
pub(super) const IN_AGGREGATE: &str = "an aggregate cannot ask for what is computed from the rows around a row (`.over(…)`), since that is computed from what was aggregated; \
     select it, and aggregate what comes";
pub(super) const IN_GROUP: &str = "rows cannot be grouped by what is computed from the rows around a row (`.over(…)`), since that is computed from the groups; \
     select it, and group what comes";
const IN_WINDOW: &str = "what is computed from the rows around a row (`.over(…)`) cannot be computed from another such value; \
     select that one, and compute the rest from what comes";

/// Refuses what is computed over a window where it is not known yet.
pub(super) fn refuse_windows<'e>(
    exprs: impl IntoIterator<Item = &'e Expr>,
    reason: &'static str,
) -> Result<()> {
    let is_window = |expr: &Expr| matches!(expr, Expr::Window(_));
    match exprs.into_iter().any(|expr| expr.contains(&is_window)) {
        true => Err(Error::configuration(reason)),
        false => Ok(()),
    }
}

impl Writer<'_> {
    pub(super) fn window(&mut self, window: &Window) -> Result<()> {
        if window.distinct {
            return Err(Error::unsupported(
                "`distinct` of an aggregate over a window",
                self.grammar.dialect(),
            ));
        }
        let order = window.order.iter().map(|term| &term.operand);
        let within = window.arguments.iter().chain(&window.partition);
        refuse_windows(within.chain(order), IN_WINDOW)?;
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
            self.frame(frame)?;
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

    fn frame(&mut self, frame: Frame) -> Result<()> {
        if frame.is_empty() {
            return Err(Error::configuration(
                "the rows of a window end before they start, so that there are none; the lower bound comes first: \
                 `rows(-2..=0)` are a row and the two before it",
            ));
        }
        self.push("ROWS BETWEEN ");
        self.frame_bound(frame.start, "UNBOUNDED PRECEDING");
        self.push(" AND ");
        self.frame_bound(frame.end, "UNBOUNDED FOLLOWING");
        Ok(())
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
