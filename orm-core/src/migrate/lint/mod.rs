//! What a migration would lock, scan, rewrite or break on a live Postgres, read from its text.
//!
//! [`lint`] gives a [`Finding`] for each statement that a rule is about, [`predict`] says of any statement what it locks and
//! what it does meanwhile. Both read and calculate only. [`rules`] lists the rules; `docs/guide/migration-safety.md` is made
//! from them, and a test compares each prediction with what a server does.

mod blanks;
mod catalog;
mod context;
mod conversion;
mod finding;
mod guide;
mod lock;
mod predict;
mod read;
mod rules;
mod scene;
mod step;
mod volatility;

#[cfg(test)]
mod tests;

pub use self::context::Context;
pub use self::finding::{Finding, Position, Severity};
pub use self::guide::guide;
pub use self::lock::{Cost, LockMode, TableLock};
pub use self::predict::{Prediction, predict};
pub use self::rules::{Rule, SAMPLE, rules};
use self::scene::Scene;
use crate::migrate::lint::predict::Effect;

/// What a migration for Postgres would lock, scan, rewrite or break: one finding for each statement and rule, in the order of
/// the statements.
///
/// A migration whose first line is `-- no-transaction` runs outside of a transaction, as sqlx understands it. Of tables that
/// the migration creates itself nobody can be waiting for, so their locks are no findings. A statement that is not
/// understood is a finding that says so.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm_core::migrate::lint::{Context, Cost, Severity, lint};
///
/// # fn main() -> orm::Result<()> {
/// let context = Context::new(&schema![Author, Biography].snapshot())?.with_lock_timeout();
/// let findings = lint("CREATE INDEX author_name_idx ON author (name);", &context);
///
/// assert_eq!((findings[0].rule, findings[0].severity), ("L14", Severity::Danger));
/// assert_eq!(findings[0].cost, Cost::IndexBuild);
/// assert_eq!(findings[0].locks[0].to_string(), "author: SHARE, which stops writes");
/// assert!(findings[0].instead[0].starts_with("-- no-transaction\nCREATE INDEX CONCURRENTLY"));
/// # Ok(()) }
/// ```
#[must_use]
pub fn lint(sql: &str, context: &Context) -> Vec<Finding> {
    let statements = read::statements(sql);
    let mut scene = Scene::new(sql, &statements, context);
    let mut findings: Vec<Finding> = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        let position = Position::new(number, statement);
        match &statement.steps {
            Err(unread) => findings.push(Finding::not_understood(position, unread)),
            Ok(steps) => {
                let found = judge(&mut scene, position, steps);
                let is_news =
                    |finding: &Finding| !findings.iter().any(|known| finding.repeats(known));
                let news: Vec<Finding> = found.into_iter().filter(is_news).collect();
                findings.extend(news);
            }
        }
    }
    findings
}

/// What the rules say of one statement.
fn judge(scene: &mut Scene<'_>, position: Position, steps: &[step::Step]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut effect = Effect::default();
    let mut told = Vec::new();
    for step in steps {
        let own = Effect::of(step, scene.catalog());
        let place = scene.at(step, &position, &own);
        let broken = rules().filter(|rule| rule.applies(&place));
        told.extend(broken.map(|rule| (rule, blanks::blanks(step, scene.catalog()))));
        effect.merge(own.clone());
        scene.pass(step, own);
    }
    let prediction = effect.prediction(scene.catalog());
    for (rule, blanks) in told {
        found.push(Finding::new(rule, position.clone(), &prediction, &blanks));
    }
    found
}
