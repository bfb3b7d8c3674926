use orm_core::Result;
use orm_core::migrate::Folder;
use orm_core::schema::Schema;

use crate::arguments::Check;
use crate::output::{ADDED, GONE, Output, PLAIN};

pub(crate) fn run(
    schema: &Schema,
    folder: &Folder,
    check: &Check,
    output: &mut Output<'_>,
) -> Result<bool> {
    if check.write && folder.mend_snapshot()? {
        output.line(PLAIN, "wrote snapshot.json");
    }
    let findings = folder.check(schema)?;
    for finding in &findings {
        output.line(GONE, format_args!("! {finding}"));
    }
    if findings.is_empty() {
        output.line(
            ADDED,
            "The migrations have all that the models have, and go together.",
        );
    }
    output.value(&serde_json::json!({ "findings": findings }));
    Ok(!findings.is_empty())
}
