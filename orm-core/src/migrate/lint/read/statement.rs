//! A whole statement by its first words.

use sqlparser::ast;
use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::{Read, Unread, alter, create};
use crate::migrate::lint::step::{Reindexed, Step, Volatility};
use crate::schema::snapshot::TableName;

/// What a statement does.
pub(super) fn steps(cursor: &mut Cursor) -> Read<Vec<Step>> {
    let steps = if cursor.eat("alter table") {
        alter::table(cursor)?
    } else if cursor.eat("create") {
        vec![created(cursor)?]
    } else if cursor.eat("drop") {
        dropped(cursor)?
    } else if cursor.eat("alter") {
        vec![altered(cursor)?]
    } else {
        other(cursor)?
    };
    match cursor.is_at_end() {
        true => Ok(steps),
        false => Err(cursor.unexpected("the end")),
    }
}

fn created(cursor: &mut Cursor) -> Read<Step> {
    cursor.eat("or replace");
    let is_passing = cursor.eat_any(&["temporary", "temp"]);
    cursor.eat("unlogged");
    if cursor.eat("table") {
        let step = create::table(cursor)?;
        return Ok(if is_passing { Step::Harmless } else { step });
    }
    if cursor.eat("unique index") {
        return create::index(cursor, true);
    }
    if cursor.eat("index") {
        return create::index(cursor, false);
    }
    let step = if cursor.eat("statistics") {
        cursor.until(&["from"]);
        cursor.expect("from")?;
        Step::CreateStatistics(cursor.name()?)
    } else if cursor.eat_any(&["trigger", "constraint trigger"]) {
        Step::CreateTrigger(after_on(cursor)?)
    } else if cursor.eat("policy") {
        Step::CreatePolicy(after_on(cursor)?)
    } else if cursor.eat("type") {
        named_type(cursor)?
    } else if cursor.eat("domain") {
        let name = cursor.name()?;
        let rest = cursor.until(&[]);
        let constrained = rest
            .iter()
            .any(|token| ["check", "not"].contains(&token.to_string().to_lowercase().as_str()));
        Step::CreateDomain { name, constrained }
    } else if cursor.eat_any(&["function", "procedure"]) {
        function(cursor)?
    } else if cursor.eat_any(&["view", "materialized view"]) {
        let name = cursor.name()?;
        let query = cursor.until(&[]);
        Step::CreateView {
            name,
            reads: tables_read(&query),
            names: query
                .iter()
                .map(|token| token.to_string().replace('"', ""))
                .collect(),
        }
    } else if cursor.eat_any(&["schema", "sequence", "extension", "role", "collation"]) {
        Step::Harmless
    } else {
        return Err(cursor.unexpected("something that is known"));
    };
    cursor.skip_rest();
    Ok(step)
}

fn named_type(cursor: &mut Cursor) -> Read<Step> {
    let name = cursor.name()?;
    Ok(match cursor.eat("as enum") {
        true => Step::CreateEnum(name),
        false => Step::Harmless,
    })
}

fn function(cursor: &mut Cursor) -> Read<Step> {
    let name = cursor.name()?;
    let rest = cursor.until(&[]);
    let says = |word: &str| {
        rest.iter()
            .any(|token| token.to_string().eq_ignore_ascii_case(word))
    };
    let volatility = match says("immutable") || says("stable") {
        true => Volatility::Stable,
        false => Volatility::Volatile,
    };
    Ok(Step::CreateFunction { name, volatility })
}

/// The tables that a query names after `FROM` and `JOIN`.
fn tables_read(tokens: &[Token]) -> Vec<TableName> {
    let is_source =
        |token: &Token| ["from", "join", ","].contains(&token.to_string().to_lowercase().as_str());
    let names = tokens.windows(2).filter_map(|pair| match &pair[1] {
        Token::Word(word) if is_source(&pair[0]) => Some(TableName::new(match word.quote_style {
            Some(_) => word.value.clone(),
            None => word.value.to_lowercase(),
        })),
        _ => None,
    });
    names.collect()
}

/// The table after the next `ON`.
fn after_on(cursor: &mut Cursor) -> Read<TableName> {
    cursor.until(&["on"]);
    cursor.expect("on")?;
    cursor.name()
}

