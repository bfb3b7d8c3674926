use orm_core::migrate::Folder;
use orm_core::migrate::lint::{Context, Finding, Severity, lint};
use orm_core::{Dialect, Result};

use crate::arguments::Lint;
use crate::output::{ADDED, CHANGED, FAINT, GONE, Output, PLAIN};

pub(crate) fn run(folder: &Folder, command: &Lint, output: &mut Output<'_>) -> Result<bool> {
    let migrations = folder.migrations()?;
    // The runner sees to the waiting.
    let mut context = Context::default()
        .server(command.server)
        .with_lock_timeout();
    let mut all = serde_json::Map::new();
    let mut is_found = false;
    for script in migrations.scripts(Dialect::Postgres) {
        let is_meant = command
            .name
            .as_ref()
            .is_none_or(|name| script.stem().contains(name));
        if is_meant {
            let findings = lint(&script.up, &context);
            is_found |= findings
                .iter()
                .any(|finding| finding.severity > Severity::Note);
            show(&script.stem(), &findings, output);
            all.insert(script.stem(), serde_json::json!(findings));
        }
        context = context.after(&script.up);
    }
    if !is_found {
        output.line(ADDED, "Nothing here stops programs that use the database.");
    }
    output.value(&all);
    Ok(is_found)
}

fn show(name: &str, findings: &[Finding], output: &mut Output<'_>) {
    if findings.is_empty() {
        return;
    }
    output.line(FAINT, format_args!("-- {name}"));
    for finding in findings {
        let style = match finding.severity {
            Severity::Danger => GONE,
            Severity::Warning => CHANGED,
            _ => PLAIN,
        };
        output.line(style, finding);
    }
}
