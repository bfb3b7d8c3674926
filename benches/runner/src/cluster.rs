//! A Postgres server for the time of a run, with a folder of its own, as `./test` starts one.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

/// Nothing waits for a disk, and nothing runs beside what is measured.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 512MB
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
jit = off
max_wal_size = 8GB
checkpoint_timeout = 1h
";

/// A running server. It stops with this value.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    user: Option<(u32, u32)>,
    port: u16,
}

impl Cluster {
    pub(crate) fn start() -> Result<Cluster> {
        let cluster = Cluster {
            folder: tempfile::tempdir()?,
            programs: find_programs()?,
            user: server_user()?,
            port: TcpListener::bind("127.0.0.1:0")?.local_addr()?.port(),
        };
        if let Some((user, group)) = cluster.user {
            std::os::unix::fs::chown(cluster.folder.path(), Some(user), Some(group))?;
        }
        let data = cluster.data();
        cluster.run(
            "initdb",
            &[
                "--username=bench",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                &format!("--pgdata={data}"),
            ],
        )?;
        let sockets = format!(
            "unix_socket_directories = '{}'\n",
            cluster.folder.path().display()
        );
        let configuration = Path::new(&data).join("postgresql.conf");
        std::fs::write(configuration, format!("{SETTINGS}{sockets}"))?;
        let log = format!("--log={data}/server.log");
        cluster.run(
            "pg_ctl",
            &[
                "start",
                "--wait",
                &format!("--pgdata={data}"),
                &log,
                &format!("--options=-p {}", cluster.port),
            ],
        )?;
        Ok(cluster)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        url(self.port, database)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Runs a statement outside of any transaction.
    pub(crate) fn execute(&self, sql: &str) -> Result<()> {
        self.run(
            "psql",
            &[
                "-Xqw",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                &self.url("postgres"),
                "-c",
                sql,
            ],
        )
        .map(drop)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// Runs one of the server's programs as its user.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C");
        // What `pg_ctl` leaves running would keep a pipe open.
        command.stdout(std::process::Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        let output = command
            .output()
            .with_context(|| format!("{program} does not start"))?;
        ensure!(
            output.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(output)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = format!("--pgdata={}", self.data());
        if let Err(error) = self.run("pg_ctl", &["stop", "--mode=immediate", "--wait", &data]) {
            eprintln!("the Postgres server could not be stopped: {error}");
        }
    }
}

/// A database behind a port of this machine.
pub(crate) fn url(port: u16, database: &str) -> String {
    format!("postgres://bench@127.0.0.1:{port}/{database}?sslmode=disable")
}

/// The folder of a full set of programs: the one on PATH, else the newest one where Debian puts them.
fn find_programs() -> Result<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<PathBuf> = versions
            .flatten()
            .map(|version| version.path().join("bin"))
            .collect();
        versions.sort();
        folders.extend(versions.into_iter().rev());
    }
    let is_full = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "psql"]
            .iter()
            .all(|program| folder.join(program).exists())
    };
    match folders.into_iter().find(is_full) {
        Some(folder) => Ok(folder),
        None => {
            bail!("Postgres' server programs (initdb, pg_ctl, psql) were not found in one folder")
        }
    }
}

/// Postgres refuses to run as root, who then lends it another user and group.
fn server_user() -> Result<Option<(u32, u32)>> {
    let number = |arguments: &[&str]| -> Result<u32> {
        let output = Command::new("id").args(arguments).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    };
    if number(&["-u"])? != 0 {
        return Ok(None);
    }
    let user = if number(&["-u", "postgres"]).is_ok() {
        "postgres"
    } else {
        "nobody"
    };
    Ok(Some((number(&["-u", user])?, number(&["-g", user])?)))
}
