//! How long the compiler works on a model, and on a query, of each library.
//!
//! For each library it writes a program without models, with some numbers of models, and with queries, and lets cargo
//! check and build each of them anew and after one model was touched; the dependencies are built before. What is printed
//! is the difference to the program without models.

mod cost;
mod library;
mod project;
mod table;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use library::Library;
use project::{Measured, Project};

/// Times the compiler on models and queries.
#[derive(Debug, Parser)]
#[command(name = "benches/compile/run")]
struct Options {
    /// Only these libraries.
    #[arg(long, value_delimiter = ',')]
    libraries: Vec<Library>,

    /// How many models, in turn.
    #[arg(long, value_delimiter = ',', default_value = "10,50,100")]
    models: Vec<usize>,

    /// How many queries there are beside the most models.
    #[arg(long, default_value_t = 200)]
    queries: usize,

    /// How often each is measured; the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,

    /// Also writes the tables to this file.
    #[arg(long)]
    markdown: Option<PathBuf>,

    /// Where `orm` is.
    #[arg(long, hide = true)]
    orm: PathBuf,

    /// Where the programs are written and built.
    #[arg(long, hide = true)]
    folder: PathBuf,
}

/// What was measured of a library.
struct Results {
    library: Library,
    without_models: Measured,
    with_models: Vec<(usize, Measured)>,
    with_queries: Measured,
}

fn main() -> Result<()> {
    let mut options = Options::parse();
    options.orm = options.orm.canonicalize()?;
    let libraries = if options.libraries.is_empty() {
        Library::ALL.to_vec()
    } else {
        options.libraries.clone()
    };
    let mut results = Vec::new();
    for library in libraries {
        results.push(measure(library, &options)?);
    }
    let tables = table::of(&results, options.queries);
    print!("{tables}");
    if let Some(file) = options.markdown {
        std::fs::write(file, format!("{}{tables}", include_str!("page.md")))?;
    }
    Ok(())
}

fn measure(library: Library, options: &Options) -> Result<Results> {
    let project = Project::new(library, &options.orm, &options.folder)?;
    let take = |models, queries| {
        eprintln!("{}: {models} models, {queries} queries", library.name());
        project.measure(models, queries, options.runs)
    };
    let without_models = take(0, 0)?;
    let mut with_models = Vec::new();
    for models in &options.models {
        with_models.push((*models, take(*models, 0)?));
    }
    let most = options.models.iter().copied().max().unwrap_or(1);
    Ok(Results {
        library,
        without_models,
        with_models,
        with_queries: take(most, options.queries)?,
    })
}
