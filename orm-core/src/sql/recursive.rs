//! Rows that are reached step after step. The links that were found are gathered, each once, so that a cycle ends; the rows
//! they lead to are read when all are known.

use super::Writer;
use super::expr::row_count;
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::{Expr, Recursive, Select};
use crate::types::SqlType;

/// The name of the links that were found. A table of this name would be hidden by it: no derived name has a space.
const REACHED: &str = "reached rows";
const DEPTH: &str = "depth";

/// The links that rows are joined to.
struct Links<'l> {
    source: String,
    values: &'l [Expr],
    /// Only those that are found in less than so many steps.
    less_than: Option<u64>,
}

impl Writer<'_> {
    pub(super) fn recursive(&mut self, recursive: &Recursive) -> Result<()> {
        let Recursive {
            step,
            link,
            next,
            start,
            max_depth,
        } = recursive;
        let reached = quote(REACHED);
        let depth = quote(DEPTH);
        let names: Vec<String> = (0..link.len()).map(link_name).collect();
        let names = names.join(", ");
        let counted = |text: String| max_depth.map_or(String::new(), |_| text);

        let column = counted(format!(", {depth}"));
        self.push(&format!("WITH RECURSIVE {reached}({names}{column}) AS (\n"));
        let mut first = only(step, link);
        first.filter.insert(0, start.clone());
        self.stage(&first, &counted(", 1".to_owned()), None)?;

        self.push("\nUNION\n");
        let found = Links {
            source: reached.clone(),
            values: link,
            less_than: *max_depth,
        };
        let steps = counted(format!(", {reached}.{depth} + 1"));
        self.stage(&only(step, next), &steps, Some(&found))?;

        self.push("\n)\n");
        // Where steps are counted, the same link may have been found after several numbers of them.
        let once = format!("(SELECT DISTINCT {names} FROM {reached}) AS {reached}");
        let all = Links {
            source: if max_depth.is_some() { once } else { reached },
            values: link,
            less_than: None,
        };
        self.stage(step, "", Some(&all))
    }

    /// The rows of a step, or those of them that these links lead to, each with something further after its outputs.
    fn stage(&mut self, step: &Select, further: &str, links: Option<&Links<'_>>) -> Result<()> {
        self.enter_select(step);
        self.push("SELECT ");
        self.list(&step.outputs)?;
        self.push(further);
        self.tables(step);
        if let Some(links) = links {
            self.links(links)?;
        }
        self.joins()?;
        self.filter(&step.conditions())?;
        self.order(&step.order)?;
        self.leave();
        Ok(())
    }

    fn links(&mut self, links: &Links<'_>) -> Result<()> {
        self.clause("JOIN ");
        self.push(&links.source);
        self.push(" ON ");
        for (position, value) in links.values.iter().enumerate() {
            if position > 0 {
                self.push(" AND ");
            }
            self.expr(value)?;
            self.push(&format!(" = {}.{}", quote(REACHED), link_name(position)));
        }
        if let Some(steps) = links.less_than {
            self.push(&format!(" AND {}.{} < ", quote(REACHED), quote(DEPTH)));
            self.bind(row_count(steps), SqlType::Int64, None);
        }
        Ok(())
    }
}

/// The rows of a step, of which only this is read.
fn only(step: &Select, outputs: &[Expr]) -> Select {
    Select {
        outputs: outputs.to_vec(),
        order: Vec::new(),
        ..step.clone()
    }
}

fn link_name(position: usize) -> String {
    quote(&format!("link_{}", position + 1))
}
