//! A network between a peer and the Postgres server: it delays what passes, and counts what is asked.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

/// What a peer has asked of the server so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    statements: AtomicU64,
    trips: AtomicU64,
}

impl Tally {
    /// How many statements were executed.
    pub(crate) fn statements(&self) -> u64 {
        self.statements.load(Relaxed)
    }

    /// How often a peer asked for the server's answer.
    pub(crate) fn trips(&self) -> u64 {
        self.trips.load(Relaxed)
    }
}

/// A port that leads to the server. It stays open until the program ends.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) port: u16,
    pub(crate) tally: Arc<Tally>,
}

impl Proxy {
    /// Each direction takes half of `delay`.
    pub(crate) fn open(server: u16, delay: Duration) -> Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let tally = Arc::new(Tally::default());
        let counted = Arc::clone(&tally);
        thread::spawn(move || {
            for peer in listener.incoming().flatten() {
                if let Err(error) = connect(peer, server, delay / 2, &counted) {
                    eprintln!("the proxy cannot reach the server: {error}");
                }
            }
        });
        Ok(Proxy { port, tally })
    }
}

fn connect(
    peer: TcpStream,
    server: u16,
    delay: Duration,
    tally: &Arc<Tally>,
) -> std::io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", server))?;
    peer.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut messages = Messages::new(Arc::clone(tally));
    pass(
        peer.try_clone()?,
        server.try_clone()?,
        delay,
        move |bytes| messages.read(bytes),
    );
    pass(server, peer, delay, |_| {});
    Ok(())
}

/// Passes on what comes, each piece `delay` after it came, however many are under way.
fn pass(
    mut from: TcpStream,
    mut to: TcpStream,
    delay: Duration,
    mut look: impl FnMut(&[u8]) + Send + 'static,
) {
    let (sender, pieces) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            look(&buffer[..length]);
            if sender
                .send((Instant::now() + delay, buffer[..length].to_vec()))
                .is_err()
            {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (due, bytes) in pieces {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        // Whoever reads at the other end learns that nothing more comes.
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// The messages of a peer, which begin with a kind and a length; the first one has no kind.
struct Messages {
    tally: Arc<Tally>,
    header: Vec<u8>,
    header_length: usize,
    /// Of the message that is passing.
    left: usize,
}

impl Messages {
    fn new(tally: Arc<Tally>) -> Self {
        Messages {
            tally,
            header: Vec::new(),
            header_length: 4,
            left: 0,
        }
    }

    fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.left > 0 {
                let passed = self.left.min(bytes.len());
                self.left -= passed;
                bytes = &bytes[passed..];
            } else {
                self.header.push(bytes[0]);
                bytes = &bytes[1..];
                if self.header.len() == self.header_length {
                    self.begin();
                }
            }
        }
    }

    /// A message's kind and length are there.
    fn begin(&mut self) {
        let kind = (self.header_length == 5).then(|| self.header[0]);
        let length: [u8; 4] = self.header[self.header_length - 4..]
            .try_into()
            .expect("four bytes");
        self.left = u32::from_be_bytes(length) as usize - 4;
        self.header.clear();
        self.header_length = 5;
        match kind {
            Some(b'E') => self.tally.statements.fetch_add(1, Relaxed),
            Some(b'S') => self.tally.trips.fetch_add(1, Relaxed),
            Some(b'Q') => {
                self.tally.statements.fetch_add(1, Relaxed);
                self.tally.trips.fetch_add(1, Relaxed)
            }
            _ => 0,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_however_they_are_cut() {
        let mut sent = vec![0, 0, 0, 9, 0, 3, 0, 0, 0];
        for (kind, body) in [(b'P', 3), (b'B', 2), (b'E', 9), (b'S', 0), (b'Q', 7)] {
            sent.push(kind);
            sent.extend((body as u32 + 4).to_be_bytes());
            sent.extend(vec![b'S'; body]);
        }
        for cut in 1..sent.len() {
            let tally = Arc::new(Tally::default());
            let mut messages = Messages::new(Arc::clone(&tally));
            sent.chunks(cut).for_each(|piece| messages.read(piece));
            assert_eq!((tally.statements(), tally.trips()), (2, 2));
        }
    }
}
