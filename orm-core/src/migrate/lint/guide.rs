//! The rules as a page.

use std::fmt::Write as _;

use super::context::Context;
use super::predict::predict;
use super::rules::{Rule, SAMPLE, rules};
use super::{Finding, lint};

/// The page `docs/guide/migration-safety.md`: every rule with an example, what that locks and for how long, and what to do
/// instead.
#[must_use]
pub fn guide() -> String {
    let mut page = include_str!("guide_head.md").to_owned();
    let mut all: Vec<&Rule> = rules().collect();
    all.sort_by_key(|rule| rule.number);
    for rule in all {
        // Writing to a text cannot fail.
        let _ = section(&mut page, rule);
    }
    let _ = writeln!(
        page,
        "\n## The tables of the examples\n\n```sql\n{}```",
        SAMPLE
    );
    page
}

fn section(page: &mut String, rule: &Rule) -> std::fmt::Result {
    let Rule {
        number,
        title,
        severity,
        example,
        breaks,
        advice,
        ..
    } = rule;
    writeln!(page, "\n## {number}: {title}\n")?;
    if let Some(by) = rule.noticed_by() {
        writeln!(
            page,
            "*{severity}*: {breaks}.\n\nInstead: {advice}. It is seen by {by}."
        )?;
        return Ok(());
    }
    writeln!(page, "```sql\n{example}\n```\n")?;
    writeln!(page, "*{severity}*: {breaks}.\n")?;
    let context = Context::default().after(SAMPLE);
    if let Some(prediction) = predict(example, &context) {
        for lock in &prediction.locks {
            writeln!(
                page,
                "- locks `{}`: {}, which {}",
                lock.table,
                lock.mode,
                lock.mode.stops()
            )?;
        }
        if !prediction.locks.is_empty() {
            writeln!(page, "- for {}\n", prediction.cost)?;
        }
    }
    writeln!(page, "Instead: {advice}.")?;
    instead(page, rule)
}

fn instead(page: &mut String, rule: &Rule) -> std::fmt::Result {
    let is_own = |finding: &Finding| finding.title == rule.title;
    let findings = [15, 18].map(|server| {
        lint(
            rule.example,
            &Context::default().after(SAMPLE).server(server),
        )
    });
    let finding = findings.into_iter().flatten().find(is_own);
    for sql in finding.into_iter().flat_map(|finding| finding.instead) {
        writeln!(page, "\n```sql\n{sql}\n```")?;
    }
    Ok(())
}
