use super::cursor::{Cursor, write_value};
use super::syntax::{Comparison, Expr, Nulls, OrderTerm, Select, Value};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::schema::{Table, fnv1a};
use crate::sql;
use crate::types::Datum;

/// An order in which no two rows are equal, so that the values of one row say which rows are behind it.
#[derive(Debug, Clone)]
pub(crate) struct Keyset {
    table: &'static Table,
    pub(crate) terms: Vec<OrderTerm>,
}

impl Keyset {
    /// The order of a query, with the key behind it where rows may be equal in it.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] for a query whose pages cannot be told by the values of a row.
    pub(crate) fn of(select: &Select) -> Result<Self> {
        let table = select.table;
        refuse(select)?;
        let mut terms = select.order.clone();
        if !is_total(&terms, select) {
            let key = OrderTerm::by_key(table).into_iter();
            let missing: Vec<OrderTerm> = key
                .filter(|key| terms.iter().all(|term| term.operand != key.operand))
                .collect();
            terms.extend(missing);
        }
        for term in &mut terms {
            term.nulls = Some(term.place_of_nulls());
        }
        Ok(Keyset { table, terms })
    }

    /// The same of a query that begins behind a cursor: without the rows before it nothing is computed from them.
    pub(crate) fn with_cursors(select: &Select) -> Result<Self> {
        match select
            .outputs
            .iter()
            .any(|output| output.contains(&is_window))
        {
            true => Err(refused(
                select,
                "it selects a value computed from other rows, which each page would compute from its own; use `page_numbered`",
            )),
            false => Keyset::of(select),
        }
    }

    /// The same rows from the last one to the first.
    pub(crate) fn reversed(mut self) -> Self {
        self.terms.iter_mut().for_each(OrderTerm::reverse);
        self
    }

    /// Tells this order from others.
    pub(crate) fn fingerprint(&self, dialect: Dialect) -> Result<u32> {
        let order = Select {
            outputs: vec![Expr::column(self.table, self.table.primary_key[0])],
            order: self.terms.clone(),
            with_deleted: true,
            ..Select::new(self.table)
        };
        let statement = sql::select(&order, dialect)?;
        let mut bytes = statement.text.into_bytes();
        for bind in &statement.binds {
            write_value(&bind.value, &mut bytes);
        }
        Ok(fnv1a(&bytes))
    }

    /// The condition of the rows behind the cursor's.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] for the cursor of another order.
    pub(crate) fn behind(&self, cursor: &Cursor, fingerprint: u32) -> Result<Expr> {
        if cursor.fingerprint != fingerprint || cursor.values.len() != self.terms.len() {
            return Err(Error::configuration(format!(
                "the cursor is of another query than this one for `{}`, or of one in another order; \
                 go on with the query that gave it, or begin anew without a cursor",
                self.table.name
            )));
        }
        let values = self.terms.iter().zip(&cursor.values).rev();
        let nothing = Expr::any_of([]);
        Ok(values.fold(nothing, |rest, (term, value)| term.behind(value, rest)))
    }

    /// The positions of its values among what the query gives, to which those that are missing are added.
    pub(crate) fn places(&self, outputs: &mut Vec<Expr>) -> Vec<usize> {
        let place = |term: &OrderTerm| {
            let known = outputs.iter().position(|output| *output == term.operand);
            known.unwrap_or_else(|| {
                outputs.push(term.operand.clone());
                outputs.len() - 1
            })
        };
        self.terms.iter().map(place).collect()
    }
}

fn is_window(expr: &Expr) -> bool {
    matches!(expr, Expr::Window(_))
}

fn refused(select: &Select, reason: &str) -> Error {
    Error::configuration(format!(
        "this query for `{}` cannot be read page by page: {reason}",
        select.table.name
    ))
}

fn refuse(select: &Select) -> Result<()> {
    let reason = if select.is_page() {
        "it has a `limit` or an `offset` already, and a page has its own"
    } else if !select.has_own_rows() || !select.distinct_on.is_empty() {
        "groups, and values each given once, have no key by which to go on; use `limit` and `offset`"
    } else if (select.order.iter()).any(|term| term.operand.contains(&is_window)) {
        "its order asks for a value computed from other rows, which another page would change; use `limit` and `offset`"
    } else {
        return Ok(());
    };
    Err(refused(select, reason))
}

