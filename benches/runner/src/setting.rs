//! What else the machine does meanwhile.

use std::process::{Child, Command};

use anyhow::{Context, Result};

use crate::options::Setting;

/// Processes that keep the cores awake. They end with this value.
#[derive(Debug)]
pub(crate) struct Spinners(Vec<Child>);

/// Makes it so, for this process and all that it starts from now on.
pub(crate) fn enter(setting: Setting) -> Result<Spinners> {
    let mut spinners = Spinners(Vec::new());
    match setting {
        Setting::Quiet => {}
        Setting::Busy => {
            for _ in 0..std::thread::available_parallelism()?.get() {
                let this = std::env::current_exe()?;
                spinners.0.push(
                    Command::new("nice")
                        .args(["-n", "19"])
                        .arg(this)
                        .arg("--spin")
                        .spawn()?,
                );
            }
        }
        Setting::Pinned => {
            let core = core_affinity::get_core_ids().and_then(|cores| cores.into_iter().next());
            let core = core.context("the cores are not known")?;
            anyhow::ensure!(
                core_affinity::set_for_current(core),
                "this system does not pin processes to a core"
            );
        }
    }
    Ok(spinners)
}

/// Keeps a core busy for as long as its parent lives.
pub(crate) fn spin() -> ! {
    let parent = std::os::unix::process::parent_id();
    loop {
        for _ in 0..1_000_000 {
            std::hint::spin_loop();
        }
        if std::os::unix::process::parent_id() != parent {
            std::process::exit(0);
        }
    }
}

impl Drop for Spinners {
    fn drop(&mut self) {
        for spinner in &mut self.0 {
            let _ = spinner.kill();
            let _ = spinner.wait();
        }
    }
}
