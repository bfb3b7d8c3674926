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
            &format!("WHERE \"book\".\"price\" IS NULL\n  AND \"book\".\"id\" > ?\n{order_sqlite}"),
        ],
    );
    let order = "ORDER BY \"book\".\"price\" DESC, \"book\".\"id\"";
    let order_sqlite = "ORDER BY \"book\".\"price\" DESC NULLS FIRST, \"book\".\"id\"";
    check(
        vec![by(3, true)],
        vec![Datum::Null, Datum::Int64(7)],
        [
            &format!("WHERE \"book\".\"price\" IS NOT NULL OR \"book\".\"id\" > $1\n{order}"),
            &format!("WHERE \"book\".\"price\" IS NOT NULL OR \"book\".\"id\" > ?\n{order_sqlite}"),
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
