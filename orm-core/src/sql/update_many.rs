use super::scope::Paths;
use super::{Writer, length};
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::UpdateMany;

impl Writer<'_> {
    /// The new values are a table of their own, whose rows are met by the key:
    /// `UPDATE "book" SET "title" = "rows"."column2" FROM (…) AS "rows" WHERE "book"."id" = "rows"."column1"`.
    pub(super) fn update_many(&mut self, update: &UpdateMany) -> Result<()> {
        let UpdateMany {
            table,
            columns,
            rows,
            assignments,
        } = update;
        self.written = Some(table);
        length::check_rows(table, columns, rows)?;
        let alias = self.alias(table);
        let source = self.alias_of_name("rows");
        let value = |position: usize| format!("{}.\"column{}\"", quote(&source), position + 1);
        let key = table.primary_key.len();
        self.push("UPDATE ");
        self.source(table, &alias);
        self.clause("SET ");
        for (position, &column) in columns.iter().enumerate().skip(key) {
            self.separate(position - key);
            let name = quote(table.columns[column].name);
            self.push(&format!("{name} = {}", value(position)));
        }
        self.enter(table, alias.clone(), None, Paths::default());
        for (position, (column, expr)) in assignments.iter().enumerate() {
            self.separate(columns.len() - key + position);
            let name = quote(table.columns[*column].name);
            self.push(&format!("{name} = "));
            self.expr(expr)?;
        }
        self.leave();
        self.clause("FROM ");
        self.grammar
            .rows(table, columns, rows, &quote(&source), self)?;
        self.clause("WHERE ");
        for (position, &column) in columns.iter().enumerate().take(key) {
            if position > 0 {
                self.push(" AND ");
            }
            self.column(&alias, table.columns[column].name);
            self.push(&format!(" = {}", value(position)));
        }
        Ok(())
    }
}
