use super::scope::{Paths, present_from};
use super::upsert::EXCLUDED;
use super::{Writer, length};
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::{Delete, Expr, Insert, Select, Update};
use crate::schema::Table;
use crate::types::Datum;

impl Writer<'_> {
    pub(super) fn update(&mut self, update: &Update) -> Result<()> {
        let table = update.table;
        let filter = self.enter_write(table, &update.filter);
        self.push("UPDATE ");
        let alias = self.scope().alias.clone();
        self.source(table, &alias);
        self.assignments(table, &update.assignments)?;
        if let Some(source) = self.grammar.compute_first()
            && !update
                .assignments
                .iter()
                .all(|(_, expr)| is_of_one_row(expr))
        {
            self.clause(source);
        }
        self.filter(&filter)?;
        self.returning(table, &alias, &update.returning);
        self.leave();
        Ok(())
    }

    pub(super) fn delete(&mut self, delete: &Delete) -> Result<()> {
        let filter = self.enter_write(delete.table, &delete.filter);
        self.push("DELETE FROM ");
        let alias = self.scope().alias.clone();
        self.source(delete.table, &alias);
        self.filter(&filter)?;
        self.returning(delete.table, &alias, &delete.returning);
        self.leave();
        Ok(())
    }

    /// Enters the scope of a write, and gives its filter.
    fn enter_write(&mut self, table: &'static Table, filter: &[Expr]) -> Vec<Expr> {
        self.written = Some(table);
        let alias = self.alias(table);
        self.enter(alias, None, Paths::from(table));
        Writer::without_joins(table, filter)
    }

    /// The filter of a write, which has no joins: one that needs some becomes a query for the keys.
    pub(super) fn without_joins(table: &'static Table, filter: &[Expr]) -> Vec<Expr> {
        let mut paths = Paths::from(table);
        paths.of_filter(filter);
        if paths.all.is_empty() {
            return filter.to_vec();
        }
        let select = Select {
            filter: filter.to_vec(),
            // Whether it is, the filter of a write says itself.
            with_deleted: true,
            ..Select::new(table)
        };
        vec![Expr::KeyIn(Box::new(select))]
    }

    /// What a column is set to. A related column is a sub-query, since a write has no joins.
    pub(super) fn assigned(&mut self, expr: &Expr) -> Result<()> {
        let table = self.scope().table;
        let mut paths = Paths::from(table);
        paths.of(std::slice::from_ref(expr));
        if paths.all.is_empty() {
            return self.expr(expr);
        }
        let outer = self.scope().alias.clone();
        let alias = self.alias(table);
        self.enter(alias.clone(), None, paths);
        self.push("(SELECT ");
        self.expr(expr)?;
        self.push(" FROM ");
        self.source(table, &alias);
        self.joins()?;
        self.push(" WHERE ");
        for (position, &column) in table.primary_key.iter().enumerate() {
            if position > 0 {
                self.push(" AND ");
            }
            let name = table.columns[column].name;
            self.column(&alias, name);
            self.push(" = ");
            self.column(&outer, name);
        }
        self.push(")");
        self.leave();
        Ok(())
    }

    /// `("book"."id") IN (SELECT …)`.
    pub(super) fn key_in(&mut self, select: &Select) -> Result<()> {
        let key = select.table.primary_key;
        let keys: Vec<Expr> = key
            .iter()
            .map(|&column| Expr::column(select.table, column))
            .collect();
        if let [only] = &keys[..] {
            self.expr(only)?;
        } else {
            self.push("(");
            self.list(&keys)?;
            self.push(")");
        }
        self.push(" IN (");
        self.keys(select)?;
        self.push(")");
        Ok(())
    }

    pub(super) fn insert(&mut self, insert: &Insert) -> Result<()> {
        let table = insert.table;
        self.written = Some(table);
        if insert.conflict.is_some() {
            self.alias_of_name(EXCLUDED);
        }
        let alias = self.alias(table);
        self.push("INSERT INTO ");
        self.source(table, &alias);
        if insert.columns.is_empty() {
            self.push(" DEFAULT VALUES");
        } else {
            length::check_rows(table, &insert.columns, &insert.rows)?;
            self.push(" (");
            for (position, &column) in insert.columns.iter().enumerate() {
                self.separate(position);
                self.push_quoted(table.columns[column].name);
            }
            self.push(")\n");
            match insert.rows.len() {
                1 => self.values(table, &insert.columns, &insert.rows),
                _ => self.grammar.insert_rows(insert, self)?,
            }
        }
        if let Some(conflict) = &insert.conflict {
            self.on_conflict(table, alias.clone(), conflict)?;
        }
        self.returning(table, &alias, &insert.returning);
        Ok(())
    }

    /// `VALUES (…), (…)`, each value bound by itself.
    pub(crate) fn values(&mut self, table: &'static Table, columns: &[usize], rows: &[Vec<Datum>]) {
        self.push("VALUES ");
        for (position, row) in rows.iter().enumerate() {
            self.separate(position);
            self.push("(");
            for (place, (&column, value)) in columns.iter().zip(row).enumerate() {
                self.separate(place);
                let ty = table.columns[column].ty;
                self.bind(value.clone(), ty, Some((table, column)));
            }
            self.push(")");
        }
    }

    /// `(VALUES (…), (…)) AS "rows"`, whose columns both databases call `column1`, `column2` …
    pub(crate) fn values_as(
        &mut self,
        table: &'static Table,
        columns: &[usize],
        rows: &[Vec<Datum>],
        name: &str,
    ) {
        self.push("(");
        self.values(table, columns, rows);
        self.push(&format!(") AS {name}"));
    }

    pub(super) fn returning(&mut self, table: &Table, alias: &str, columns: &[usize]) {
        if columns.is_empty() {
            return;
        }
        let name = self.grammar.returned_table(table, alias);
        self.clause("RETURNING ");
        for (position, &column) in columns.iter().enumerate() {
            self.separate(position);
            self.push(&format!("{name}.{}", quote(table.columns[column].name)));
        }
    }
}

/// Whether an expression reads nothing but the row that it is computed for.
fn is_of_one_row(expr: &Expr) -> bool {
    !expr.contains(&|part| match part {
        Expr::Column(column) => !column.path.is_empty(),
        Expr::Present(path) => !present_from(path).is_empty(),
        Expr::Exists(_)
        | Expr::Aggregate { .. }
        | Expr::KeyIn(_)
        | Expr::Query { .. }
        | Expr::ExistsQuery(_)
        | Expr::InQuery { .. } => true,
        _ => false,
    })
}
