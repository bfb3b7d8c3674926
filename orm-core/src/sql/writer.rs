use std::borrow::Cow;
use std::fmt::Write as _;

use super::scope::Scope;
use crate::db::{Bind, ColumnName, Statement};
use crate::dialect::{Grammar, push_quoted, quote};
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, Value};
use crate::schema::{RelationRef, Table, shorten};
use crate::types::{Datum, SqlType};

/// Most statements are no longer than that, in bytes.
const USUAL_LENGTH: usize = 512;

/// Writes one statement: its text grows from left to right, and with each placeholder its bound values.
pub(crate) struct Writer<'w> {
    pub(super) grammar: &'w dyn Grammar,
    text: String,
    binds: Vec<Bind>,
    /// The table that the statement writes to.
    pub(super) written: Option<&'static Table>,
    /// The aliases that are taken, each with how many of its table's are.
    aliases: Vec<(String, usize)>,
    /// Whether the place that is being written knows the row that was to be inserted.
    pub(super) may_name_excluded: bool,
    /// The scopes that enclose the place that is being written, the innermost last.
    pub(super) scopes: Vec<Scope>,
}

impl<'w> Writer<'w> {
    pub(super) fn new(grammar: &'w dyn Grammar) -> Self {
        Writer {
            grammar,
            text: String::with_capacity(USUAL_LENGTH),
            binds: Vec::new(),
            written: None,
            aliases: Vec::new(),
            may_name_excluded: false,
            scopes: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Result<Statement> {
        let limit = self.grammar.max_binds();
        if self.binds.len() > limit {
            return Err(Error::too_complex(
                format!("it binds {} values", self.binds.len()),
                limit,
            ));
        }
        Ok(Statement {
            text: self.text,
            binds: self.binds,
            table: self.written,
            timeout: None,
        })
    }

    /// How many bytes have been written.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// What has been written from there on.
    pub(super) fn written_since(&self, start: usize) -> &str {
        &self.text[start..]
    }

    pub(crate) fn push(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    pub(crate) fn push_quoted(&mut self, name: &str) {
        push_quoted(&mut self.text, name);
    }

    pub(super) fn push_number(&mut self, number: usize) {
        // Writing to a `String` never fails.
        let _ = write!(self.text, "{number}");
    }

    /// A clause: on a line of its own, but within a sub-query on the same line.
    pub(crate) fn clause(&mut self, sql: &str) {
        let separator = if self.scopes.len() > 1 { ' ' } else { '\n' };
        self.text.push(separator);
        self.text.push_str(sql);
    }

    /// The comma before all items of a list but the first.
    pub(crate) fn separate(&mut self, position: usize) {
        if position > 0 {
            self.text.push_str(", ");
        }
    }

    pub(crate) fn list(&mut self, exprs: &[Expr]) -> Result<()> {
        for (position, expr) in exprs.iter().enumerate() {
            self.separate(position);
            self.expr(expr)?;
        }
        Ok(())
    }

    /// `"alias"."column"`: a column alone would be a text on SQLite, were it not there.
    pub(super) fn column(&mut self, alias: &str, name: &str) {
        push_column(&mut self.text, alias, name);
    }

    /// Columns of a table by this name, as a list.
    pub(super) fn columns(&mut self, alias: &str, table: &Table, columns: &[usize]) {
        for (position, &column) in columns.iter().enumerate() {
            self.separate(position);
            self.column(alias, table.columns[column].name);
        }
    }

    /// A column of the row at the end of a path.
    pub(super) fn column_at(&mut self, path: &[RelationRef], name: &str) {
        let scope = self.scopes.last().expect("a statement has a scope");
        push_column(&mut self.text, scope.alias_of(path), name);
    }

    pub(crate) fn bind(
        &mut self,
        value: Datum,
        ty: SqlType,
        column: Option<(&'static Table, usize)>,
    ) {
        self.binds.push(Bind::new(value, ty, column));
        let placeholder = self.grammar.placeholder(self.binds.len());
        self.text.push_str(&placeholder);
    }

    /// A value in an expression of one's own.
    pub(super) fn bind_typed(&mut self, value: &Value) -> Result<()> {
        self.add_bind(value)?;
        let placeholder = self.grammar.placeholder(self.binds.len());
        self.typed_placeholder(placeholder, value.ty);
        Ok(())
    }

    /// A placeholder in SQL of one's own, where nothing else says what is bound to it. The brackets are for a subscript
    /// behind it.
    pub(super) fn typed_placeholder(&mut self, placeholder: Cow<'static, str>, ty: SqlType) {
        match self.grammar.value_suffix(ty).as_str() {
            "" => self.push(&placeholder),
            suffix => self.push(&format!("({placeholder}{suffix})")),
        }
    }

    /// The value of a placeholder that stands in the text already.
    pub(super) fn add_bind(&mut self, value: &Value) -> Result<()> {
        let (value, ty) = self.grammar.parameter(&value.datum, value.ty)?;
        self.binds.push(Bind {
            value,
            ty,
            column: None,
        });
        Ok(())
    }

    /// Values as one array.
    pub(crate) fn bind_array(&mut self, values: Vec<Datum>, ty: SqlType, like: &Expr) {
        let column = match like {
            Expr::Column(column) => Some((column.table, column.column)),
            _ => None,
        };
        self.bind(Datum::Array(values), array_of(ty), column);
    }

    /// The column that an expression is, for errors.
    pub(crate) fn name_of(&self, expr: &Expr) -> Option<ColumnName> {
        match expr {
            Expr::Column(column) => Some(ColumnName {
                table: column.table.name,
                column: column.table.columns[column.column].name,
            }),
            _ => None,
        }
    }

    /// The name by which this occurrence of a table goes: its own, and with a counter where that is taken, by another
    /// occurrence or by a table that is called so.
    pub(super) fn alias(&mut self, table: &'static Table) -> String {
        self.alias_of_name(table.name)
    }

    /// This name, and with a counter where it is taken.
    pub(super) fn alias_of_name(&mut self, name: &str) -> String {
        let place = self.aliases.iter().position(|(taken, _)| taken == name);
        let Some(place) = place else {
            self.aliases.push((name.to_owned(), 1));
            return name.to_owned();
        };
        let mut count = self.aliases[place].1;
        let alias = loop {
            count += 1;
            let alias = shorten(format!("{name}_{count}"));
            if !self.aliases.iter().any(|(taken, _)| *taken == alias) {
                break alias;
            }
        };
        self.aliases[place].1 = count;
        self.aliases.push((alias.clone(), 1));
        alias
    }

    /// `"sales"."book" AS "book_2"`, the alias only where it is not the table's own name.
    pub(super) fn source(&mut self, table: &'static Table, alias: &str) {
        let name = self.grammar.table(table);
        self.text.push_str(&name);
        if name != quote(alias) {
            self.text.push_str(" AS ");
            push_quoted(&mut self.text, alias);
        }
    }
}

fn push_column(text: &mut String, alias: &str, name: &str) {
    push_quoted(text, alias);
    text.push('.');
    push_quoted(text, name);
}

/// Types are constants, so that each array type is one too.
fn array_of(ty: SqlType) -> SqlType {
    macro_rules! arrays {
        ($($element:ident)*) => {
            match ty {
                $(SqlType::$element => SqlType::Array(&SqlType::$element),)*
                SqlType::Array(element) => SqlType::Array(element),
            }
        };
    }
    arrays! {
        Bool Int16 Int32 Int64 Float32 Float64 Text Bytes Timestamp DateTime Date Time Uuid Decimal Json
    }
}
