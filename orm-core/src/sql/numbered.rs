//! A page of rows together with how many there are in all, also where the page is beyond the last.

use super::Writer;
use super::select::Names;
use crate::error::Result;
use crate::query::syntax::Select;

/// What the page of rows is called.
const PAGE: &str = "page";

impl Writer<'_> {
    /// The number of all rows, beside each row of the page or alone.
    pub(super) fn numbered_page(&mut self, select: &Select, positions: &[usize]) -> Result<()> {
        self.push("SELECT \"counted\".\"total\"");
        for position in 0..select.outputs.len() {
            self.push(", ");
            self.numbered_output(PAGE, position);
        }
        self.push("\nFROM (SELECT (\n");
        let all = Select {
            order: Vec::new(),
            limit: None,
            offset: None,
            ..select.clone()
        };
        self.count(&all)?;
        self.push("\n) AS \"total\") AS \"counted\"\nLEFT JOIN (\n");
        self.named_select(select, Names::Numbered)?;
        self.push("\n) AS \"page\" ON TRUE\nORDER BY ");
        for (place, (term, &position)) in select.order.iter().zip(positions).enumerate() {
            self.separate(place);
            self.numbered_output(PAGE, position);
            self.direction(term);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::Dialect;
    use crate::query::syntax::{Expr, OrderTerm, Select};
    use crate::schema::{Column, Table};
    use crate::sql;

    static BOOK: Table = Table::new("Book", "book")
        .columns(&[
            Column::new::<i64>("id").generated(),
            Column::new::<Option<i32>>("year"),
        ])
        .primary_key(&[0]);

    #[test]
    fn the_total_is_there_without_a_row() {
        let year = OrderTerm {
            operand: Expr::column(&BOOK, 1),
            ty: BOOK.columns[1].ty,
            descending: true,
            nulls: None,
        };
        let select = Select {
            outputs: vec![Expr::column(&BOOK, 0), Expr::column(&BOOK, 1)],
            order: std::iter::once(year)
                .chain(OrderTerm::by_key(&BOOK))
                .collect(),
            limit: Some(2),
            offset: Some(4),
            ..Select::new(&BOOK)
        };
        let text = sql::numbered_page(&select, &[1, 0], Dialect::Sqlite)
            .unwrap()
            .text;
        let expected = r#"SELECT "counted"."total", "page"."column_1", "page"."column_2"
FROM (SELECT (
SELECT count(*)
FROM "book"
) AS "total") AS "counted"
LEFT JOIN (
SELECT "book_2"."id" AS "column_1", "book_2"."year" AS "column_2"
FROM "book" AS "book_2"
ORDER BY "book_2"."year" DESC NULLS FIRST, "book_2"."id"
LIMIT ?
OFFSET ?
) AS "page" ON TRUE
ORDER BY "page"."column_2" DESC NULLS FIRST, "page"."column_1""#;
        assert_eq!(text, expected);
    }
}
