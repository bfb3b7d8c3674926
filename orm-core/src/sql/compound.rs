//! Several queries whose rows are put together.

use super::Writer;
use super::select::Names;
use crate::error::{Error, Result};
use crate::query::syntax::{Compound, OrderTerm, Select, SetOperator};

impl Writer<'_> {
    pub(super) fn compound(&mut self, compound: &Compound) -> Result<()> {
        // Databases do not agree which operator binds closer: each step is a query of its own.
        for _ in 1..compound.rest.len() {
            self.push("SELECT * FROM (");
        }
        self.member(&compound.first)?;
        for (step, (operator, select)) in compound.rest.iter().enumerate() {
            if step > 0 {
                self.push(&format!(") AS \"rows_{step}\""));
            }
            self.push(operator_text(*operator));
            self.member(select)?;
        }
        self.compound_order(compound)?;
        self.page(compound.limit, compound.offset);
        Ok(())
    }

    /// One of the queries; a page of its own stands in brackets, which SQLite takes in a sub-query only.
    fn member(&mut self, select: &Select) -> Result<()> {
        if !select.is_page() && select.order.is_empty() && select.distinct_on.is_empty() {
            return self.named_select(select, Names::Numbered);
        }
        self.push("SELECT * FROM (");
        self.named_select(select, Names::Numbered)?;
        self.push(") AS \"page\"");
        Ok(())
    }

    fn compound_order(&mut self, compound: &Compound) -> Result<()> {
        for (position, term) in compound.order.iter().enumerate() {
            match position {
                0 => self.clause("ORDER BY "),
                _ => self.push(", "),
            }
            self.push(&place_of(term, &compound.first)?.to_string());
            self.direction(term);
        }
        Ok(())
    }
}

fn place_of(term: &OrderTerm, first: &Select) -> Result<usize> {
    let place = first
        .outputs
        .iter()
        .position(|output| *output == term.operand);
    place.map(|place| place + 1).ok_or_else(|| {
        Error::configuration(
            "rows of several queries can only be ordered by what the first of them selects; \
             select the term of this order as well",
        )
    })
}

fn operator_text(operator: SetOperator) -> &'static str {
    match operator {
        SetOperator::Union => "\nUNION\n",
        SetOperator::UnionAll => "\nUNION ALL\n",
        SetOperator::Intersect => "\nINTERSECT\n",
        SetOperator::Except => "\nEXCEPT\n",
    }
}
