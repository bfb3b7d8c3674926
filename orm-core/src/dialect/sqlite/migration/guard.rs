//! What stops a migration before it changes anything, and what looks at the result.

use super::super::Sqlite;
use super::kept::Kept;
use crate::dialect::Grammar;
use crate::error::Result;
use crate::migrate::precheck::Precheck;
use crate::schema::snapshot::TableSnapshot;
use crate::sql::ddl::Ddl;

/// A table whose every row is an error with the row's words.
pub(super) fn begin() -> [String; 2] {
    [
        "-- A row here stops the migration with its message.\n\
         CREATE TEMP TABLE \"_orm_stop\" (\"message\" TEXT)"
            .to_owned(),
        "CREATE TEMP TRIGGER \"_orm_stop_at_once\" BEFORE INSERT ON \"_orm_stop\"\n\
         BEGIN SELECT RAISE(ABORT, NEW.\"message\"); END"
            .to_owned(),
    ]
}

pub(super) fn end() -> String {
    "DROP TABLE temp.\"_orm_stop\"".to_owned()
}

/// Stops where a condition on the rows is not met.
pub(super) fn precheck(check: &Precheck) -> String {
    let message = Sqlite.text_literal(&check.message);
    format!(
        "INSERT INTO \"_orm_stop\" SELECT {message} WHERE EXISTS (SELECT 1 {})",
        check.from
    )
}

/// A rebuild makes what the schema knows. It stops where the table has more: columns, indexes or options that were added
/// by hand.
pub(super) fn unknown_parts(table: &Kept<'_>, ddl: Ddl) -> Result<Vec<String>> {
    let name = table.former.name.to_string();
    let text = Sqlite.text_literal(&name);
    let known = |names: Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| Sqlite.text_literal(name)).collect();
        names.join(", ")
    };
    let columns = known(
        table
            .former
            .columns
            .iter()
            .map(|c| c.name.clone())
            .collect(),
    );
    let keys = table.former.indexes.iter().chain(&table.former.unique);
    let indexes = keys.map(|key| Sqlite.index_name(&table.former.name, &key.name));
    let indexes = known(indexes.map(|name| unquote(&name)).collect());
    let mend =
        "which the migrations do not know of, and which would be lost as the table is rebuilt";
    let is_unknown = match indexes.is_empty() {
        true => String::new(),
        false => format!(" AND \"name\" NOT IN ({indexes})"),
    };
    Ok(vec![
        format!(
            "INSERT INTO \"_orm_stop\" SELECT {} || \"name\" || {} FROM pragma_table_xinfo({text}) WHERE \"name\" NOT IN ({columns})",
            Sqlite.text_literal(&format!("{name} has the column ")),
            Sqlite.text_literal(&format!(", {mend}: add it to the model, or drop it")),
        ),
        format!(
            "INSERT INTO \"_orm_stop\" SELECT {} || \"name\" || {} FROM \"sqlite_schema\" \
             WHERE \"type\" = 'index' AND \"tbl_name\" = {text} AND \"sql\" IS NOT NULL{is_unknown}",
            Sqlite.text_literal(&format!("{name} has the index ")),
            Sqlite.text_literal(&format!(
                ", {mend}: drop it, and create it again afterwards"
            )),
        ),
        format!(
            "INSERT INTO \"_orm_stop\" SELECT {} FROM pragma_table_list({text}) WHERE \"strict\" OR \"wr\"",
            Sqlite.text_literal(&format!(
                "{name} is STRICT or WITHOUT ROWID, {mend}: rebuild it by SQL of your own"
            )),
        ),
        format!(
            "INSERT INTO \"_orm_stop\" SELECT {} FROM \"sqlite_schema\" WHERE \"type\" = 'table' AND \"name\" = {text} \
             AND (length(\"sql\") - length(replace(upper(\"sql\"), 'COLLATE', ''))) / length('COLLATE') > {}",
            Sqlite.text_literal(&format!(
                "{name} has a COLLATE, {mend}: rebuild it by SQL of your own"
            )),
            collations(table.former, ddl)?,
        ),
    ])
}

/// How often the text of a table says how to compare, as far as the schema knows of it.
fn collations(table: &TableSnapshot, ddl: Ddl) -> Result<usize> {
    let create = ddl.create_table(table, &table.foreign_keys)?;
    Ok(create.to_ascii_uppercase().matches("COLLATE").count())
}

fn unquote(name: &str) -> String {
    name[1..name.len() - 1].replace("\"\"", "\"")
}

/// Every foreign key leads to a row, and every view and trigger can still be read: the database looks at all of them
/// before it renames a table.
pub(super) fn end_of_rebuild() -> Vec<String> {
    vec![
        "-- Every foreign key leads to a row, and every view and trigger can be read.\n\
         INSERT INTO \"_orm_stop\" SELECT 'a foreign key of ' || \"table\" || ' to ' || \"parent\" || ' leads to no row' \
         FROM pragma_foreign_key_check LIMIT 1"
            .to_owned(),
        "CREATE TABLE \"_orm_probe\" (\"views\" TEXT)".to_owned(),
        "ALTER TABLE \"_orm_probe\" RENAME TO \"_orm_probed\"".to_owned(),
        "DROP TABLE \"_orm_probed\"".to_owned(),
    ]
}
