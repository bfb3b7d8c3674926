use std::sync::OnceLock;

use super::{Action, Column, ForeignKey, Table, shorten};

/// The join table that a many-to-many relation makes for itself, built when it is first asked for.
///
/// Its columns are the keys of both sides, together its primary key, each a foreign key that cascades and the second one
/// indexed too: `student_courses (student_id, course_id)`. Where both sides have one name, theirs begin with `from_` and
/// `to_`.
pub struct JoinTable(OnceLock<Table>);

impl JoinTable {
    /// A join table that nobody has asked for yet.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        JoinTable(OnceLock::new())
    }

    /// The join table between two models for the relation of this name.
    pub fn get(
        &'static self,
        name: &'static str,
        owner: fn() -> &'static Table,
        target: fn() -> &'static Table,
    ) -> &'static Table {
        self.0.get_or_init(|| build(name, owner, target))
    }
}

/// Allocates for the life of the program, once a relation.
fn build(
    relation: &'static str,
    owner: fn() -> &'static Table,
    target: fn() -> &'static Table,
) -> Table {
    let (near, far) = (owner(), target());
    let are_alike = near.name == far.name;
    let mut columns = side(near, if are_alike { "from_" } else { "" });
    let middle = columns.len();
    columns.extend(side(far, if are_alike { "to_" } else { "" }));
    let all = leak((0..columns.len()).collect());
    let foreign_key = |name, range: std::ops::Range<usize>, table| {
        ForeignKey::new(name, leak(range.collect()), table)
            .on_delete(Action::Cascade)
            .on_update(Action::Cascade)
    };
    let keys = vec![
        // The primary key begins with these columns and serves as their index.
        foreign_key(near.name, 0..middle, owner).without_index(),
        foreign_key(far.name, middle..columns.len(), target),
    ];
    let renamed_from = near.renamed_from;
    Table {
        schema: near.schema,
        renamed_from: renamed_from.map(|former| leak_name(format!("{former}_{relation}"))),
        ..Table::new(near.model, leak_name(format!("{}_{relation}", near.name)))
            .columns(leak(columns))
            .primary_key(all)
            .foreign_keys(leak(keys))
    }
}

fn side(table: &'static Table, prefix: &str) -> Vec<Column> {
    table
        .primary_key
        .iter()
        .map(|&column| {
            let key = table.columns[column];
            let name = leak_name(format!("{prefix}{}_{}", table.name, key.name));
            let former_table = table.renamed_from.unwrap_or(table.name);
            let former_key = key.renamed_from.unwrap_or(key.name);
            let former = shorten(format!("{prefix}{former_table}_{former_key}"));
            Column {
                max_length: key.max_length,
                renamed_from: (former != name).then(|| leak_name(former)),
                ..Column::required(name, key.ty)
            }
        })
        .collect()
}

fn leak<T>(values: Vec<T>) -> &'static [T] {
    Vec::leak(values)
}

fn leak_name(name: String) -> &'static str {
    String::leak(shorten(name))
}
