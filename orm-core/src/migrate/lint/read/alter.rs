//! `ALTER TABLE`, one action after the other.

use super::cursor::Cursor;
use super::types::ty;
use super::{Read, create};
use crate::migrate::lint::step::{Action, Step};

/// After `ALTER TABLE`.
pub(super) fn table(cursor: &mut Cursor) -> Read<Vec<Step>> {
    cursor.eat("if exists");
    cursor.eat("only");
    let table = cursor.name()?;
    let mut steps = Vec::new();
    loop {
        let action = action(cursor)?;
        steps.push(Step::Alter {
            table: table.clone(),
            action,
        });
        if !cursor.eat(",") {
            return Ok(steps);
        }
    }
}

fn action(cursor: &mut Cursor) -> Read<Action> {
    if cursor.eat("add") {
        add(cursor)
    } else if cursor.eat("drop constraint") {
        cursor.eat("if exists");
        let name = cursor.identifier()?;
        cursor.eat_any(&["cascade", "restrict"]);
        Ok(Action::DropConstraint(name))
    } else if cursor.eat_any(&["drop column", "drop"]) {
        cursor.eat("if exists");
        let name = cursor.identifier()?;
        cursor.eat_any(&["cascade", "restrict"]);
        Ok(Action::DropColumn(name))
    } else if cursor.eat("alter constraint") {
        cursor.until(&[","]);
        Ok(Action::Other)
    } else if cursor.eat_any(&["alter column", "alter"]) {
        let column = cursor.identifier()?;
        alter_column(cursor, column)
    } else if cursor.eat("rename") {
        rename(cursor)
    } else if cursor.eat("validate constraint") {
        cursor.identifier().map(Action::ValidateConstraint)
    } else {
        whole(cursor)
    }
}

fn add(cursor: &mut Cursor) -> Read<Action> {
    if let Some(constraint) = create::constraint(cursor)? {
        return Ok(Action::AddConstraint(constraint));
    }
    cursor.eat("column");
    cursor.eat("if not exists");
    create::column(cursor).map(Action::AddColumn)
}

fn alter_column(cursor: &mut Cursor, column: String) -> Read<Action> {
    if cursor.eat_any(&["set data type", "type"]) {
        let ty = ty(cursor)?;
        if cursor.eat("collate") {
            cursor.name()?;
        }
        let using = cursor.eat("using");
        cursor.until(&[","]);
        return Ok(Action::AlterType { column, ty, using });
    }
    let action = if cursor.eat("set not null") {
        Action::SetNotNull(column)
    } else if cursor.eat("drop not null") {
        Action::DropNotNull(column)
    } else if cursor.eat("set default") {
        Action::SetDefault(column)
    } else if cursor.eat("drop default") {
        Action::DropDefault(column)
    } else if cursor.eat_any(&["set statistics", "set (", "reset ("]) {
        Action::Tune
    } else if cursor.eat_any(&["set storage", "set compression"]) {
        Action::SetStorage
    } else if cursor.eat_any(&[
        "add generated",
        "drop identity",
        "drop expression",
        "set generated",
    ]) {
        Action::AlterGeneration(column)
    } else {
        return Err(cursor.unexpected("a change of a column"));
    };
    cursor.until(&[","]);
    Ok(action)
}

fn rename(cursor: &mut Cursor) -> Read<Action> {
    if cursor.eat("to") {
        return cursor.identifier().map(Action::RenameTable);
    }
    let is_constraint = cursor.eat("constraint");
    cursor.eat("column");
    let from = cursor.identifier()?;
    cursor.expect("to")?;
    let to = cursor.identifier()?;
    Ok(match is_constraint {
        true => Action::RenameConstraint { from, to },
        false => Action::RenameColumn { from, to },
    })
}

/// What is about the table as a whole.
fn whole(cursor: &mut Cursor) -> Read<Action> {
    if cursor.eat("set schema") {
        return cursor.identifier().map(Action::SetSchema);
    }
    if cursor.eat("attach partition") {
        let part = cursor.name()?;
        cursor.skip_rest();
        return Ok(Action::AttachPartition(part));
    }
    if cursor.eat("detach partition") {
        let part = cursor.name()?;
        let concurrently = cursor.eat("concurrently");
        cursor.eat("finalize");
        return Ok(Action::DetachPartition { part, concurrently });
    }
    let action = if cursor.eat_any(&[
        "set logged",
        "set unlogged",
        "set tablespace",
        "set access method",
    ]) {
        Action::Rewrite
    } else if cursor.eat("enable row level security") {
        Action::EnableRowSecurity
    } else if cursor.eat_any(&["enable trigger", "disable trigger"]) {
        Action::SwitchTrigger
    } else if cursor.eat_any(&["set (", "reset (", "cluster on", "set without cluster"]) {
        Action::Tune
    } else if cursor.eat_any(OTHER) {
        Action::Other
    } else {
        return Err(cursor.unexpected("an action of ALTER TABLE"));
    };
    cursor.until(&[","]);
    Ok(action)
}

/// Actions that lock the table for a moment, and that no rule is about.
const OTHER: &[&str] = &[
    "owner to",
    "replica identity",
    "disable row level security",
    "force row level security",
    "no force row level security",
    "enable replica",
    "enable always",
    "inherit",
    "no inherit",
];