fn dropped(cursor: &mut Cursor) -> Read<Vec<Step>> {
    if cursor.eat("index") {
        let concurrently = cursor.eat("concurrently");
        cursor.eat("if exists");
        let indexes = cursor.names()?;
        cursor.eat_any(&["cascade", "restrict"]);
        let drop = |index| Step::DropIndex {
            index,
            concurrently,
        };
        return Ok(indexes.into_iter().map(drop).collect());
    }
    if cursor.eat("table") {
        cursor.eat("if exists");
        let tables = cursor.names()?;
        let cascade = cursor.eat("cascade");
        cursor.eat("restrict");
        let drop = |table| Step::DropTable { table, cascade };
        return Ok(tables.into_iter().map(drop).collect());
    }
    let step = if cursor.eat("trigger") {
        Step::DropTrigger(after_on(cursor)?)
    } else if cursor.eat("policy") {
        Step::DropPolicy(after_on(cursor)?)
    } else if cursor.eat_any(&["view", "materialized view"]) {
        cursor.eat("if exists");
        Step::DropView(cursor.name()?)
    } else if cursor.eat_any(&[
        "function",
        "type",
        "sequence",
        "schema",
        "statistics",
        "domain",
        "extension",
    ]) {
        Step::Harmless
    } else {
        return Err(cursor.unexpected("something that is known"));
    };
    cursor.skip_rest();
    Ok(vec![step])
}

/// After an `ALTER` that is not of a table.
fn altered(cursor: &mut Cursor) -> Read<Step> {
    if cursor.eat("index") {
        cursor.eat("if exists");
        let index = cursor.name()?;
        if cursor.eat("rename to") {
            let to = cursor.identifier()?;
            return Ok(Step::RenameIndex { index, to });
        }
        cursor.skip_rest();
        return Ok(Step::Harmless);
    }
    if cursor.eat("type") {
        return enumeration(cursor);
    }
    if cursor.eat("schema") {
        cursor.identifier()?;
        let is_renamed = cursor.eat("rename to");
        cursor.skip_rest();
        return Ok(if is_renamed {
            Step::RenameSchema
        } else {
            Step::Harmless
        });
    }
    let is_known = [
        "sequence",
        "function",
        "view",
        "role",
        "default privileges",
        "policy",
    ];
    if cursor.eat_any(&is_known) {
        cursor.skip_rest();
        return Ok(Step::Harmless);
    }
    Err(cursor.unexpected("something that is known"))
}

fn enumeration(cursor: &mut Cursor) -> Read<Step> {
    let ty = cursor.name()?;
    let step = if cursor.eat("add value") {
        cursor.eat("if not exists");
        match cursor.next() {
            Token::SingleQuotedString(value) => Step::AddEnumValue { ty, value },
            other => return Err(Unread(format!("`{other}` where a value was expected"))),
        }
    } else if cursor.eat("rename value") {
        Step::RenameEnumValue(ty)
    } else {
        Step::Harmless
    };
    cursor.skip_rest();
    Ok(step)
}

fn other(cursor: &mut Cursor) -> Read<Vec<Step>> {
    if cursor.eat("truncate") {
        cursor.eat("table");
        cursor.eat("only");
        let tables = cursor.names()?;
        cursor.skip_rest();
        return Ok(tables.into_iter().map(Step::Truncate).collect());
    }
    let step = if cursor.eat("reindex") {
        reindexed(cursor)?
    } else if cursor.eat("cluster") {
        cursor.eat("verbose");
        let table = optional_name(cursor)?;
        Step::Cluster(table)
    } else if cursor.eat("vacuum") {
        vacuum(cursor)?
    } else if cursor.eat("comment on") {
        commented(cursor)?
    } else if is_ours(cursor) || cursor.eat_any(HARMLESS) {
        Step::Harmless
    } else if cursor.eat_any(&["set local", "set session", "set"]) {
        setting(cursor)
    } else {
        return rows(cursor);
    };
    cursor.skip_rest();
    Ok(vec![step])
}

/// The blocks that migrations made from a schema have: they read, and stop where something is wrong.
fn is_ours(cursor: &mut Cursor) -> bool {
    let is_check = cursor.sees("do");
    let text = match cursor.parser().peek_nth_token_ref(1).token {
        Token::DollarQuotedString(ref text) => text.tag.as_deref(),
        _ => None,
    };
    is_check && text == Some("check")
}

