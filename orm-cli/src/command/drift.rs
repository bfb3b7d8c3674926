use orm_core::Result;
use orm_core::db::Db;
use orm_core::migrate::drift;
use orm_core::migrate::live::Difference;
use orm_core::schema::Schema;

use crate::arguments::Drift;
use crate::output::{ADDED, CHANGED, FAINT, GONE, Output};

pub(crate) async fn run(
    schema: &Schema,
    arguments: &Drift,
    db: &Db,
    output: &mut Output<'_>,
) -> Result<bool> {
    let differences = drift(schema, db).await?;
    for difference in &differences {
        let style = match (difference.is_substantial(), &difference.schema) {
            (false, _) => FAINT,
            (true, None) => CHANGED,
            (true, Some(_)) => GONE,
        };
        output.line(style, difference);
    }
    if differences.is_empty() {
        output.line(ADDED, "The database is as the models are.");
    }
    output.value(&serde_json::json!({ "differences": differences }));
    let counts = |found: &Difference| arguments.strict || found.is_substantial();
    Ok(differences.iter().any(counts))
}
