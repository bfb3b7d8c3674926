//! Parameters in Postgres' binary format.
//!
//! Each has the type of its column, `NULL`s too: sqlx prepares a statement for the types of its first run, and later ones
//! must be the same.

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, Postgres};

use super::check::{self, Refusal};
use crate::db::format::{epoch, numeric, oid};
use crate::types::{Datum, SqlType};

const DATE: Refusal = "Postgres has no date so far from today";

const TOO_LARGE: Refusal = "it is larger than the 2 GiB that Postgres takes";

/// The first byte of a `jsonb`, of which there is one version.
const JSONB_VERSION: u8 = 1;

/// A value and the type that it is sent as.
pub(super) struct Parameter<'a> {
    pub(super) value: &'a Datum,
    pub(super) ty: SqlType,
}

impl sqlx::Type<Postgres> for Parameter<'_> {
    /// Not asked for, since each parameter says what it produces.
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(oid::TEXT))
    }
}

impl Encode<'_, Postgres> for Parameter<'_> {
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(oid::of(self.ty))))
    }

    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if self.value.is_null() {
            return Ok(IsNull::Yes);
        }
        write(self.value, self.ty, buffer)?;
        Ok(IsNull::No)
    }
}

/// Appends a value in the format of `ty`.
fn write(value: &Datum, ty: SqlType, out: &mut Vec<u8>) -> Result<(), Refusal> {
    match (ty, value) {
        (_, Datum::Invalid(reason)) => return Err(reason),
        (SqlType::Bool, Datum::Bool(value)) => out.push(u8::from(*value)),
        (SqlType::Int16, _) => out.extend(check::integer::<i16>(value)?.to_be_bytes()),
        (SqlType::Int32, _) => out.extend(check::integer::<i32>(value)?.to_be_bytes()),
        (SqlType::Int64, _) => out.extend(check::integer::<i64>(value)?.to_be_bytes()),
        (SqlType::Float32, Datum::Float32(value)) => out.extend(value.to_be_bytes()),
        (SqlType::Float64, Datum::Float64(value)) => out.extend(value.to_be_bytes()),
        (SqlType::Float64, Datum::Float32(value)) => out.extend(f64::from(*value).to_be_bytes()),
        (SqlType::Text, Datum::Text(value)) => out.extend(check::text(value)?.as_bytes()),
        (SqlType::Bytes, Datum::Bytes(value)) => out.extend(value),
        (SqlType::Timestamp, Datum::Timestamp(micros))
        | (SqlType::DateTime, Datum::DateTime(micros)) => {
            let sent = epoch::write_timestamp(*micros).ok_or(DATE)?;
            out.extend(sent.to_be_bytes());
        }
        (SqlType::Date, Datum::Date(days)) => {
            let sent = epoch::write_date(*days).ok_or(DATE)?;
            out.extend(sent.to_be_bytes());
        }
        (SqlType::Time, Datum::Time(micros)) => out.extend(check::time(*micros)?.to_be_bytes()),
        (SqlType::Uuid, Datum::Uuid(value)) => out.extend(value),
        (SqlType::Decimal, Datum::Decimal(value)) => {
            numeric::write(*value, out).ok_or(check::DECIMAL)?;
        }
        (SqlType::Json, Datum::Json(value)) => {
            out.push(JSONB_VERSION);
            out.extend(check::json(value)?.as_bytes());
        }
        (SqlType::Array(element), Datum::Array(values)) => array(values, *element, out)?,
        _ => return Err(check::OTHER_TYPE),
    }
    Ok(())
}

/// An array of one dimension: the number of dimensions, whether there are `NULL`s, the elements' type, their count and the
/// first one's index; then each element behind its length.
fn array(values: &[Datum], element: SqlType, out: &mut Vec<u8>) -> Result<(), Refusal> {
    if matches!(element, SqlType::Array(_)) {
        return Err("an array cannot hold arrays");
    }
    let count = i32::try_from(values.len()).map_err(|_| TOO_LARGE)?;
    let dimensions = i32::from(count > 0);
    let nulls = i32::from(values.iter().any(Datum::is_null));
    out.extend(dimensions.to_be_bytes());
    out.extend(nulls.to_be_bytes());
    out.extend(oid::of(element).to_be_bytes());
    if values.is_empty() {
        return Ok(());
    }
    out.extend(count.to_be_bytes());
    out.extend(1_i32.to_be_bytes());
    for value in values {
        measured(value, element, out)?;
    }
    Ok(())
}

/// A value behind its length, which is -1 for `NULL`.
fn measured(value: &Datum, ty: SqlType, out: &mut Vec<u8>) -> Result<(), Refusal> {
    let start = out.len();
    out.extend((-1_i32).to_be_bytes());
    if value.is_null() {
        return Ok(());
    }
    write(value, ty, out)?;
    let length = i32::try_from(out.len() - start - 4).map_err(|_| TOO_LARGE)?;
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// Rows as `COPY … FROM STDIN (FORMAT binary)` reads them: a signature, flags and an extension of no length; each row as the number
/// of its values and then those; at the end a row of -1 values.
pub(super) struct Rows(Vec<u8>);

impl Rows {
    pub(super) fn new() -> Self {
        let mut bytes = b"PGCOPY\n\xFF\r\n\0".to_vec();
        bytes.extend([0; 8]);
        Rows(bytes)
    }

    /// Begins a row of so many values: no table has more than 1,600 columns.
    pub(super) fn begin(&mut self, values: usize) {
        self.0.extend((values as i16).to_be_bytes());
    }

    pub(super) fn push(&mut self, value: &Datum, ty: SqlType) -> Result<(), Refusal> {
        measured(value, ty, &mut self.0)
    }

    pub(super) fn end(mut self) -> Vec<u8> {
        self.0.extend((-1_i16).to_be_bytes());
        self.0
    }
}
