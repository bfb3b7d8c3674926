//! How much memory an answer takes while it is made, and when it is there.

#![expect(unsafe_code, reason = "an allocator is unsafe by its trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::inputs;
use crate::peer::{Peer, Result};

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, which counts the bytes that are in use. It slows down what it counts, so a peer that is
/// measured by it is a program of its own.
#[derive(Debug)]
pub struct Counting;

// SAFETY: every call is the system allocator's own, with the arguments that came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(now, Relaxed);
        // SAFETY: the caller's promise is the system allocator's condition.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise is the system allocator's condition.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Prints the bytes at the peak of reading 10,000 rows, and those that the rows own, in the program of a peer whose
/// allocator is [`Counting`]. The only argument is the database's URL.
///
/// # Errors
///
/// If the rows cannot be read.
pub fn measure_memory<P: Peer>() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("say the database's URL")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let measured = runtime.block_on(async { tokio::spawn(measure::<P>(url)).await? });
    let (peak, owned) = measured?;
    println!("{peak} {owned}");
    Ok(())
}

async fn measure<P: Peer>(url: String) -> Result<(usize, usize)> {
    let mut peer = P::connect(&url).await?;
    let page = inputs::users(10_000)(0);
    for _ in 0..3 {
        drop(peer.users(page).await?);
    }
    let before = NOW.load(Relaxed);
    MOST.store(before, Relaxed);
    let rows = peer.users(page).await?;
    let (peak, owned) = (MOST.load(Relaxed) - before, NOW.load(Relaxed) - before);
    drop(rows);
    Ok((peak, owned))
}
