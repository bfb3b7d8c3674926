use orm_core::schema::Schema;
use orm_core::{Error, Result};

use crate::arguments::{Diagram, DiagramFormat};
use crate::diagram::{graphviz, mermaid, svg};
use crate::output::{FAINT, Output, PLAIN};

pub(crate) fn run(schema: &Schema, diagram: &Diagram, output: &mut Output<'_>) -> Result<bool> {
    let snapshot = schema.snapshot();
    let text = match diagram.format {
        DiagramFormat::Mermaid => mermaid(&snapshot),
        DiagramFormat::Graphviz => graphviz(&snapshot),
        DiagramFormat::Svg => svg(&snapshot),
    };
    match &diagram.output {
        None => output.line(PLAIN, text.trim_end()),
        Some(path) => {
            std::fs::write(path, &text).map_err(|error| {
                Error::misuse(format!("{} cannot be written: {error}", path.display()))
            })?;
            output.line(FAINT, format_args!("wrote {}", path.display()));
        }
    }
    output.value(&serde_json::json!({ "diagram": text, "file": diagram.output }));
    Ok(false)
}
