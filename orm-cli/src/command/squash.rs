use orm_core::Result;
use orm_core::migrate::Folder;

use crate::arguments::Squash;
use crate::output::{FAINT, Output, PLAIN};

pub(crate) fn run(folder: &Folder, squash: &Squash, output: &mut Output<'_>) -> Result<bool> {
    let squashed = folder.squash(&squash.name)?;
    for name in &squashed.replaced {
        output.line(FAINT, format_args!("removed {name}"));
    }
    output.line(PLAIN, format_args!("wrote {}", squashed.written.name));
    output.line(
        PLAIN,
        "A database that has had all of them is told so by the next `migrate up`; one that has had a part of them has to have the \
         rest first.",
    );
    output.value(&serde_json::json!({
        "name": squashed.written.name,
        "replaced": squashed.replaced,
    }));
    Ok(false)
}
