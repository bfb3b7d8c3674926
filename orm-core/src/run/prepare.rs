//! What every write does with its values before anything is sent: defaults, the model's hook, validation.

use std::collections::VecDeque;

use crate::create::Draft;
use crate::error::{Error, InvalidField, Result};
use crate::hooks::Saving;
use crate::model::Model;
use crate::query::syntax::{Arithmetic, Expr, Value};
use crate::query::{Assigned, Assignments};
use crate::schema::{Column, Table};
use crate::types::{Datum, SqlType};

/// Completes new rows and what is nested in them. All values that are refused are one error.
pub(crate) fn prepare_rows<M: Model>(drafts: &mut [Draft]) -> Result<()> {
    let mut invalid = Vec::new();
    let mut nested = VecDeque::new();
    for (row, draft) in drafts.iter_mut().enumerate() {
        prepare_row::<M>(row, draft, &mut invalid)?;
        nested.push_back(&mut draft.nested);
    }
    while let Some(rows) = nested.pop_front() {
        for (row, (draft, model)) in rows.drafts().enumerate() {
            (model.prepare)(row, draft, &mut invalid)?;
            nested.push_back(&mut draft.nested);
        }
    }
    Error::unless_valid(invalid)
}

/// Completes a new row, and adds which of its values are refused.
pub(crate) fn prepare_row<M: Model>(
    row: usize,
    draft: &mut Draft,
    invalid: &mut Vec<InvalidField>,
) -> Result<()> {
    let table = M::table();
    draft.fill_in_defaults();
    if let Some(before_save) = M::HOOKS.before_save {
        before_save(&mut Saving::new_row(draft))?;
    }
    refuse_setting(table, draft.columns(), |column| column.computed.is_some())?;
    let values = draft.values.iter().enumerate();
    let given = values.filter_map(|(column, value)| Some((column, value.as_ref()?)));
    validate(table, row, given, invalid);
    Ok(())
}

/// Completes the changes of rows that are there.
pub(crate) fn prepare_changes<M: Model>(assignments: &mut Assignments) -> Result<()> {
    let table = M::table();
    if let Some(before_save) = M::HOOKS.before_save {
        before_save(&mut Saving::changes(assignments))?;
    }
    let columns = assignments.terms.iter().map(|(column, _)| *column);
    refuse_setting(table, columns.clone(), |column| {
        column.computed.is_some() || column.version
    })?;
    let mut invalid = Vec::new();
    let given = columns.filter_map(|column| Some((column, assignments.value(column)?)));
    validate(table, 0, given, &mut invalid);
    Error::unless_valid(invalid)?;
    follow_change(table, assignments);
    Ok(())
}

/// The values of a row that is there as the model's hook leaves them; adds which of them are refused.
pub(crate) fn prepare_values<M: Model>(
    row: usize,
    given: impl Iterator<Item = (usize, Datum)>,
    invalid: &mut Vec<InvalidField>,
) -> Result<Vec<(usize, Datum)>> {
    let table = M::table();
    let mut assignments = Assignments::new(table);
    for (column, value) in given {
        assignments.set(column, Assigned::Datum(value));
    }
    if let Some(before_save) = M::HOOKS.before_save {
        before_save(&mut Saving::changes(&mut assignments))?;
    }
    let columns: Vec<usize> = assignments
        .terms
        .iter()
        .map(|(column, _)| *column)
        .collect();
    refuse_setting(table, columns.iter().copied(), |column| {
        column.computed.is_some() || column.version
    })?;
    let values = columns
        .iter()
        .filter_map(|&column| Some((column, assignments.value(column)?)));
    validate(table, row, values.clone(), invalid);
    Ok(values
        .map(|(column, value)| (column, value.clone()))
        .collect())
}

/// Completes what is written into rows that are there besides their own new values, which are prepared already.
pub(crate) fn prepare_common(table: &'static Table, set: &[usize]) -> Result<Assignments> {
    refuse_setting(table, set.iter().copied(), |column| {
        column.computed.is_some()
    })?;
    let mut assignments = Assignments::new(table);
    follow_change(table, &mut assignments);
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
    Error::unless_valid(invalid)
}

/// Sets the columns that follow each change by themselves.
pub(crate) fn follow_change(table: &'static Table, assignments: &mut Assignments) {
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
                invalid.push(InvalidField::new(table.name, definition.name, row, reason));
            }
        }
    }
}

/// What the database or the crate sets, nothing else does.
fn refuse_setting(
    table: &Table,
    columns: impl IntoIterator<Item = usize>,
    sets_itself: impl Fn(&Column) -> bool,
) -> Result<()> {
    let mut definitions = columns.into_iter().map(|column| &table.columns[column]);
    match definitions.find(|column| sets_itself(column)) {
        None => Ok(()),
        Some(column) => Err(Error::configuration(format!(
            "`{}::{}` cannot be set: {}",
            table.model,
            column.field,
            match column.version {
                true => "it counts the changes of its row by itself",
                false => "the database computes it",
            }
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
