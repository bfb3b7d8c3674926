//! The statement for a row by its key: its text depends on the table alone, and is written once.

use std::collections::HashMap;
use std::ptr;
use std::sync::{LazyLock, PoisonError, RwLock};

use super::write;
use crate::db::{Bind, Statement};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::syntax::{Select, Value};

/// By the address of the table, which is a constant of the program.
type Texts = HashMap<(usize, Dialect), Box<str>>;

static TEXTS: LazyLock<RwLock<Texts>> = LazyLock::new(RwLock::default);

/// The statement of a query that asks for the row with this key and nothing else.
pub(super) fn row_by_key(select: &Select, key: &Value, dialect: Dialect) -> Result<Statement> {
    let place = (ptr::from_ref(select.table).addr(), dialect);
    let texts = TEXTS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = texts.get(&place) {
        return Ok(Statement {
            text: text.to_string(),
            binds: vec![Bind::new(key.datum.clone(), key.ty, key.column)],
            table: None,
            timeout: None,
        });
    }
    drop(texts);
    let statement = write(dialect, |writer| writer.select(select))?;
    let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
    texts.insert(place, statement.text.as_str().into());
    Ok(statement)
}
