//! What looks like a new name, and would lose what is stored under the old one.

use orm_core::migrate::Change;
use orm_core::schema::Snapshot;

/// A hint for each column or table that goes where one like it comes.
pub(crate) fn hints(before: &Snapshot, changes: &[Change]) -> Vec<String> {
    let mut hints = Vec::new();
    for gone in changes {
        for new in changes {
            hints.extend(column(gone, new));
            hints.extend(table(before, gone, new));
        }
    }
    hints
}

fn column(gone: &Change, new: &Change) -> Option<String> {
    let Change::DropColumn { table, column } = gone else {
        return None;
    };
    match new {
        Change::AddColumn {
            table: other,
            column: added,
        } if table == other && column.ty == added.ty => Some(hint(
            &format!("{table}.{}", column.name),
            &format!("{table}.{}", added.name),
            &format!("#[column(renamed_from = {:?})]", column.name),
        )),
        _ => None,
    }
}

/// Tables are alike where they share half of their columns, the usual key aside.
fn table(before: &Snapshot, gone: &Change, new: &Change) -> Option<String> {
    let (Change::DropTable(gone), Change::CreateTable(new)) = (gone, new) else {
        return None;
    };
    let columns = before.table(gone)?.columns.iter();
    let columns = columns.filter(|column| column.name != "id");
    let shared = columns
        .clone()
        .filter(|column| new.column(&column.name).is_some());
    let is_alike = shared.clone().count() > 0 && shared.count() * 2 >= columns.count();
    is_alike.then(|| {
        hint(
            &gone.to_string(),
            &new.name.to_string(),
            &format!("#[model(renamed_from = {:?})]", gone.name),
        )
    })
}

fn hint(gone: &str, new: &str, attribute: &str) -> String {
    format!("if {gone} is called {new} now, say {attribute}, and what it holds stays")
}
