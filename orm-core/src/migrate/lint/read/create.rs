//! Definitions: tables, columns, constraints, indexes.

use super::cursor::Cursor;
use super::expression::{expression, text};
use super::types::ty;
use super::{Read, Unread};
use crate::migrate::lint::step::{
    Kind, NewColumn, NewConstraint, NewIndex, NewTable, Source, Step,
};

/// What ends a default's or a computed column's expression.
const AFTER_EXPRESSION: &[&str] = &[
    ",",
    ")",
    "constraint",
    "not null",
    "null",
    "default",
    "check",
    "unique",
    "primary key",
    "references",
    "generated",
    "collate",
    "deferrable",
    "initially",
];

/// After `CREATE TABLE`.
pub(super) fn table(cursor: &mut Cursor) -> Read<Step> {
    cursor.eat("if not exists");
    let name = cursor.name()?;
    let mut table = NewTable {
        name,
        columns: Vec::new(),
        constraints: Vec::new(),
        partition_of: None,
    };
    if cursor.eat("partition of") {
        table.partition_of = Some(cursor.name()?);
    } else if cursor.eat("(") {
        table_parts(cursor, &mut table)?;
    }
    // The storage, how it is partitioned, or the query that fills it.
    cursor.skip_rest();
    Ok(Step::CreateTable(table))
}

fn table_parts(cursor: &mut Cursor, table: &mut NewTable) -> Read<()> {
    if cursor.eat(")") {
        return Ok(());
    }
    loop {
        if cursor.eat("like") {
            cursor.until(&[",", ")"]);
        } else if let Some(constraint) = constraint(cursor)? {
            table.constraints.push(constraint);
        } else {
            table.columns.push(column(cursor)?);
        }
        if cursor.eat(")") {
            return Ok(());
        }
        cursor.expect(",")?;
    }
}

/// A column's definition.
pub(super) fn column(cursor: &mut Cursor) -> Read<NewColumn> {
    let name = cursor.identifier()?;
    let ty = ty(cursor)?;
    let source = match ty.name.ends_with("serial") {
        true => Source::Sequence,
        false => Source::Given,
    };
    let mut column = NewColumn {
        name,
        ty,
        not_null: source == Source::Sequence,
        default: None,
        source,
        constraints: Vec::new(),
    };
    while !(cursor.is_at_end() || cursor.sees(",") || cursor.sees(")")) {
        column_option(cursor, &mut column)?;
    }
    Ok(column)
}

fn column_option(cursor: &mut Cursor, column: &mut NewColumn) -> Read<()> {
    let name = match cursor.eat("constraint") {
        true => Some(cursor.identifier()?),
        false => None,
    };
    let own = || vec![column.name.clone()];
    let kind = if cursor.eat("not null") {
        column.not_null = true;
        return Ok(());
    } else if cursor.eat("null") {
        return Ok(());
    } else if cursor.eat("default") {
        let first = cursor.next();
        let mut tokens = vec![first.clone()];
        if first == sqlparser::tokenizer::Token::LParen {
            tokens.extend(cursor.until(&[")"]));
            tokens.push(cursor.next());
        }
        tokens.extend(cursor.until(AFTER_EXPRESSION));
        column.default = Some(expression(&tokens));
        return Ok(());
    } else if cursor.eat("generated") {
        column.source = generation(cursor)?;
        column.not_null |= column.source == Source::Sequence;
        return Ok(());
    } else if cursor.eat("collate") {
        return cursor.name().map(drop);
    } else if cursor.eat("check") {
        Kind::Check(expression(&cursor.brackets()?))
    } else if cursor.eat("unique") {
        Kind::Unique(own())
    } else if cursor.eat("primary key") {
        column.not_null = true;
        Kind::PrimaryKey(own())
    } else if cursor.sees("references") {
        references(cursor, own())?
    } else if is_characteristic(cursor) {
        return Ok(());
    } else {
        return Err(cursor.unexpected("an option of a column"));
    };
    column.constraints.push(NewConstraint {
        name,
        kind,
        not_valid: false,
        definition: String::new(),
    });
    Ok(())
}

/// After `GENERATED`.
fn generation(cursor: &mut Cursor) -> Read<Source> {
    if cursor.eat("by default as identity") || cursor.eat("always as identity") {
        if cursor.sees("(") {
            cursor.brackets()?;
        }
        return Ok(Source::Sequence);
    }
    cursor.expect("always as")?;
    cursor.brackets()?;
    let is_stored = cursor.eat("stored");
    cursor.eat("virtual");
    Ok(match is_stored {
        true => Source::Stored,
        false => Source::Virtual,
    })
}

