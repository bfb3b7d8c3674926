//! What the same models and queries look like in each library.
//!
//! Model 7 has a key, a title, a year, a price and a parent, which is a row of model 6; both sides know of the relation.
//! Queries are of four kinds in turn: a row by its key; rows by a condition, in an order; rows with their parents; rows
//! with their children.

mod diesel;
mod orm;
mod sea_orm;
mod toasty;

use std::path::Path;

use clap::ValueEnum;

/// A library that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Library {
    Orm,
    SeaOrm,
    Diesel,
    Toasty,
}

/// What a library's source looks like.
struct Source {
    /// Lines of the manifest.
    dependencies: &'static str,
    /// What the program begins with.
    prelude: &'static str,
    /// The file of a model. `{n}` is its number, `{parent}` and `{child}` those of its neighbours.
    model: &'static str,
    /// The kinds of queries. `{q}` is the query's number, `{n}` the model's, `{child}` its child's.
    queries: [&'static str; 4],
    /// The connection `db`, of which no query is ever asked.
    open: &'static str,
    /// What stands after a call of a query.
    wait: &'static str,
}

impl Library {
    pub(crate) const ALL: [Library; 4] = [
        Library::Orm,
        Library::SeaOrm,
        Library::Diesel,
        Library::Toasty,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Library::Orm => "orm",
            Library::SeaOrm => "sea-orm",
            Library::Diesel => "diesel",
            Library::Toasty => "toasty",
        }
    }

    fn source(self) -> &'static Source {
        match self {
            Library::Orm => &orm::SOURCE,
            Library::SeaOrm => &sea_orm::SOURCE,
            Library::Diesel => &diesel::SOURCE,
            Library::Toasty => &toasty::SOURCE,
        }
    }

    pub(crate) fn dependencies(self, orm: &Path) -> String {
        self.source()
            .dependencies
            .replace("{orm}", &orm.display().to_string())
    }

    pub(crate) fn prelude(self) -> &'static str {
        self.source().prelude
    }

    pub(crate) fn open(self) -> &'static str {
        self.source().open
    }

    pub(crate) fn wait(self) -> &'static str {
        self.source().wait
    }

    pub(crate) fn model(self, model: usize, models: usize) -> String {
        numbered(self.source().model, model, models)
    }

    /// What is said once of all models together.
    pub(crate) fn of_all_models(self, models: usize) -> String {
        if self == Library::Diesel {
            diesel::of_all_models(models)
        } else {
            String::new()
        }
    }

    pub(crate) fn query(self, query: usize, models: usize, model: usize) -> String {
        let kinds = &self.source().queries;
        numbered(kinds[query % kinds.len()], model, models).replace("{q}", &query.to_string())
    }
}

fn numbered(template: &str, model: usize, models: usize) -> String {
    template
        .replace("{n}", &model.to_string())
        .replace("{parent}", &((model + models - 1) % models).to_string())
        .replace("{child}", &((model + 1) % models).to_string())
}