/// Statements that lock nothing that other programs wait for.
const HARMLESS: &[&str] = &[
    "analyze",
    "grant",
    "revoke",
    "begin",
    "commit",
    "start transaction",
    "reset",
    "show",
    "notify",
];

fn optional_name(cursor: &mut Cursor) -> Read<Option<TableName>> {
    match cursor.is_at_end() {
        true => Ok(None),
        false => cursor.name().map(Some),
    }
}

fn reindexed(cursor: &mut Cursor) -> Read<Step> {
    let mut concurrently = false;
    if cursor.sees("(") {
        let options = cursor.brackets()?;
        concurrently = options
            .iter()
            .any(|option| option.to_string().eq_ignore_ascii_case("concurrently"));
    }
    let kinds = ["table", "index", "schema", "database", "system"];
    let kind = kinds.into_iter().find(|kind| cursor.eat(kind));
    concurrently |= cursor.eat("concurrently");
    let target = match kind {
        Some("table") => Reindexed::Table(cursor.name()?),
        Some("index") => Reindexed::Index(cursor.name()?),
        Some(_) => Reindexed::Everything,
        None => return Err(cursor.unexpected("TABLE or INDEX")),
    };
    Ok(Step::Reindex {
        target,
        concurrently,
    })
}

fn vacuum(cursor: &mut Cursor) -> Read<Step> {
    let mut full = cursor.eat("full");
    if cursor.sees("(") {
        let options = cursor.brackets()?;
        full |= options
            .iter()
            .any(|option| option.to_string().eq_ignore_ascii_case("full"));
    }
    cursor.eat_any(&["verbose analyze", "verbose", "analyze"]);
    let table = optional_name(cursor)?;
    Ok(Step::Vacuum { table, full })
}

fn commented(cursor: &mut Cursor) -> Read<Step> {
    if cursor.eat("table") {
        return Ok(Step::Comment(Some(cursor.name()?)));
    }
    if cursor.eat("column") {
        let table = cursor.name()?;
        // `schema.table.column` or `table.column`
        let table = match (cursor.sees("."), table.schema) {
            (true, schema) => TableName {
                schema,
                name: table.name,
            },
            (false, Some(table)) => TableName::new(table),
            (false, None) => return Err(cursor.unexpected("a column of a table")),
        };
        return Ok(Step::Comment(Some(table)));
    }
    Ok(Step::Comment(None))
}

/// After `SET`.
fn setting(cursor: &mut Cursor) -> Step {
    if !cursor.eat("lock_timeout") {
        return Step::Harmless;
    }
    cursor.eat_any(&["=", "to"]);
    let value = cursor.next().to_string();
    let value = value.trim_matches('\'').trim();
    Step::LockTimeout {
        limited: !value.starts_with('0') && !value.eq_ignore_ascii_case("default"),
    }
}

/// Statements about rows, which the parser of whole statements knows.
fn rows(cursor: &mut Cursor) -> Read<Vec<Step>> {
    let statement = cursor.parser().parse_statement()?;
    let step = match statement {
        ast::Statement::Query(_) => Step::Harmless,
        ast::Statement::Insert(insert) => Step::Insert(named(&insert.table.to_string())),
        ast::Statement::Update(update) => Step::Update {
            table: named(&update.table.relation.to_string()),
            filtered: update.selection.is_some(),
        },
        ast::Statement::Delete(delete) => {
            let (ast::FromTable::WithFromKeyword(from) | ast::FromTable::WithoutKeyword(from)) =
                &delete.from;
            let table = from.first().map(|from| from.relation.to_string());
            Step::Delete {
                table: named(&table.unwrap_or_default()),
                filtered: delete.selection.is_some(),
            }
        }
        other => return Err(Unread(format!("`{}` is not known", first_word(&other)))),
    };
    Ok(vec![step])
}

fn first_word(statement: &ast::Statement) -> String {
    let text = statement.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// A table as the parser writes it, with its alias.
fn named(text: &str) -> TableName {
    let name = text.split(" AS ").next().unwrap_or_default();
    let part = |part: &str| match part.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').to_owned(),
        None => part.to_lowercase(),
    };
    match name.split_once('.') {
        Some((schema, name)) => TableName {
            schema: Some(part(schema)).filter(|schema| schema != "public"),
            name: part(name),
        },
        None => TableName::new(part(name)),
    }
}
