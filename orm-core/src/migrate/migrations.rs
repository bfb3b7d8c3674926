use std::borrow::Cow;
use std::time::Duration;

use super::Script;
use super::script::normalised;
use crate::db::{self, Applied, Db, Migrator};
use crate::dialect::Dialect;
use crate::error::{Error, Result};

/// How long a run waits for another one that changes the same database.
const WAIT: Duration = Duration::from_secs(60);

/// The migrations of a program, to be run when it starts.
///
/// `orm::migrations!()` has them in the program itself, [`Folder`](super::Folder) reads them from files. They are noted in
/// the table that sqlx keeps, so that sqlx-cli can run the same files.
///
/// ```
/// use orm::migrate::{Migrations, Script};
/// use orm::prelude::*;
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// let migrations = Migrations::new([Script {
///     dialect: Dialect::Sqlite,
///     version: 20261123120000,
///     name: "create_note".into(),
///     up: "CREATE TABLE note (id INTEGER PRIMARY KEY)".into(),
///     down: Some("DROP TABLE note".into()),
/// }]);
/// let db = Db::connect("sqlite::memory:").await?;
/// assert_eq!(migrations.run(&db).await?, ["20261123120000_create_note"]);
/// assert!(migrations.run(&db).await?.is_empty());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Migrations {
    scripts: Cow<'static, [Script]>,
    wait: Duration,
}

/// A migration as a database has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// What its files are called, up to their endings.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// What a run has done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Run {
    /// What the files are called, up to their endings.
    pub name: String,
    /// How long it took.
    pub took: Duration,
}

