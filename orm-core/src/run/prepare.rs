//! What every write does with its values before anything is sent: defaults, the model's hook, validation.

use crate::create::Draft;
use crate::error::{Error, InvalidField, Result};
use crate::hooks::Saving;
use crate::model::Model;
use crate::query::syntax::{Arithmetic, Expr, Value};
use crate::query::{Assigned, Assignments};
use crate::schema::Table;
use crate::types::{Datum, SqlType};

/// Completes new rows. All that is wrong with any of them is one error.
pub(crate) fn prepare_rows<M: Model>(drafts: &mut [Draft]) -> Result<()> {
    let table = M::table();
    let mut invalid = Vec::new();
    for (row, draft) in drafts.iter_mut().enumerate() {
        draft.fill_in_defaults();
        if let Some(before_save) = M::HOOKS.before_save {
            before_save(&mut Saving::new_row(draft))?;
        }
        let values = draft.values.iter().enumerate();
        let given = values.filter_map(|(column, value)| Some((column, value.as_ref()?)));
        validate(table, row, given, &mut invalid);
    }
    Error::unless_valid(table, invalid)
}

/// Completes the changes of rows that are there.
pub(crate) fn prepare_changes<M: Model>(assignments: &mut Assignments) -> Result<()> {
    let table = M::table();
    refuse_computed(table, assignments.terms.iter().map(|(column, _)| *column))?;
    if let Some(before_save) = M::HOOKS.before_save {
        before_save(&mut Saving::changes(assignments))?;
    }
    complete(table, assignments);
    let mut invalid = Vec::new();
    let columns = assignments.terms.iter().map(|(column, _)| *column);
    let given = columns.filter_map(|column| Some((column, assignments.value(column)?)));
    validate(table, 0, given, &mut invalid);
    Error::unless_valid(table, invalid)
}

/// Completes what is written into rows that are there besides their own new values, which are prepared already.
pub(crate) fn prepare_common(table: &'static Table, set: &[usize]) -> Result<Assignments> {
    refuse_computed(table, set.iter().copied())?;
    let mut assignments = Assignments::new(table);
    complete(table, &mut assignments);
    let version = |column: &usize| table.columns[*column].version;
    let terms = &mut assignments.terms;
    terms.retain(|(column, _)| version(column) || !set.contains(column));
    Ok(assignments)
}

/// Refuses values that their columns' validators refuse.
pub(crate) fn validate_rows(table: &Table, columns: &[usize], rows: &[Vec<Datum>]) -> Result<()> {
    let mut invalid = Vec::new();
    for (row, values) in rows.iter().enumerate() {
        let given = columns.iter().copied().zip(values);
        validate(table, row, given, &mut invalid);
    }
    Error::unless_valid(table, invalid)
}

/// Counts the version, and sets what follows each update and is not set.
fn complete(table: &'static Table, assignments: &mut Assignments) {
    for (position, column) in table.columns.iter().enumerate() {
        let is_set = assignments.terms.iter().any(|(set, _)| *set == position);
        if column.version {
            assignments.set(position, Assigned::Expr(next_version(table, position)));
        } else if let (false, Some(value)) = (is_set, column.on_update_with) {
            assignments.set(position, Assigned::Datum(value()));
        }
    }
}

fn validate<'v>(
    table: &Table,
    row: usize,
    values: impl Iterator<Item = (usize, &'v Datum)>,
    invalid: &mut Vec<InvalidField>,
) {
    for (column, value) in values {
        let definition = &table.columns[column];
        for validator in definition.validators {
            if let Err(reason) = validator(value) {
                invalid.push(InvalidField::new(row, definition.name, reason));
            }
        }
    }
}

fn refuse_computed(table: &Table, mut set: impl Iterator<Item = usize>) -> Result<()> {
    match set.find(|&column| table.columns[column].computed.is_some()) {
        None => Ok(()),
        Some(column) => Err(Error::configuration(format!(
            "`{}::{}` is computed by the database, and cannot be set",
            table.model, table.columns[column].field
        ))),
    }
}

/// One more than the row has.
fn next_version(table: &'static Table, column: usize) -> Expr {
    Expr::Arithmetic {
        operator: Arithmetic::Add,
        left: Box::new(Expr::column(table, column)),
        right: Box::new(Expr::Value(Value {
            datum: match table.columns[column].ty {
                SqlType::Int32 => Datum::Int32(1),
                _ => Datum::Int64(1),
            },
            ty: table.columns[column].ty,
            column: None,
        })),
    }
}