/// Whether no two rows are equal in an order: among its terms are all columns of a unique key that are never `NULL`.
fn is_total(terms: &[OrderTerm], select: &Select) -> bool {
    let table = select.table;
    let is_term = |&column: &usize| {
        let column = Expr::column(table, column);
        terms.iter().any(|term| term.operand == column)
    };
    let is_given = |column: &usize| !table.columns[*column].nullable && is_term(column);
    // Rows that were deleted softly may repeat what is unique among the others.
    let repeats = select.with_deleted && table.soft_delete.is_some();
    table.primary_key.iter().all(is_term)
        || !repeats && (table.unique_sets().iter()).any(|set| set.iter().all(is_given))
}

impl OrderTerm {
    /// The rows behind one with this value, where `rest` says which of those that have the same value are.
    fn behind(&self, value: &Datum, rest: Expr) -> Expr {
        let nulls_follow = self.place_of_nulls() == Nulls::Last;
        let is_null = |negated| Expr::IsNull {
            operand: Box::new(self.operand.clone()),
            negated,
        };
        if value.is_null() {
            return match nulls_follow {
                true => Expr::all_of([is_null(false), rest]),
                false => Expr::any_of([is_null(true), rest]),
            };
        }
        let (beyond, from) = match self.descending {
            true => (Comparison::Less, Comparison::LessOrEqual),
            false => (Comparison::Greater, Comparison::GreaterOrEqual),
        };
        let compare = |operator| Expr::Compare {
            operator,
            left: Box::new(self.operand.clone()),
            right: Box::new(Expr::Value(Value {
                datum: value.clone(),
                ty: self.ty,
                column: None,
            })),
        };
        if nulls_follow && sql::may_be_null(&self.operand) {
            let equal = Expr::all_of([compare(Comparison::Equal), rest]);
            return Expr::any_of([compare(beyond), is_null(false), equal]);
        }
        match rest.is_always(false) {
            true => compare(beyond),
            // The first condition is implied by the second; an index can be searched by it.
            false => Expr::all_of([compare(from), Expr::any_of([compare(beyond), rest])]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Column;

    static BOOK: Table = Table::new("Book", "book")
        .columns(&[
            Column::new::<i64>("id").generated(),
            Column::new::<String>("isbn").unique(),
            Column::new::<i32>("year"),
            Column::new::<Option<i32>>("price"),
            Column::new::<Option<String>>("shelf").unique(),
        ])
        .primary_key(&[0]);

    fn by(column: usize, descending: bool) -> OrderTerm {
        OrderTerm {
            operand: Expr::column(&BOOK, column),
            ty: BOOK.columns[column].ty,
            descending,
            nulls: None,
        }
    }

    fn ordered(order: Vec<OrderTerm>) -> Select {
        Select {
            outputs: vec![Expr::column(&BOOK, 0)],
            order,
            ..Select::new(&BOOK)
        }
    }

    /// The conditions behind these values, and the order, as Postgres and SQLite get them.
    #[track_caller]
    fn check(order: Vec<OrderTerm>, values: Vec<Datum>, expected: [&str; 2]) {
        let mut select = ordered(order);
        let keyset = Keyset::of(&select).unwrap();
        for (dialect, expected) in [Dialect::Postgres, Dialect::Sqlite]
            .into_iter()
            .zip(expected)
        {
            let fingerprint = keyset.fingerprint(dialect).unwrap();
            let cursor = Cursor {
                backward: false,
                fingerprint,
                values: values.clone(),
            };
            select.filter = vec![keyset.behind(&cursor, fingerprint).unwrap()];
            select.order = keyset.terms.clone();
            let text = sql::select(&select, dialect).unwrap().text;
            let start = "SELECT \"book\".\"id\"\nFROM \"book\"\n";
            assert_eq!(text.strip_prefix(start).unwrap(), expected);
        }
    }

    #[test]
    fn an_index_can_be_searched_for_what_is_behind() {
        check(
            vec![by(2, true)],
            vec![Datum::Int32(1815), Datum::Int64(7)],
            [
                "WHERE \"book\".\"year\" <= $1\n  AND (\"book\".\"year\" < $2 OR \"book\".\"id\" > $3)\n\
                 ORDER BY \"book\".\"year\" DESC, \"book\".\"id\"",
                "WHERE \"book\".\"year\" <= ?\n  AND (\"book\".\"year\" < ? OR \"book\".\"id\" > ?)\n\
                 ORDER BY \"book\".\"year\" DESC, \"book\".\"id\"",
            ],
        );
    }

    #[test]
    fn null_has_its_place() {
        let order = "ORDER BY \"book\".\"price\", \"book\".\"id\"";
        let order_sqlite = "ORDER BY \"book\".\"price\" NULLS LAST, \"book\".\"id\"";
        let behind = "(\"book\".\"price\" > ? OR \"book\".\"price\" IS NULL OR (\"book\".\"price\" = ? AND \"book\".\"id\" > ?))";
        let postgres = "(\"book\".\"price\" > $1 OR \"book\".\"price\" IS NULL OR (\"book\".\"price\" = $2 AND \"book\".\"id\" > $3))";
        let unbracketed = |text: &str| text[1..text.len() - 1].to_owned();
        check(
            vec![by(3, false)],
            vec![Datum::Int32(5), Datum::Int64(7)],
            [
                &format!("WHERE {}\n{order}", unbracketed(postgres)),
                &format!("WHERE {}\n{order_sqlite}", unbracketed(behind)),
            ],
        );
        check(
            vec![by(3, false)],
            vec![Datum::Null, Datum::Int64(7)],
            [
                &format!("WHERE \"book\".\"price\" IS NULL\n  AND \"book\".\"id\" > $1\n{order}"),
                &format!(
                    "WHERE \"book\".\"price\" IS NULL\n  AND \"book\".\"id\" > ?\n{order_sqlite}"
                ),
            ],
        );
        let order = "ORDER BY \"book\".\"price\" DESC, \"book\".\"id\"";
        let order_sqlite = "ORDER BY \"book\".\"price\" DESC NULLS FIRST, \"book\".\"id\"";
        check(
            vec![by(3, true)],
            vec![Datum::Null, Datum::Int64(7)],
            [
                &format!("WHERE \"book\".\"price\" IS NOT NULL OR \"book\".\"id\" > $1\n{order}"),
                &format!(
                    "WHERE \"book\".\"price\" IS NOT NULL OR \"book\".\"id\" > ?\n{order_sqlite}"
                ),
            ],
        );
    }

    #[test]
    fn the_key_is_added_unless_a_unique_key_is_there() {
        let terms = |order| Keyset::of(&ordered(order)).unwrap().terms.len();
        assert_eq!(terms(vec![]), 1);
        assert_eq!(terms(vec![by(0, true)]), 1);
        assert_eq!(terms(vec![by(2, false), by(0, true), by(3, true)]), 3);
        assert_eq!(terms(vec![by(1, true)]), 1);
        assert_eq!(terms(vec![by(2, true)]), 2);
        // Several rows may have none.
        assert_eq!(terms(vec![by(4, true)]), 2);
    }

    #[test]
    fn orders_are_told_apart() {
        let fingerprint = |order| {
            let keyset = Keyset::of(&ordered(order)).unwrap();
            keyset.fingerprint(Dialect::Postgres).unwrap()
        };
        let orders = [
            fingerprint(vec![]),
            fingerprint(vec![by(0, true)]),
            fingerprint(vec![by(2, false)]),
            fingerprint(vec![by(2, true)]),
            fingerprint(vec![by(3, true)]),
            fingerprint(vec![by(2, true), by(3, true)]),
            fingerprint(vec![by(3, true), by(2, true)]),
        ];
        let distinct: std::collections::HashSet<u32> = orders.into_iter().collect();
        assert_eq!(distinct.len(), orders.len());
        let last = OrderTerm {
            nulls: Some(Nulls::First),
            ..by(3, true)
        };
        assert_eq!(fingerprint(vec![last]), fingerprint(vec![by(3, true)]));
    }
}
