use super::scope::Paths;
use super::{Writer, length};
use crate::dialect::quote;
use crate::error::{Error, Result};
use crate::query::syntax::{Conflict, Expr, Resolution};
use crate::schema::{Column, Table};

/// The name by which both databases know the row that was to be inserted.
pub(super) const EXCLUDED: &str = "excluded";

impl Writer<'_> {
    /// `ON CONFLICT ("isbn") DO UPDATE SET "title" = "excluded"."title"`.
    pub(super) fn on_conflict(
        &mut self,
        table: &'static Table,
        alias: String,
        conflict: &Conflict,
    ) -> Result<()> {
        self.clause("ON CONFLICT");
        self.conflict_key(table, &conflict.key);
        match &conflict.resolution {
            Resolution::Ignore => self.push(" DO NOTHING"),
            Resolution::Update {
                assignments,
                filter,
            } => {
                self.push(" DO UPDATE");
                self.enter(alias, None, Paths::from(table));
                self.may_name_excluded = true;
                self.assignments(table, assignments)?;
                let filter = Writer::without_joins(table, filter);
                self.filter(&filter)?;
                self.may_name_excluded = false;
                self.leave();
            }
        }
        Ok(())
    }

    /// Rows that were deleted softly leave their unique values to others: their index says so, and has to be named so.
    fn conflict_key(&mut self, table: &Table, key: &[usize]) {
        if key.is_empty() {
            return;
        }
        self.push(" (");
        for (position, &column) in key.iter().enumerate() {
            self.separate(position);
            self.push_quoted(table.columns[column].name);
        }
        self.push(")");
        if let Some(column) = table.soft_delete
            && key != table.primary_key
        {
            let deleted = quote(table.columns[column].name);
            self.push(&format!(" WHERE {deleted} IS NULL"));
        }
    }

    pub(super) fn excluded(&mut self, table: &'static Table, column: usize) -> Result<()> {
        let column = &table.columns[column];
        if !self.may_name_excluded {
            return Err(Error::configuration(format!(
                "`excluded({}::{})` stands outside of an upsert's condition, where no row was to be inserted",
                table.model, column.field
            )));
        }
        self.column(EXCLUDED, column.name);
        Ok(())
    }

    /// `SET "title" = …, "year" = …`
    pub(super) fn assignments(
        &mut self,
        table: &'static Table,
        assignments: &[(usize, Expr)],
    ) -> Result<()> {
        self.clause("SET ");
        for (position, (column, expr)) in assignments.iter().enumerate() {
            self.separate(position);
            self.push_quoted(table.columns[*column].name);
            self.push(" = ");
            refuse_window(expr, &table.columns[*column], table)?;
            if let Expr::Value(value) = expr {
                length::check(&value.datum, table, *column)?;
            }
            self.assigned(expr)?;
        }
        Ok(())
    }
}

fn refuse_window(expr: &Expr, column: &Column, table: &Table) -> Result<()> {
    match expr.contains(&|part| matches!(part, Expr::Window(_))) {
        true => Err(Error::configuration(format!(
            "`{}::{}` cannot be set to what is computed from the rows around a row (`.over(…)`); \
             set it to a sub-query, `scalar(…)`",
            table.model, column.field
        ))),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::insert;
    use crate::dialect::Dialect;
    use crate::query::syntax::{Comparison, Conflict, Expr, Insert, Resolution};
    use crate::schema::{Column, Table};
    use crate::types::Datum;

    static BOOK: Table = Table::new("Book", "book")
        .columns(&[
            Column::new::<i64>("id").generated(),
            Column::new::<String>("isbn").unique(),
            Column::new::<i32>("price"),
        ])
        .primary_key(&[0]);

    /// Two rows, and what follows their values.
    #[track_caller]
    fn check(resolution: Resolution, expected: &str) {
        let row = |isbn: &str| vec![Datum::Text(isbn.to_owned()), Datum::Int32(1)];
        let insert_into = Insert {
            table: &BOOK,
            columns: vec![1, 2],
            rows: vec![row("a"), row("b")],
            conflict: Some(Conflict {
                key: vec![1],
                resolution,
            }),
            returning: vec![0],
        };
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let statement = insert(&insert_into, dialect).unwrap();
            let (_, conflict) = statement.text.split_once("ON CONFLICT").unwrap();
            assert_eq!(conflict, expected);
        }
    }

    #[test]
    fn a_conflict_is_resolved_in_the_same_words_on_both_databases() {
        check(
            Resolution::Ignore,
            " (\"isbn\") DO NOTHING\nRETURNING \"book\".\"id\"",
        );
        let excluded = || Expr::Excluded {
            table: &BOOK,
            column: 2,
        };
        check(
            Resolution::Update {
                assignments: vec![(2, excluded())],
                filter: vec![Expr::Compare {
                    operator: Comparison::Greater,
                    left: Box::new(excluded()),
                    right: Box::new(Expr::column(&BOOK, 2)),
                }],
            },
            " (\"isbn\") DO UPDATE\nSET \"price\" = \"excluded\".\"price\"\n\
             WHERE \"excluded\".\"price\" > \"book\".\"price\"\nRETURNING \"book\".\"id\"",
        );
    }
}
