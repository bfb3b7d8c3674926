use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use orm_core::migrate::Run;

/// A bar on a terminal, which names the migration that is under way; nothing elsewhere.
pub(crate) struct Progress {
    bar: ProgressBar,
    names: Vec<String>,
}

impl Progress {
    /// A bar for these migrations, in the order in which they run.
    pub(crate) fn new(names: Vec<String>) -> Self {
        let bar = ProgressBar::new(names.len() as u64);
        let style = ProgressStyle::with_template("{spinner} {pos}/{len} {msg} {elapsed}");
        let bar = match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        bar.enable_steady_tick(Duration::from_millis(100));
        let progress = Progress { bar, names };
        progress.name_next();
        progress
    }

    /// One more is done; what is printed about it stands above the bar.
    pub(crate) fn done(&self, run: &Run, print: impl FnOnce(&Run)) {
        self.bar.suspend(|| print(run));
        self.bar.inc(1);
        self.name_next();
    }

    fn name_next(&self) {
        let next = usize::try_from(self.bar.position()).unwrap_or(usize::MAX);
        let next = self.names.get(next).cloned();
        self.bar.set_message(next.unwrap_or_default());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