impl Migrations {
    /// The migrations of these scripts, which may be for several databases.
    #[must_use]
    pub fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        let mut scripts: Vec<Script> = scripts.into_iter().collect();
        scripts.sort_by_key(|script| script.version);
        Migrations {
            scripts: scripts.into(),
            wait: WAIT,
        }
    }

    /// How long a run waits for another one that changes the same database: a minute unless set.
    #[must_use]
    pub fn wait(mut self, at_most: Duration) -> Self {
        self.wait = at_most;
        self
    }

    /// The scripts for a database, in the order in which they run.
    pub fn scripts(&self, dialect: Dialect) -> impl DoubleEndedIterator<Item = &Script> {
        let scripts = self.scripts.iter();
        scripts.filter(move |script| script.dialect == dialect)
    }

    /// Runs what the database has not had yet; gives the names of what was run. Where another run is under way, it waits for
    /// that one.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`] where a script fails, and nothing of it stays; where a script was changed after it was run; where
    /// the database has had one that is not among these; where another run does not end.
    pub async fn run(&self, db: &Db) -> Result<Vec<String>> {
        let runs = self.up(db, usize::MAX, &mut |_| {}).await?;
        Ok(runs.into_iter().map(|run| run.name).collect())
    }

    /// Runs at most so many; each one is told when it is done.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Migrations::run).
    pub async fn up(
        &self,
        db: &Db,
        most: usize,
        done: &mut (dyn FnMut(&Run) + Send),
    ) -> Result<Vec<Run>> {
        let mut migrator = Migrator::begin(db, self.wait).await?;
        let outcome = self.up_with(&mut migrator, db.dialect(), most, done).await;
        migrator.end().await;
        outcome
    }

    async fn up_with(
        &self,
        migrator: &mut Migrator,
        dialect: Dialect,
        most: usize,
        done: &mut (dyn FnMut(&Run) + Send),
    ) -> Result<Vec<Run>> {
        self.replace(migrator, dialect).await?;
        let applied = self.verified(migrator.applied().await?, dialect)?;
        let pending = self
            .scripts(dialect)
            .filter(|script| !applied.contains(&script.version));
        run_each(
            migrator,
            pending.take(most).map(|script| Ok(up(script))),
            done,
        )
        .await
    }

    /// Takes back the last so many that the database has.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Migrations::run), and [`Error::Migration`] for one that has no way back.
    pub async fn down(
        &self,
        db: &Db,
        most: usize,
        done: &mut (dyn FnMut(&Run) + Send),
    ) -> Result<Vec<Run>> {
        let mut migrator = Migrator::begin(db, self.wait).await?;
        let outcome = self
            .down_with(&mut migrator, db.dialect(), most, done)
            .await;
        migrator.end().await;
        outcome
    }

    async fn down_with(
        &self,
        migrator: &mut Migrator,
        dialect: Dialect,
        most: usize,
        done: &mut (dyn FnMut(&Run) + Send),
    ) -> Result<Vec<Run>> {
        self.replace(migrator, dialect).await?;
        let applied = self.verified(migrator.applied().await?, dialect)?;
        let last = self
            .scripts(dialect)
            .rev()
            .filter(|script| applied.contains(&script.version));
        run_each(migrator, last.take(most).map(down), done).await
    }

    /// Which migrations there are, and which of them the database has had.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Migrations::run), but for the running and the waiting: nothing is written.
    pub async fn status(&self, db: &Db) -> Result<Vec<Status>> {
        let seen = Migrator::seen(db).await?;
        let applied = self.verified(self.replaced(seen, db.dialect()), db.dialect())?;
        let status = self.scripts(db.dialect()).map(|script| Status {
            name: script.stem(),
            applied: applied.contains(&script.version),
        });
        Ok(status.collect())
    }

    /// What the database has not had yet, in the order in which it would run.
    ///
    /// # Errors
    ///
    /// Those of [`status`](Migrations::status).
    pub async fn pending(&self, db: &Db) -> Result<Vec<Script>> {
        let status = self.status(db).await?;
        let scripts = self.scripts(db.dialect()).zip(status);
        let pending = scripts.filter(|(_, status)| !status.applied);
        Ok(pending.map(|(script, _)| script.clone()).collect())
    }

    /// Notes what stands for migrations that the database has had.
    async fn replace(&self, migrator: &mut Migrator, dialect: Dialect) -> Result<()> {
        self.check_versions(dialect)?;
        for script in self.scripts(dialect) {
            let replaces = script.replaces();
            if !replaces.is_empty() {
                migrator.replace(&up(script), &replaces).await?;
            }
        }
        Ok(())
    }

    /// What the database would have if that were noted.
    fn replaced(&self, mut applied: Vec<Applied>, dialect: Dialect) -> Vec<Applied> {
        for script in self.scripts(dialect) {
            let replaces = script.replaces();
            let is_replaced = |had: &Applied| replaces.contains(&had.version);
            let count = applied.iter().filter(|had| is_replaced(had)).count();
            if count > 0 && count == replaces.len() {
                applied.retain(|had| !is_replaced(had));
                applied.push(Applied {
                    version: script.version,
                    checksum: up(script).checksum().to_vec(),
                });
            }
        }
        applied
    }

    /// The versions that the database has had, all of them as they are here.
    fn verified(&self, applied: Vec<Applied>, dialect: Dialect) -> Result<Vec<i64>> {
        self.check_versions(dialect)?;
        for had in &applied {
            let mut scripts = self.scripts(dialect);
            let Some(script) = scripts.find(|script| script.version == had.version) else {
                return Err(self.missing(dialect, &applied, had.version));
            };
            if !script.is_noted_as(&had.checksum) {
                return Err(Error::migration(format!(
                    "{}.up.sql is not what the database has had: put the file back as it was, and make another migration for \
                     what is to change",
                    script.stem()
                )));
            }
        }
        Ok(applied.into_iter().map(|had| had.version).collect())
    }

    /// A database notes versions, so of two scripts of one it would never have the second.
    pub(super) fn check_versions(&self, dialect: Dialect) -> Result<()> {
        let scripts = self.scripts(dialect).zip(self.scripts(dialect).skip(1));
        let mut twice = scripts.filter(|(one, next)| one.version == next.version);
        match twice.next() {
            None => Ok(()),
            Some((one, next)) => Err(Error::migration(same_version(&one.stem(), &next.stem()))),
        }
    }

    /// The database has had a version that is not among the scripts.
    fn missing(&self, dialect: Dialect, applied: &[Applied], version: i64) -> Error {
        let mut scripts = self.scripts(dialect);
        let Some(squashed) = scripts.find(|script| script.replaces().contains(&version)) else {
            return Error::migration(format!(
                "the database has had the migration {version}, which is not among the files: bring it back, or take it back with \
                 the version of the program that has it"
            ));
        };
        let replaces = squashed.replaces();
        let is_applied = |version: &&i64| applied.iter().any(|had| had.version == **version);
        Error::migration(format!(
            "the database has had only {} of the {} migrations that {} stands for: run them all with the version of the program \
             that still has their files, and then this one",
            replaces.iter().filter(is_applied).count(),
            replaces.len(),
            squashed.stem()
        ))
    }
}

/// What to do about two migrations of one version.
fn same_version(one: &str, other: &str) -> String {
    format!(
        "{one} and {other} are of the same version, as when two people make a migration in the same second: give the files of \
         the one that no database has had a later version"
    )
}

fn up(script: &Script) -> db::Script {
    db::Script::new(script.version, &script.name, &normalised(&script.up), true)
}

fn down(script: &Script) -> Result<db::Script> {
    let Some(sql) = &script.down else {
        let name = script.stem();
        return Err(Error::migration(format!(
            "{name} cannot be taken back: it has no file `{name}.down.sql`"
        )));
    };
    Ok(db::Script::new(
        script.version,
        &script.name,
        &normalised(sql),
        false,
    ))
}

/// Runs one after the other, up to the first that fails.
async fn run_each(
    migrator: &mut Migrator,
    scripts: impl Iterator<Item = Result<db::Script>>,
    done: &mut (dyn FnMut(&Run) + Send),
) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for script in scripts {
        let script = script?;
        if let Some(took) = migrator.run(&script).await? {
            let run = Run {
                name: script.name,
                took,
            };
            done(&run);
            runs.push(run);
        }
    }
    Ok(runs)
}
