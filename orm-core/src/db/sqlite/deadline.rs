use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);

/// When the running statement is to be interrupted; shared with SQLite's progress handler.
#[derive(Debug, Default)]
pub(in crate::db) struct Deadline {
    /// Nanoseconds since [`EPOCH`]; zero is never.
    at: AtomicU64,
}

impl Deadline {
    /// Sets the deadline that long from now, or none.
    pub(in crate::db) fn set(&self, limit: Option<Duration>) {
        let at = limit.map_or(0, |limit| {
            nanoseconds(EPOCH.elapsed().saturating_add(limit)).max(1)
        });
        self.at.store(at, Ordering::Relaxed);
    }

    /// Brings the deadline forward to that long from now, unless it is before; gives what brings it back.
    pub(super) fn bring_forward(&self, limit: Duration) -> Postponed {
        let before = self.at.load(Ordering::Relaxed);
        let soon = nanoseconds(EPOCH.elapsed().saturating_add(limit)).max(1);
        if before == 0 || soon < before {
            self.at.store(soon, Ordering::Relaxed);
        }
        Postponed(before)
    }

    /// Sets the deadline to where it was.
    pub(super) fn put_back(&self, Postponed(before): Postponed) {
        self.at.store(before, Ordering::Relaxed);
    }

    pub(super) fn has_passed(&self) -> bool {
        let at = self.at.load(Ordering::Relaxed);
        at != 0 && nanoseconds(EPOCH.elapsed()) >= at
    }
}

/// The deadline that one was brought forward from.
#[must_use = "the deadline stays brought forward until it is put back"]
pub(super) struct Postponed(u64);

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
