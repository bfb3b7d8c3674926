//! A program of generated models and queries, and what cargo takes for it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cost::{self, Cost};
use crate::library::Library;

/// The folder of one library's program.
#[derive(Debug)]
pub(crate) struct Project {
    library: Library,
    folder: PathBuf,
    target: PathBuf,
}

/// What cargo takes.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) check: Cost,
    pub(crate) check_touched: Cost,
    pub(crate) build: Cost,
    pub(crate) build_touched: Cost,
    /// After the macros, as the compiler prints them.
    pub(crate) lines: usize,
}

impl Project {
    pub(crate) fn new(library: Library, orm: &Path, folder: &Path) -> Result<Project> {
        let project = Project {
            library,
            folder: folder.join(library.name()),
            target: folder.join("target"),
        };
        std::fs::create_dir_all(project.folder.join("src"))?;
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n{}\n",
            library.dependencies(orm)
        );
        std::fs::write(project.folder.join("Cargo.toml"), manifest)?;
        Ok(project)
    }

    /// Each in the median of so many runs.
    pub(crate) fn measure(&self, models: usize, queries: usize, runs: usize) -> Result<Measured> {
        self.write(models, queries, 0)?;
        // What it depends on is not measured.
        cost::of(&mut self.cargo("check"))?;
        cost::of(&mut self.cargo("build"))?;
        let mut costs = [const { Vec::new() }; 4];
        for run in 1..=runs {
            for (place, verb) in ["check", "build"].into_iter().enumerate() {
                cost::of(self.cargo("clean").args(["--package", "generated"]))?;
                costs[2 * place].push(cost::of(&mut self.cargo(verb))?);
                self.write(models, queries, run * 2 + place)?;
                costs[2 * place + 1].push(cost::of(&mut self.cargo(verb))?);
            }
        }
        let [check, check_touched, build, build_touched] = costs.map(cost::median);
        Ok(Measured {
            check,
            check_touched,
            build,
            build_touched,
            lines: self.expanded()?,
        })
    }

    /// Writes the program; `touch` is a number in the first model's file that differs from run to run.
    fn write(&self, models: usize, queries: usize, touch: usize) -> Result<()> {
        let library = self.library;
        let source = self.folder.join("src");
        let mut main = format!("#![allow(dead_code, unused)]\n{}\n", library.prelude());
        let mut list = String::new();
        for model in 0..models {
            let _ = writeln!(main, "mod model{model};");
            let _ = writeln!(list, "pub use crate::model{model}::*;");
            let mut text = library.model(model, models);
            if model == 0 {
                let _ = writeln!(text, "pub fn touched() -> usize {{\n    {touch}\n}}");
            }
            write_if_new(&source.join(format!("model{model}.rs")), &text)?;
        }
        let _ = writeln!(
            main,
            "mod all {{\n{list}}}\n{}",
            library.of_all_models(models)
        );
        for query in 0..queries {
            let _ = writeln!(main, "{}", library.query(query, models, query % models));
        }
        // Every query is code that runs, however unlikely.
        main += "#[tokio::main]\nasync fn main() {\n    if std::env::args().count() > 1000 {\n";
        if queries > 0 {
            main += library.open();
        }
        for query in 0..queries {
            let _ = writeln!(main, "        query{query}(&mut db){};", library.wait());
        }
        main += "    }\n}\n";
        write_if_new(&source.join("main.rs"), &main)
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new("cargo");
        command.arg(verb).arg("--quiet").current_dir(&self.folder);
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "1");
        command
    }

    fn expanded(&self) -> Result<usize> {
        let mut command = self.cargo("rustc");
        command
            .args(["--profile", "check", "--", "-Zunpretty=expanded"])
            .env("RUSTC_BOOTSTRAP", "1");
        // Another setting of the compiler's, and so another place for what is built.
        command.env("CARGO_TARGET_DIR", self.target.with_file_name("expanded"));
        let output = command.output().context("cargo does not start")?;
        ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(output.stdout.iter().filter(|byte| **byte == b'\n').count())
    }
}

/// Cargo looks at times, so what is as it was is left alone.
fn write_if_new(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    Ok(std::fs::write(path, text)?)
}
