//! A peer's process: it reads an order a line, and answers with a line.
//!
//! | order | answer |
//! |---|---|
//! | `answer <workload>` | what the first calls give, in canonical form |
//! | `check <workload>` | the digest of that |
//! | `time <workload> <calls>` | nanoseconds spent in the calls |
//! | `clean` | nothing; what workloads wrote is gone |
//!
//! An answer begins with `ok` or, before the reason, with `failed`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::canonical::Canonical;
use crate::data::{new_movie, new_users};
use crate::peer::{Error, Peer, Result};
use crate::workload::Workload;
use crate::{User, inputs, schema};

/// How many calls are compared.
const CHECKED: i64 = 3;

/// Serves the runner until it closes the pipe. The only argument is the database's URL.
///
/// # Errors
///
/// If there is no database at the URL, or the runner is gone.
pub fn run<P: Peer>() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("say the database's URL")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    // On a worker thread, like the tasks of a server, and not on the thread that waits for them.
    let peer = runtime.block_on(async { tokio::spawn(connect::<P>(url.clone())).await? })?;
    let peer = Arc::new(Mutex::new(peer));
    for line in std::io::stdin().lock().lines() {
        let work = obey(Arc::clone(&peer), line?, url.clone());
        let reply = match runtime.block_on(async { tokio::spawn(work).await }) {
            Ok(Ok(answer)) => format!("ok {answer}"),
            Ok(Err(error)) => format!("failed {}", reason(&error)),
            Err(panic) => format!("failed {panic}"),
        };
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{reply}")?;
        stdout.flush()?;
    }
    Ok(())
}

async fn connect<P: Peer>(url: String) -> Result<P> {
    P::connect(&url).await
}

/// In one line.
fn reason(error: &Error) -> String {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(deeper) = source {
        reason = format!("{reason}: {deeper}");
        source = deeper.source();
    }
    reason.replace('\n', " ")
}

async fn obey<P: Peer>(peer: Arc<Mutex<P>>, line: String, url: String) -> Result<String> {
    let peer = &mut *peer.lock().await;
    let words: Vec<&str> = line.split_whitespace().collect();
    Ok(match words[..] {
        ["answer", workload] => answer(peer, named(workload)?).await?,
        ["check", workload] => digest(&answer(peer, named(workload)?).await?),
        ["time", workload, calls] => time(peer, named(workload)?, calls.parse()?)
            .await?
            .as_nanos()
            .to_string(),
        ["clean"] => clean(peer, &url).await?,
        _ => return Err(format!("unknown order: {line}").into()),
    })
}

fn named(workload: &str) -> Result<Workload> {
    Workload::named(workload).ok_or_else(|| format!("unknown workload: {workload}").into())
}

fn digest(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

async fn clean<P: Peer>(peer: &mut P, url: &str) -> Result<String> {
    for sql in schema::cleanup(url) {
        peer.execute(sql).await?;
    }
    Ok(String::new())
}

/// Which method a workload calls, and with what at each turn.
macro_rules! dispatch {
    ($workload:expr, $call:ident) => {
        match $workload.name {
            "row" => $call!(user, inputs::user),
            "rows-1" => $call!(users, inputs::users(1)),
            "rows-100" => $call!(users, inputs::users(100)),
            "rows-10000" => $call!(users, inputs::users(10_000)),
            "movie" => $call!(movie, inputs::movie),
            "person" => $call!(person, inputs::person),
            "user" => $call!(user_with_latest, inputs::user),
            "movies" => $call!(movies, inputs::movies(100)),
            "reviews" => $call!(reviews, inputs::reviews(10_000)),
            "users" => $call!(users_with_reviews, inputs::users(1_000)),
            "filter" => $call!(reviewers, inputs::last_name),
            "best" => $call!(best, |_| 20),
            "insert-1" => $call!(
                insert_user,
                |turn| new_users(turn, 1).remove(0),
                without_key
            ),
            "insert-100" => $call!(insert_users, |turn| new_users(turn, 100), without_keys),
            "insert-10000" => $call!(insert_users, |turn| new_users(turn, 10_000), without_keys),
            "update" => $call!(rename_user, inputs::renaming),
            other => return Err(format!("{other} is dispatched elsewhere").into()),
        }
    };
}

/// How long the calls take, and nothing beside them.
async fn time<P: Peer>(peer: &mut P, workload: Workload, calls: i64) -> Result<Duration> {
    macro_rules! timed {
        ($method:ident, $input:expr $(, $comparable:ident)?) => {{
            let inputs: Vec<_> = (0..calls).map($input).collect();
            let start = Instant::now();
            for input in inputs {
                black_box(peer.$method(input).await?);
            }
            start.elapsed()
        }};
    }
    Ok(match workload.name {
        "insert-movie" => timed!(insert_movie, new_movie),
        "tasks" => {
            let keys = (0..calls).map(inputs::user).collect();
            let start = Instant::now();
            black_box(peer.users_from_tasks(keys).await?);
            start.elapsed()
        }
        _ => dispatch!(workload, timed),
    })
}

/// What the first calls give, in canonical form.
async fn answer<P: Peer>(peer: &mut P, workload: Workload) -> Result<String> {
    macro_rules! answered {
        ($method:ident, $input:expr $(, $comparable:ident)?) => {{
            let mut answers = Vec::new();
            for input in (0..CHECKED).map($input) {
                let answer = peer.$method(input).await?.canonical();
                $(let answer = $comparable(answer);)?
                answers.push(answer);
            }
            format!("{answers:?}")
        }};
    }
    Ok(match workload.name {
        "insert-movie" => inserted_movie(peer).await?,
        "tasks" => peer
            .users_from_tasks((0..1000).map(inputs::user).collect())
            .await?
            .to_string(),
        _ => dispatch!(workload, answered),
    })
}

/// An inserted movie as the same peer reads it.
async fn inserted_movie<P: Peer>(peer: &mut P) -> Result<String> {
    let key = peer.insert_movie(new_movie(0)).await?;
    let (mut movie, directors, cast, reviews) = peer.movie(key).await?.canonical();
    movie.id = 0;
    Ok(format!("{:?}", (movie, directors, cast, reviews)))
}

fn without_key(user: User) -> User {
    User { id: 0, ..user }
}

/// Keys differ by what was inserted before; only that they are there, and differ, is the same everywhere.
fn without_keys(users: Vec<User>) -> (bool, Vec<User>) {
    let mut keys: Vec<i64> = users.iter().map(|user| user.id).collect();
    keys.sort_unstable();
    keys.dedup();
    let distinct = keys.len() == users.len() && keys.iter().all(|key| *key > 0);
    (distinct, users.into_iter().map(without_key).collect())
}