/// A constraint of a table, if one comes next.
pub(super) fn constraint(cursor: &mut Cursor) -> Read<Option<NewConstraint>> {
    let name = match cursor.eat("constraint") {
        true => Some(cursor.identifier()?),
        false => None,
    };
    let before = cursor.rest();
    let Some(kind) = kind(cursor)? else {
        return match name {
            Some(_) => Err(cursor.unexpected("a constraint")),
            None => Ok(None),
        };
    };
    let mut not_valid = false;
    let mut definition = text(&before[..before.len() - cursor.rest().len()]);
    loop {
        let before = cursor.rest();
        if cursor.eat("not valid") {
            not_valid = true;
        } else if is_characteristic(cursor) {
            definition.push(' ');
            definition.push_str(&text(&before[..before.len() - cursor.rest().len()]));
        } else {
            break;
        }
    }
    Ok(Some(NewConstraint {
        name,
        kind,
        not_valid,
        definition,
    }))
}

fn kind(cursor: &mut Cursor) -> Read<Option<Kind>> {
    Ok(Some(if cursor.eat("check") {
        Kind::Check(expression(&cursor.brackets()?))
    } else if cursor.eat("not null") {
        Kind::NotNull(cursor.identifier()?)
    } else if cursor.eat("unique using index") {
        Kind::UniqueUsing(cursor.identifier()?)
    } else if cursor.eat("unique") {
        cursor.eat("nulls not distinct");
        let columns = cursor.columns()?;
        after_key(cursor)?;
        Kind::Unique(columns)
    } else if cursor.eat("primary key using index") {
        Kind::PrimaryKeyUsing(cursor.identifier()?)
    } else if cursor.eat("primary key") {
        let columns = cursor.columns()?;
        after_key(cursor)?;
        Kind::PrimaryKey(columns)
    } else if cursor.eat("foreign key") {
        let columns = cursor.columns()?;
        references(cursor, columns)?
    } else if cursor.eat("exclude") {
        cursor.until(&[","]);
        Kind::Exclude
    } else {
        return Ok(None);
    }))
}

/// `INCLUDE (…) WITH (…)`
fn after_key(cursor: &mut Cursor) -> Read<()> {
    while cursor.eat_any(&["include", "with"]) {
        cursor.brackets()?;
    }
    Ok(())
}

fn references(cursor: &mut Cursor, columns: Vec<String>) -> Read<Kind> {
    cursor.expect("references")?;
    let target = cursor.name()?;
    let references = match cursor.sees("(") {
        true => cursor.columns()?,
        false => Vec::new(),
    };
    loop {
        if cursor.eat_any(&["on delete", "on update"]) {
            let actions = [
                "cascade",
                "restrict",
                "no action",
                "set null",
                "set default",
            ];
            if !cursor.eat_any(&actions) {
                return Err(cursor.unexpected("an action"));
            }
            if cursor.sees("(") {
                cursor.columns()?;
            }
        } else if !cursor.eat_any(&["match full", "match simple"]) {
            break;
        }
    }
    Ok(Kind::ForeignKey {
        columns,
        target,
        references,
    })
}

fn is_characteristic(cursor: &mut Cursor) -> bool {
    cursor.eat_any(&[
        "not deferrable",
        "deferrable",
        "initially deferred",
        "initially immediate",
        "no inherit",
        "not enforced",
        "enforced",
    ])
}

/// After `CREATE INDEX` or `CREATE UNIQUE INDEX`.
pub(super) fn index(cursor: &mut Cursor, unique: bool) -> Read<Step> {
    let concurrently = cursor.eat("concurrently");
    cursor.eat("if not exists");
    let name = match cursor.sees("on") {
        true => None,
        false => Some(cursor.identifier()?),
    };
    cursor.expect("on")?;
    let definition = text(&cursor.rest());
    cursor.eat("only");
    let table = cursor.name()?;
    if cursor.eat("using") {
        cursor.identifier()?;
    }
    let columns = indexed_columns(cursor)?;
    cursor.skip_rest();
    Ok(Step::CreateIndex(NewIndex {
        name,
        table,
        columns,
        unique,
        concurrently,
        definition,
    }))
}

/// The columns, in order; nothing for what is computed.
fn indexed_columns(cursor: &mut Cursor) -> Result<Vec<String>, Unread> {
    cursor.expect("(")?;
    let mut columns = Vec::new();
    loop {
        let part = cursor.until(&[",", ")"]);
        if let [sqlparser::tokenizer::Token::Word(word), ..] = &part[..] {
            columns.push(word.value.clone());
        }
        if cursor.eat(")") {
            return Ok(columns);
        }
        cursor.expect(",")?;
    }
}
