use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Waits between attempts: longer each time, and never the same for two that collided.
pub(super) struct Backoff {
    left: u32,
    longest: Duration,
}

const FIRST: Duration = Duration::from_millis(10);
const MOST: Duration = Duration::from_secs(1);

impl Backoff {
    pub(super) fn new(retries: u32) -> Self {
        Backoff {
            left: retries,
            longest: FIRST,
        }
    }

    /// Waits before another attempt; false if there is to be none.
    pub(super) async fn wait(&mut self) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            return false;
        };
        self.left = left;
        tokio::time::sleep(self.longest.mul_f64(random())).await;
        self.longest = (self.longest * 2).min(MOST);
        true
    }
}

/// A number between zero and one, from the keys that the standard library draws for its hash maps.
fn random() -> f64 {
    f64::from(RandomState::new().hash_one(0) as u32) / f64::from(u32::MAX)
}
