//! What was measured, as tables of Markdown.

use std::fmt::Write;

use crate::Results;
use crate::cost::Cost;
use crate::project::Measured;

/// Per model, whole programs, per query.
pub(crate) fn of(results: &[Results], queries: usize) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "Processor time for each model (by the clock), beyond the program without models:\n"
    );
    text += "| library | models | check | build | check, one model touched | build, one model touched | lines |\n";
    text += "|---|---|---|---|---|---|---|\n";
    for result in results {
        for (models, measured) in &result.with_models {
            let _ = writeln!(text, "{}", per_model(result, *models, measured));
        }
    }
    let _ = writeln!(
        text,
        "\nProcessor time for each of {queries} queries (by the clock), beyond the models:\n"
    );
    text += "| library | check | build |\n|---|---|---|\n";
    for result in results {
        if let Some((_, models)) = result.with_models.iter().max_by_key(|(models, _)| *models) {
            let each = |part: fn(&Measured) -> Cost| {
                each(part(&result.with_queries), part(models), queries)
            };
            let row = [
                each(|measured| measured.check),
                each(|measured| measured.build),
            ];
            let _ = writeln!(text, "| {} | {} |", result.library.name(), row.join(" | "));
        }
    }
    text
}

/// What is touched is one model, however many there are: of that, the whole time beyond the program without models.
fn per_model(result: &Results, models: usize, measured: &Measured) -> String {
    let none = &result.without_models;
    let lines = (measured.lines - none.lines) / models;
    let cells = [
        each(measured.check, none.check, models),
        each(measured.build, none.build, models),
        each(measured.check_touched, none.check_touched, 1),
        each(measured.build_touched, none.build_touched, 1),
        lines.to_string(),
    ];
    format!(
        "| {} | {models} | {} |",
        result.library.name(),
        cells.join(" | ")
    )
}

fn each(with: Cost, without: Cost, count: usize) -> String {
    let milliseconds = |with: f64, without: f64| (with - without) * 1000.0 / count as f64;
    let (processor, wall) = (
        milliseconds(with.processor, without.processor),
        milliseconds(with.wall, without.wall),
    );
    format!("{processor:.1} ms ({wall:.1} ms)")
}
