//! Changes of a schema → migrations that stop nobody for longer than a moment.

mod split;
mod staged;

use super::super::Dialect;
use super::block::precheck;
use super::migration::migration;
use crate::error::{Error, Result};
use crate::migrate::precheck::prechecks;
use crate::migrate::{Change, SafeFile, identifier};
use crate::schema::Snapshot;
use crate::schema::snapshot::TableName;
use crate::sql::ddl::Ddl;

/// How long a statement may wait for a lock, while others wait behind it.
const LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '2s'";

/// The migrations that make these changes one after the other.
pub(super) fn safe_migrations(from: &Snapshot, changes: &[Change]) -> Result<Vec<SafeFile>> {
    let changes = split::split(from, changes);
    let mut safe = Safe {
        ddl: Ddl::new(Dialect::Postgres),
        current: from.settled(),
        files: Vec::new(),
        open: Vec::new(),
        created: Vec::new(),
    };
    for change in &changes {
        safe.make(change, &changes)?;
    }
    safe.close()?;
    safe.check_before(&changes);
    Ok(safe.files)
}

struct Safe {
    ddl: Ddl,
    /// The schema as the closed files leave it.
    current: Snapshot,
    files: Vec<SafeFile>,
    /// Changes of one table that are of the catalogue alone, or have no safe form.
    open: Vec<Change>,
    /// Tables that nobody uses yet.
    created: Vec<TableName>,
}

impl Safe {
    fn make(&mut self, change: &Change, all: &[Change]) -> Result<()> {
        if let Change::CreateTable(table) = change {
            self.created.push(table.name.clone());
        }
        match self.stages(change, all)? {
            Some(files) => {
                self.close()?;
                for file in files {
                    self.push(file)?;
                }
                Ok(())
            }
            None if split::is_moved(change, all) => Ok(()),
            None => {
                let is_other = |open: &Change| self.subject(open) != self.subject(change);
                if self.open.last().is_some_and(is_other) {
                    self.close()?;
                }
                self.open.push(change.clone());
                Ok(())
            }
        }
    }

    /// The table that a change locks; none where nobody uses it yet.
    fn subject<'c>(&self, change: &'c Change) -> Option<&'c TableName> {
        Some(change.table()).filter(|table| !self.created.contains(table))
    }

    /// Ends the file of changes that are made at once.
    fn close(&mut self) -> Result<()> {
        let changes = std::mem::take(&mut self.open);
        let Some(first) = changes.first() else {
            return Ok(());
        };
        let verb = match first {
            Change::CreateTable(_) => "create",
            Change::DropTable(_) => "drop",
            _ => "alter",
        };
        let name = file_name(verb, &first.table().name);
        let statements = migration(&self.current, &changes)?;
        self.push(SafeFile {
            changes,
            ..transactional(name, statements)
        })
    }

    fn push(&mut self, file: SafeFile) -> Result<()> {
        for change in &file.changes {
            let applied = self.current.apply(change);
            applied.map_err(|reason| Error::migration(format!("{change}: {reason}")))?;
        }
        self.files.push(file);
        Ok(())
    }

    /// What has to hold of the rows is asked before anything is changed, in the first file.
    fn check_before(&mut self, changes: &[Change]) {
        let checks: Vec<String> = prechecks(changes, self.ddl).iter().map(precheck).collect();
        if checks.is_empty() {
            return;
        }
        match self.files.first_mut() {
            Some(first) if first.in_transaction => {
                first
                    .statements
                    .retain(|statement| !checks.contains(statement));
                first.statements.splice(1..1, checks);
            }
            _ => self
                .files
                .insert(0, transactional("check_rows".to_owned(), checks)),
        }
    }
}

/// A file that gives up where it would make others wait.
fn transactional(name: String, statements: Vec<String>) -> SafeFile {
    let timeout = std::iter::once(LOCK_TIMEOUT.to_owned());
    SafeFile {
        name,
        in_transaction: true,
        statements: timeout.chain(statements).collect(),
        changes: Vec::new(),
        undo: Vec::new(),
    }
}

/// A file of one statement that runs outside of a transaction.
fn alone(name: String, statement: String) -> SafeFile {
    SafeFile {
        name,
        in_transaction: false,
        statements: vec![statement],
        changes: Vec::new(),
        undo: Vec::new(),
    }
}

/// `build_book_isbn_key`
fn file_name(verb: &str, what: &str) -> String {
    format!("{verb}_{}", identifier(what))
}
