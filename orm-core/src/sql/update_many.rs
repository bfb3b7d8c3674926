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
            returning,
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
        self.enter(alias.clone(), None, Paths::from(table));
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
        self.returning(table, &alias, returning);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{load, update_many};
    use crate::dialect::Dialect;
    use crate::query::syntax::{Expr, Insert, UpdateMany};
    use crate::schema::{Column, Table};
    use crate::types::Datum;

    static BOOK: Table = Table::new("Book", "book")
        .columns(&[
            Column::new::<i64>("id").generated(),
            Column::new::<String>("isbn").unique(),
            Column::new::<i32>("price"),
        ])
        .primary_key(&[0]);

    #[test]
    fn each_row_meets_its_values_by_its_key() {
        let update = UpdateMany {
            table: &BOOK,
            columns: vec![0, 2],
            rows: vec![vec![Datum::Int64(1), Datum::Int32(5)]; 2],
            assignments: vec![(1, Expr::column(&BOOK, 1))],
            returning: Vec::new(),
        };
        let text = |dialect| update_many(&update, dialect).unwrap().text;
        let check = |dialect, source: &str| {
            assert_eq!(
                text(dialect),
                format!(
                    "UPDATE \"book\"\nSET \"price\" = \"rows\".\"column2\", \"isbn\" = \"book\".\"isbn\"\n\
                     FROM {source} AS \"rows\"{}\nWHERE \"book\".\"id\" = \"rows\".\"column1\"",
                    if dialect == Dialect::Postgres {
                        " (\"column1\", \"column2\")"
                    } else {
                        ""
                    }
                )
            );
        };
        check(Dialect::Postgres, "unnest($1, $2)");
        check(Dialect::Sqlite, "(VALUES (?, ?), (?, ?))");
    }

    #[test]
    fn rows_are_copied_where_they_can_be() {
        let insert = Insert {
            table: &BOOK,
            columns: vec![1, 2],
            rows: vec![vec![Datum::Text("a".to_owned()), Datum::Int32(1)]],
            conflict: None,
            returning: Vec::new(),
        };
        let text = |dialect| load(&insert, dialect).unwrap().text;
        assert_eq!(
            text(Dialect::Postgres),
            "COPY \"book\" (\"isbn\", \"price\") FROM STDIN (FORMAT binary)"
        );
        assert_eq!(
            text(Dialect::Sqlite),
            "INSERT INTO \"book\" (\"isbn\", \"price\")\nVALUES (?, ?)"
        );
    }
}
