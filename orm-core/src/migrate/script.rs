use std::borrow::Cow;

use super::draft::REPLACES;
use crate::db;
use crate::dialect::Dialect;

/// The SQL of one migration for one database, as its files have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The database that it is for.
    pub dialect: Dialect,
    /// When it was made, in UTC: `20261123120000`. Migrations run in this order.
    pub version: i64,
    /// What it is called: `add_rating`.
    pub name: Cow<'static, str>,
    /// What makes the changes.
    pub up: Cow<'static, str>,
    /// What takes them back.
    pub down: Option<Cow<'static, str>>,
}

impl Script {
    /// What its files are called, up to their endings: `20261123120000_add_rating`.
    #[must_use]
    pub fn stem(&self) -> String {
        format!("{}_{}", self.version, self.name)
    }

    /// Whether a database notes this checksum of it: sqlx-cli makes one of the file as it lies there, and a checkout may have
    /// given that other line ends.
    pub(crate) fn is_noted_as(&self, checksum: &[u8]) -> bool {
        let text = normalised(&self.up);
        let lines = [text.clone(), text.replace('\n', "\r\n")];
        let mut forms = lines
            .into_iter()
            .flat_map(|text| [format!("\u{feff}{text}"), text]);
        forms.any(|text| {
            db::Script::new(self.version, &self.name, &text, true).checksum() == checksum
        })
    }

    /// The versions of the migrations that it stands for, which its first lines name.
    pub(crate) fn replaces(&self) -> Vec<i64> {
        let lines = self
            .up
            .lines()
            .map_while(|line| line.strip_prefix(REPLACES));
        let versions = lines.filter_map(|name| Some(parse_stem(name)?.0));
        versions.collect()
    }
}

/// The version and the name that a file's name says: `20261123120000_add_rating`.
pub(crate) fn parse_stem(stem: &str) -> Option<(i64, &str)> {
    let (version, name) = stem.split_once('_')?;
    Some((version.parse().ok()?, name))
}

/// Text as it is everywhere, whatever an editor or a checkout made of its line ends: the database notes a checksum of it.
pub(crate) fn normalised(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n")
}
