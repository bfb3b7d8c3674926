//! A page of rows together with how many there are in all, also where the page is beyond the last.

use super::Writer;
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::Select;

impl Writer<'_> {
    /// The number of all rows, beside each row of the page or alone.
    pub(super) fn numbered_page(&mut self, select: &Select, positions: &[usize]) -> Result<()> {
        let names: Vec<String> = (1..=select.outputs.len())
            .map(|position| format!("\"column_{position}\""))
            .collect();
        let (counted, page) = (quote("counted"), quote("page"));
        self.push(&format!("SELECT {counted}.\"total\""));
        for name in &names {
            self.push(&format!(", {page}.{name}"));
        }
        self.push("\nFROM (SELECT (\n");
        let all = Select {
            order: Vec::new(),
            limit: None,
            offset: None,
            ..select.clone()
        };
        self.count(&all)?;
        self.push(&format!("\n) AS \"total\") AS {counted}\nLEFT JOIN (\n"));
        self.named_select(select, &names)?;
        self.push(&format!("\n) AS {page} ON TRUE\nORDER BY "));
        for (place, (term, &position)) in select.order.iter().zip(positions).enumerate() {
            self.separate(place);
            self.push(&format!("{page}.{}", names[position]));
            self.direction(term);
        }
        Ok(())
    }
}
