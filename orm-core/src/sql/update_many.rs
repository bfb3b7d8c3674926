use super::Writer;
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::UpdateMany;

impl Writer<'_> {
    /// The new values are a table of their own, whose rows are met by the key:
    /// `WITH "rows" ("id", "title") AS (…) UPDATE "book" SET "title" = "rows"."title" FROM "rows" WHERE …`.
    pub(super) fn update_many(&mut self, update: &UpdateMany) -> Result<()> {
        let UpdateMany {
            table,
            columns,
            rows,
        } = update;
        self.written = Some(table);
        self.check_lengths(table, columns, rows)?;
        let alias = self.alias(table);
        let source = self.alias_of_name("rows");
        let names: Vec<String> = columns
            .iter()
            .map(|&c| quote(table.columns[c].name))
            .collect();
        let (key, set) = names.split_at(table.primary_key.len());
        let quoted = quote(&source);
        self.push(&format!("WITH {quoted} ({}) AS (", names.join(", ")));
        self.grammar.rows(table, columns, rows, self)?;
        self.push(")");
        self.clause("UPDATE ");
        self.source(table, &alias);
        self.clause("SET ");
        for (position, name) in set.iter().enumerate() {
            self.separate(position);
            self.push(&format!("{name} = {quoted}.{name}"));
        }
        self.clause(&format!("FROM {quoted}"));
        self.clause("WHERE ");
        for (position, name) in key.iter().enumerate() {
            if position > 0 {
                self.push(" AND ");
            }
            self.push(&format!("{}.{name} = {quoted}.{name}", quote(&alias)));
        }
        Ok(())
    }
}
