//! Paths into JSON documents, which both databases take as one text.

use crate::query::syntax::{Call, Expr, Value};
use crate::types::{Datum, SqlType};

/// The document, and the steps into it.
pub(super) fn json_arguments(call: &Call) -> (Expr, &[Expr]) {
    let (document, steps) = call
        .arguments
        .split_first()
        .expect("a path leads into a document");
    (document.clone(), steps)
}

/// `$."key"[0]` as one bound text, after this beginning.
pub(super) fn json_path(root: &str, steps: &[Expr]) -> Expr {
    let steps = steps.iter().map(|step| match step {
        Expr::Value(Value {
            datum: Datum::Text(key),
            ..
        }) => format!(".{}", quoted(key)),
        Expr::Value(Value {
            datum: Datum::Int32(position),
            ..
        }) => format!("[{position}]"),
        _ => unreachable!("a path has keys and positions"),
    });
    Expr::Value(Value {
        datum: Datum::Text(format!("{root}{}", steps.collect::<String>())),
        ty: SqlType::Text,
        column: None,
    })
}

/// A key as in JSON, so that it ends where its quotes do. One with a NUL stays as it is, and is refused when it is bound.
fn quoted(key: &str) -> String {
    match key.contains('\0') {
        true => key.to_owned(),
        false => serde_json::Value::from(key).to_string(),
    }
}
