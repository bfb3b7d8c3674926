//! How two descriptions differ: what is in both and not alike, and what is in one alone.

mod columns;
mod constraints;

use super::{Difference, LiveSchema, LiveTable, Part, Weight};
use crate::dialect::{Dialect, Lexicon};

impl LiveSchema {
    /// Everything in which this database is not as `expected`, in the order of the tables.
    ///
    /// The order of columns is no difference, and neither are comments. What has but another name is one, of the weight
    /// [`Weight::Form`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// use orm::migrate::live;
    ///
    /// let before = live::read(&db).await?;
    /// db.execute_raw("ALTER TABLE author ADD COLUMN email TEXT").await?;
    /// let differences = live::read(&db).await?.differences(&before);
    /// assert_eq!(differences.len(), 1);
    /// assert_eq!(differences[0].to_string(), "author.email: TEXT in the database, not in the schema");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn differences(&self, expected: &LiveSchema) -> Vec<Difference> {
        let mut found = Vec::new();
        for table in &expected.tables {
            let mut comparison = Comparison {
                table,
                dialect: expected.dialect,
                found: &mut found,
            };
            match self.table(&table.name) {
                Some(live) => comparison.of_table(live),
                None => comparison.only(Part::Table, None, Some("a table".to_owned())),
            }
        }
        for table in &self.tables {
            if expected.table(&table.name).is_none() {
                let mut comparison = Comparison {
                    table,
                    dialect: self.dialect,
                    found: &mut found,
                };
                comparison.only(Part::Table, Some("a table".to_owned()), None);
            }
        }
        found.sort_by(|a, b| a.table.cmp(&b.table));
        found
    }
}

/// The comparison of one table of a database with that of a schema.
struct Comparison<'a> {
    /// As the schema has it, where it does.
    table: &'a LiveTable,
    dialect: Dialect,
    found: &'a mut Vec<Difference>,
}

impl Comparison<'_> {
    /// Each field is looked at: a new one does not compile until it is.
    fn of_table(&mut self, live: &LiveTable) {
        let LiveTable {
            name: _,
            comment: _,
            options,
            columns,
            primary_key,
            unique,
            indexes,
            foreign_keys,
            checks,
            other_constraints,
        } = live;
        self.options(options);
        self.columns(live, columns);
        self.primary_key(primary_key.as_ref());
        self.unique_and_indexes(unique, indexes);
        self.foreign_keys(foreign_keys);
        self.checks(live, checks);
        self.other_constraints(other_constraints);
    }

    fn options(&mut self, live: &[String]) {
        let expected = &self.table.options;
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            let alone = these.iter().filter(|option| !those.contains(option));
            alone.cloned().collect()
        };
        let grammar = self.dialect.grammar();
        let weight = |option: &str| match grammar.is_only_storage(option) {
            true => Weight::Form,
            false => Weight::Substance,
        };
        for option in only(live, expected) {
            let weight = weight(&option);
            self.add(Part::Table, Some(option), None, weight);
        }
        for option in only(expected, live) {
            let weight = weight(&option);
            self.add(Part::Table, None, Some(option), weight);
        }
    }

    /// Something that is on one side alone.
    fn only(&mut self, part: Part, database: Option<String>, schema: Option<String>) {
        self.add(part, database, schema, Weight::Substance);
    }

    /// Something that is on both sides and not alike.
    fn both(&mut self, part: Part, database: String, schema: String, weight: Weight) {
        self.add(part, Some(database), Some(schema), weight);
    }

    fn add(
        &mut self,
        part: Part,
        database: Option<String>,
        schema: Option<String>,
        weight: Weight,
    ) {
        self.found.push(Difference {
            table: self.table.name.clone(),
            part,
            database,
            schema,
            weight,
        });
    }

    fn lexicon(&self) -> &'static Lexicon {
        self.dialect.grammar().lexicon()
    }
}
