//! Many who ask at once.

use crate::peer::Result;

/// How many tasks, or threads, ask at once.
pub const TASKS: usize = 64;
/// How many connections they share.
pub const CONNECTIONS: usize = 8;

/// Runs `ask` once for each part of the keys, each in a task of its own, and adds up what they give.
///
/// # Errors
///
/// The first of `ask`'s.
pub async fn spread_over_tasks<F>(keys: Vec<i64>, ask: impl Fn(Vec<i64>) -> F) -> Result<u64>
where
    F: Future<Output = Result<u64>> + Send + 'static,
{
    let tasks: Vec<_> = parts(&keys)
        .map(|part| tokio::spawn(ask(part.to_vec())))
        .collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await??;
    }
    Ok(sum)
}

/// The same for those who block: each part in a thread of its own.
///
/// # Errors
///
/// The first of `ask`'s.
///
/// # Panics
///
/// If `ask` does.
pub fn spread_over_threads(
    keys: &[i64],
    ask: impl Fn(&[i64]) -> Result<u64> + Sync,
) -> Result<u64> {
    std::thread::scope(|scope| {
        let ask = &ask;
        let threads: Vec<_> = parts(keys)
            .map(|part| scope.spawn(move || ask(part)))
            .collect();
        let mut sum = 0;
        for thread in threads {
            sum += thread.join().expect("a thread that did not panic")?;
        }
        Ok(sum)
    })
}

fn parts(keys: &[i64]) -> impl Iterator<Item = &[i64]> {
    keys.chunks(keys.len().div_ceil(TASKS).max(1))
}
