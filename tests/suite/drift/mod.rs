//! A live database against the schema: nothing where it was made from it, and every change that was made by hand.

mod changes;
#[cfg(feature = "cli")]
mod command;
mod postgres;
mod schemas;

use orm::migrate::drift;
use orm::migrate::live::Difference;
use orm::prelude::*;
use orm::schema::Schema;

use crate::support::cases;

/// What differs, as text.
pub async fn found(schema: &Schema, db: &Db) -> Vec<String> {
    let differences = drift(schema, db).await.unwrap();
    differences.iter().map(Difference::to_string).collect()
}

/// Runs several statements.
pub async fn execute(statements: &str, db: &Db) {
    for statement in statements.split(";\n") {
        if !statement.trim().is_empty() {
            let statement = Sql::assert_safe(statement.to_owned());
            db.execute_raw(statement).await.unwrap();
        }
    }
}

cases! {
    async fn what_the_schema_made_does_not_differ_from_it(db: Db) {
        let mut made = 0;
        for schema in schemas::all() {
            match schema.create_all(db).await {
                Err(Error::Unsupported { .. }) => continue,
                created => created.unwrap(),
            }
            assert_eq!(found(&schema, db).await, Vec::<String>::new(), "{schema:?}");
            schema.drop_all(db).await.unwrap();
            made += 1;
        }
        assert!(made > 20, "{made} schemas");
    }
}
