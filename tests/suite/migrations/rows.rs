//! Rows that fit random schemas, and what is in them.

use std::collections::HashMap;

use orm::prelude::*;
use orm::types::SqlType;

use super::live::{Live, quote};
use super::random::{Column, Spec, Table};

/// The values of columns, by the numbers of their tables and their own.
pub type Values = HashMap<(u32, u32), Vec<String>>;

/// The values of every column that both schemas have with one type, under its name in one of them.
pub async fn values(live: &mut Live, named: &Spec, before: &Spec, after: &Spec) -> Values {
    let mut values = HashMap::new();
    for table in &before.tables {
        let Some(next) = after.tables.iter().find(|next| next.number == table.number) else {
            continue;
        };
        let named = named.table(table.number);
        for column in &table.columns {
            let is_kept = |other: &&Column| {
                other.number == column.number && other.ty == column.ty && other.computed.is_none()
            };
            if next.columns.iter().any(|other| is_kept(&other)) {
                let read = read(live, named, column.number).await;
                values.insert((table.number, column.number), read);
            }
        }
    }
    values
}

async fn read(live: &mut Live, table: &Table, column: u32) -> Vec<String> {
    let name = quote(&table.column(column).name);
    let text = match live.dialect() {
        Dialect::Sqlite => format!("quote({name})"),
        _ => format!("coalesce({name}::text, 'NULL')"),
    };
    let sql = format!("SELECT {text} FROM {} ORDER BY 1", quote(&table.name));
    live.texts(&sql).await
}

pub async fn empty(live: &mut Live, spec: &Spec) {
    for _ in &spec.tables {
        for table in &spec.tables {
            for key in table.keys.iter().flat_map(|key| &key.columns) {
                let column = table.column(*key);
                if column.nullable && !table.key.contains(key) {
                    let sql = format!(
                        "UPDATE {} SET {} = NULL",
                        quote(&table.name),
                        quote(&column.name)
                    );
                    let _ = live.execute(&sql).await;
                }
            }
            let _ = live
                .execute(&format!("DELETE FROM {}", quote(&table.name)))
                .await;
        }
    }
    for table in &spec.tables {
        let sql = format!("SELECT 'row' FROM {}", quote(&table.name));
        assert_eq!(live.texts(&sql).await.len(), 0);
    }
}

/// Three rows for each table that can have some; how many there are.
pub async fn fill(live: &mut Live, spec: &Spec) -> u64 {
    let mut rows: HashMap<u32, Vec<HashMap<u32, String>>> = HashMap::new();
    // What a table refers to may come after it.
    for _ in 0..2 {
        for table in &spec.tables {
            if rows.contains_key(&table.number) {
                continue;
            }
            for number in 0..3 {
                if let Some(row) = row(live.dialect(), table, number, &rows) {
                    let columns: Vec<String> = row
                        .keys()
                        .map(|&column| quote(&table.column(column).name))
                        .collect();
                    let values: Vec<String> = row.values().cloned().collect();
                    let sql = format!(
                        "INSERT INTO {} ({}) VALUES ({})",
                        quote(&table.name),
                        columns.join(", "),
                        values.join(", ")
                    );
                    if live.execute(&sql).await.is_ok() {
                        rows.entry(table.number).or_default().push(row);
                    }
                }
            }
        }
    }
    rows.values().map(|rows| rows.len() as u64).sum()
}

fn row(
    dialect: Dialect,
    table: &Table,
    number: usize,
    rows: &HashMap<u32, Vec<HashMap<u32, String>>>,
) -> Option<HashMap<u32, String>> {
    let mut row = HashMap::new();
    for column in &table.columns {
        if column.computed.is_none() {
            row.insert(column.number, literal(dialect, column, number));
        }
    }
    for key in &table.keys {
        let target = rows.get(&key.target).and_then(|rows| rows.get(number));
        for (column, reference) in key.columns.iter().zip(&key.references) {
            let value = target.and_then(|target| target.get(reference));
            let value = match value {
                Some(value) => value.clone(),
                None if table.column(*column).nullable => "NULL".to_owned(),
                None => return None,
            };
            row.insert(*column, value);
        }
    }
    Some(row)
}

fn literal(dialect: Dialect, column: &Column, row: usize) -> String {
    let is_sqlite = dialect == Dialect::Sqlite;
    if column.nullable && row == 1 {
        return "NULL".to_owned();
    }
    let number = row as u32 + column.number;
    match column.ty {
        SqlType::Bool if is_sqlite => (row % 2).to_string(),
        SqlType::Bool => row.is_multiple_of(2).to_string(),
        SqlType::Int16 | SqlType::Int32 => (number + 1).to_string(),
        SqlType::Int64 if column.generated => (row + 1).to_string(),
        SqlType::Int64 if number.is_multiple_of(7) => "3000000000".to_owned(),
        SqlType::Int64 => (number + 1).to_string(),
        SqlType::Float32 | SqlType::Float64 => format!("{number}.5"),
        SqlType::Text if column.variants > 0 => {
            ["'new'", "'it''s'", "'sold'", "'lost'"][row % column.variants].to_owned()
        }
        SqlType::Text => format!("'text {number} é'"),
        SqlType::Bytes if is_sqlite => format!("x'0{row}ff'"),
        SqlType::Bytes => format!("'\\x0{row}ff'::bytea"),
        SqlType::Timestamp | SqlType::DateTime => format!("'2024-01-0{} 10:20:30.405060'", row + 1),
        SqlType::Date => format!("'2024-01-0{}'", row + 1),
        SqlType::Time => format!("'10:20:3{row}.000000'"),
        SqlType::Uuid if is_sqlite => format!("x'00112233445566778899aabbccdd{:04x}'", number),
        SqlType::Uuid => format!("'00112233-4455-6677-8899-aabbccdd{:04x}'", number),
        SqlType::Decimal if is_sqlite => format!("'+{number}.5'"),
        SqlType::Decimal => format!("{number}.5"),
        SqlType::Json => format!("'{{\"n\": {row}}}'"),
        _ => unreachable!("no other type is made"),
    }
}
