/// The font's size, and the width of each of its characters.
pub(super) const FONT: f64 = 13.0;

/// The colours, and what is dark where the reader prefers that.
pub(super) const SHEET: &str = "
text { font-family: ui-monospace, 'SF Mono', Menlo, 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace; font-size: 13px; fill: #1e293b }
.page { fill: #f8fafc }
.table { fill: #ffffff; stroke: #94a3b8 }
.head { fill: #334155 }
.name { fill: #f8fafc; font-weight: 600 }
.type { fill: #64748b }
.mark { font-size: 10px; font-weight: 600; fill: #64748b }
.primary { fill: #b45309 }
.foreign { fill: #1d4ed8 }
.join { fill: #e2e8f0; stroke: #94a3b8 }
.line { fill: none; stroke: #64748b; stroke-width: 1.4 }
.line circle { fill: #f8fafc }
.line:hover { stroke: #dc2626; stroke-width: 2.2 }
@media (prefers-color-scheme: dark) {
text { fill: #e2e8f0 }
.page { fill: #0f172a }
.table { fill: #1e293b; stroke: #475569 }
.head { fill: #475569 }
.type, .mark { fill: #94a3b8 }
.primary { fill: #fbbf24 }
.foreign { fill: #93c5fd }
.join { fill: #334155; stroke: #64748b }
.line { stroke: #94a3b8 }
.line circle { fill: #0f172a }
.line:hover { stroke: #f87171 }
}
";

/// How wide a text is in a font of this size: its characters all have one width, and those of East Asia two.
pub(super) fn width(text: &str, font: f64) -> f64 {
    let cells: usize = text
        .chars()
        .map(|c| if c < '\u{1100}' { 1 } else { 2 })
        .sum();
    cells as f64 * font * 0.61
}
