//! What looks like a new name, and would lose what is stored under the old one.

use orm_core::migrate::Change;
use orm_core::schema::Snapshot;
use orm_core::schema::snapshot::TableSnapshot;

/// Two that may be one, and the attribute that says so.
pub(crate) struct Hint {
    /// The column or table that goes.
    pub(crate) gone: String,
    new: String,
    attribute: String,
}

impl Hint {
    /// What to do before the migration is written.
    pub(crate) fn before(&self) -> String {
        let Hint {
            gone,
            new,
            attribute,
        } = self;
        format!("if {gone} is called {new} now, say {attribute}, and what it holds stays")
    }

    /// What to do when it is written.
    pub(crate) fn after(&self, migration: &str) -> String {
        let Hint {
            gone,
            new,
            attribute,
        } = self;
        format!(
            "if {gone} is called {new} now, remove the files of {migration}, say {attribute}, and make it again"
        )
    }
}

/// A hint for each column or table that goes where one like it comes.
pub(crate) fn hints(before: &Snapshot, changes: &[Change]) -> Vec<Hint> {
    let mut hints = Vec::new();
    for gone in changes {
        for new in changes {
            hints.extend(column(gone, new));
            hints.extend(table(before, gone, new));
        }
    }
    hints
}

fn column(gone: &Change, new: &Change) -> Option<Hint> {
    let Change::DropColumn { table, column } = gone else {
        return None;
    };
    match new {
        Change::AddColumn {
            table: other,
            column: added,
        } if table == other && column.ty == added.ty => Some(Hint {
            gone: format!("{table}.{}", column.name),
            new: format!("{table}.{}", added.name),
            attribute: format!("#[column(renamed_from = {:?})]", column.name),
        }),
        _ => None,
    }
}

/// Tables are alike where they share half of their columns, the usual key aside.
fn table(before: &Snapshot, gone: &Change, new: &Change) -> Option<Hint> {
    let (Change::DropTable(gone), Change::CreateTable(new)) = (gone, new) else {
        return None;
    };
    let former = before.table(gone)?;
    let columns = former.columns.iter().filter(|column| column.name != "id");
    let shared = columns
        .clone()
        .filter(|column| new.column(&column.name).is_some());
    let is_alike = shared.clone().count() > 0 && shared.count() * 2 >= columns.count();
    is_alike.then(|| Hint {
        gone: gone.to_string(),
        new: new.name.to_string(),
        attribute: match former_accessor(former, new) {
            Some(accessor) => format!("#[many_to_many(…, renamed_from = {accessor:?})]"),
            None => format!("#[model(renamed_from = {:?})]", gone.name),
        },
    })
}

/// What a relation was called, where both tables join one.
fn former_accessor<'t>(former: &'t TableSnapshot, new: &TableSnapshot) -> Option<&'t str> {
    let (_, accessor) = former.joins.as_ref()?.rsplit_once('.')?;
    new.joins.is_some().then_some(accessor)
}
