use std::time::Duration;

use crate::db::builder::Settings;
use crate::db::fault::{Aftermath, Fault};
use crate::db::lease::{Lease, Message};
use crate::db::reader::{Reader, Unread};
use crate::db::{Statement, diagnosis, words};
use crate::dialect::Dialect;
use crate::error::{Error, Result};

use super::options::Opening;
use super::text;

/// What a transaction and its savepoints share: the connection, and what has become of it.
pub(in crate::db) struct State {
    /// The connection, until the transaction has ended or can no longer be.
    lease: Option<Lease>,
    /// How many savepoints are open.
    depth: u32,
    failure: Option<Failure>,
    /// The temporary tables and cursors that were made, and those of them that are open.
    cursors: u32,
    open_tables: Vec<String>,
    /// What is said around the making and dropping of such tables.
    around_tables: Option<(&'static str, &'static str)>,
}

/// What made the transaction fail, and how far it must be rolled back to be sound again.
struct Failure {
    level: u32,
    cause: String,
}

impl State {
    pub(super) fn new(lease: Lease, opening: &Opening) -> Self {
        State {
            around_tables: text::our_own_write(lease.dialect(), opening),
            lease: Some(lease),
            depth: 0,
            failure: None,
            cursors: 0,
            open_tables: Vec::new(),
        }
    }

    /// Marks the transaction as failed, unless it was already. A savepoint at or below `level`, rolled back, mends it.
    pub(in crate::db) fn fail(&mut self, level: u32, cause: impl Into<String>) {
        let failure = self.failure.get_or_insert_with(|| Failure {
            level,
            cause: cause.into(),
        });
        failure.level = failure.level.min(level);
    }

    /// Ends the transaction without a further word: its connection is in no known state.
    fn lose(&mut self, cause: &str) {
        self.fail(0, cause);
        self.lease = None;
    }

    pub(super) fn aborted(&self) -> Error {
        Error::TransactionAborted {
            cause: self.failure.as_ref().map(|failure| failure.cause.clone()),
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some() || self.lease.is_none()
    }

    /// The savepoint was rolled back, and what failed inside it with it.
    fn heal(&mut self, level: u32) {
        self.depth = level - 1;
        if self
            .failure
            .as_ref()
            .is_some_and(|failure| failure.level >= level)
        {
            self.failure = None;
        }
    }

    /// Refuses a call at `level` where the transaction has failed or a savepoint inside is open.
    fn check(&self, level: u32) -> Result<()> {
        if self.has_failed() {
            return Err(self.aborted());
        }
        if self.depth != level {
            return Err(Error::configuration(
                "the transaction was used while a savepoint in it is open; use the inner closure's `tx`, or end the savepoint first",
            ));
        }
        Ok(())
    }

    /// Runs a query's statement.
    pub(in crate::db) async fn run(
        &mut self,
        level: u32,
        settings: &Settings,
        statement: &Statement,
        read: Reader<'_>,
    ) -> Result<u64> {
        if words::leaves_traces(&statement.text) {
            self.lease.iter_mut().for_each(Lease::taint);
        }
        let message = Message::Prepared(&statement.text, &statement.binds);
        let outcome = self
            .send_within(level, settings, statement.timeout, message, read)
            .await;
        match outcome {
            Ok(changed) => Ok(changed),
            Err(error) => Err(self.explained(statement, error).await),
        }
    }

    /// Sends a message that may have a deadline of its own, which Postgres has to be told.
    async fn send_within(
        &mut self,
        level: u32,
        settings: &Settings,
        own: Option<Duration>,
        message: Message<'_>,
        read: Reader<'_>,
    ) -> Result<u64> {
        let limit = own.or(settings.statement_timeout);
        let told = own.is_some() && self.is_postgres();
        if told {
            self.control(level, settings, &text::set_deadline(limit))
                .await?;
        }
        let outcome = self.send(level, message, limit, read).await;
        if told && !self.has_failed() {
            let usual = text::set_deadline(settings.statement_timeout);
            self.control(level, settings, &usual).await?;
        }
        outcome
    }

    async fn explained(&mut self, statement: &Statement, error: Error) -> Error {
        let flight = Flight::take_off(self);
        let error = match &mut flight.state.lease {
            Some(lease) => diagnosis::complete(lease, statement, error, true).await,
            None => error,
        };
        flight.land();
        error
    }

    fn is_postgres(&self) -> bool {
        self.lease
            .as_ref()
            .is_some_and(|lease| lease.dialect() == Dialect::Postgres)
    }

    /// Runs text without binds.
    pub(in crate::db) async fn run_ddl(
        &mut self,
        level: u32,
        settings: &Settings,
        text: &str,
        deadline: Option<Duration>,
    ) -> Result<()> {
        if words::text_leaves_traces(text) {
            self.lease.iter_mut().for_each(Lease::taint);
        }
        self.send_by(level, settings, Message::Simple(text), deadline)
            .await
            .map(drop)
    }

    /// Sends rows of `width` values, within the statement's own deadline if it has one.
    pub(in crate::db) async fn load(
        &mut self,
        level: u32,
        settings: &Settings,
        statement: &Statement,
        width: usize,
    ) -> Result<u64> {
        let message = Message::Rows(&statement.text, &statement.binds, width);
        let deadline = statement.timeout;
        match self.send_by(level, settings, message, deadline).await {
            Ok(loaded) => Ok(loaded),
            Err(error) => Err(self.explained(statement, error).await),
        }
    }

    /// Sends a message within `deadline`, or without one, of which Postgres has to be told.
    async fn send_by(
        &mut self,
        level: u32,
        settings: &Settings,
        message: Message<'_>,
        deadline: Option<Duration>,
    ) -> Result<u64> {
        let told = deadline != settings.statement_timeout && self.is_postgres();
        if told {
            self.control(level, settings, &text::set_deadline(deadline))
                .await?;
        }
        let outcome = self.send(level, message, deadline, &mut Unread).await;
        if told && !self.has_failed() {
            let usual = text::set_deadline(settings.statement_timeout);
            self.control(level, settings, &usual).await?;
        }
        outcome
    }

    /// Sends text of our own.
    async fn control(&mut self, level: u32, settings: &Settings, text: &str) -> Result<()> {
        let limit = settings.statement_timeout;
        self.send(level, Message::Simple(text), limit, &mut Unread)
            .await
            .map(drop)
    }

    async fn send(
        &mut self,
        level: u32,
        message: Message<'_>,
        limit: Option<Duration>,
        read: Reader<'_>,
    ) -> Result<u64> {
        self.check(level)?;
        let mut flight = Flight::take_off(self);
        let outcome = flight.send(message, limit, read).await;
        flight.land();
        outcome.map_err(|fault| self.suffer(level, fault))
    }

    /// Notes what a failed statement has done to the transaction.
    fn suffer(&mut self, level: u32, fault: Fault) -> Error {
        let Fault { error, aftermath } = fault.inside_transaction();
        match aftermath {
            Aftermath::Untouched => {}
            Aftermath::Refused => self.fail(level, error.to_string()),
            Aftermath::RolledBack | Aftermath::Lost => self.lose(&error.to_string()),
        }
        error
    }

    /// A name that no cursor of this transaction has had.
    pub(in crate::db) fn next_cursor(&mut self) -> String {
        self.cursors += 1;
        format!("orm_cursor_{}", self.cursors)
    }

    /// Runs the query behind a cursor.
    pub(in crate::db) async fn declare(
        &mut self,
        level: u32,
        settings: &Settings,
        name: &str,
        declaration: &Statement,
    ) -> Result<()> {
        let message = Message::Unnamed(&declaration.text, &declaration.binds);
        if let Some((before, _)) = self.around_tables {
            self.control(level, settings, before).await?;
        }
        let declared = self
            .send_within(level, settings, declaration.timeout, message, &mut Unread)
            .await;
        if let (Some(_), Err(error)) = (self.around_tables, &declared) {
            // The transaction would take writes now, so no savepoint mends it.
            self.fail(0, error.to_string());
        }
        declared?;
        if let Some((_, after)) = self.around_tables {
            self.control(level, settings, after).await?;
        }
        if !self.is_postgres() {
            self.open_tables.push(name.to_owned());
        }
        Ok(())
    }

    /// Reads from a cursor. Its text is not kept prepared: another cursor of the same name has other columns.
    pub(in crate::db) async fn fetch(
        &mut self,
        level: u32,
        settings: &Settings,
        text: &str,
        own: Option<Duration>,
        read: Reader<'_>,
    ) -> Result<()> {
        self.send_within(level, settings, own, Message::Unnamed(text, &[]), read)
            .await
            .map(drop)
    }

    /// Gives a cursor free.
    pub(in crate::db) async fn close_cursor(
        &mut self,
        level: u32,
        settings: &Settings,
        name: &str,
        text: &str,
    ) -> Result<()> {
        self.open_tables.retain(|open| open != name);
        match self.around_tables {
            Some((before, after)) => {
                let text = format!("{before}; {text}; {after}");
                self.control(level, settings, &text).await
            }
            None => self.control(level, settings, text).await,
        }
    }

    /// Opens a savepoint inside `level`; gives its own level.
    pub(in crate::db) async fn open_savepoint(
        &mut self,
        level: u32,
        settings: &Settings,
    ) -> Result<u32> {
        let inner = level + 1;
        self.control(level, settings, &text::savepoint(inner))
            .await?;
        self.depth = inner;
        Ok(inner)
    }

    /// Makes a savepoint's effects part of the level around it.
    pub(in crate::db) async fn release(&mut self, level: u32, settings: &Settings) -> Result<()> {
        if self.has_failed() {
            let aborted = self.aborted();
            self.roll_back_to(level, settings).await;
            return Err(aborted);
        }
        self.control(level, settings, &text::release(level)).await?;
        self.depth = level - 1;
        Ok(())
    }

    /// Undoes what was done since a savepoint. Where that fails, the whole transaction has.
    pub(super) async fn roll_back_to(&mut self, level: u32, settings: &Settings) {
        if self.lease.is_none() || self.depth < level {
            return;
        }
        let mut flight = Flight::take_off(self);
        let limit = settings.statement_timeout;
        let outcome = flight
            .send(
                Message::Simple(&text::roll_back_to(level)),
                limit,
                &mut Unread,
            )
            .await;
        flight.land();
        match outcome {
            Ok(_) => self.heal(level),
            Err(fault) => self.lose(&fault.error.to_string()),
        }
    }

    /// Commits; afterwards the connection is free.
    pub(super) async fn commit(&mut self, settings: &Settings, reset: &str) -> Result<()> {
        if self.has_failed() {
            let aborted = self.aborted();
            self.roll_back(settings, reset).await;
            return Err(aborted);
        }
        self.check(0)?;
        let text = self.commit_text(reset);
        let mut flight = Flight::take_off(self);
        let outcome = flight.end(&text, settings).await;
        flight.land();
        let outcome = match outcome {
            Ok(()) => Ok(()),
            Err(fault) if fault.aftermath == Aftermath::Lost => Err(Error::CommitUnknown {
                source: Some(Box::new(fault.error)),
            }),
            Err(fault) => {
                // SQLite keeps a transaction open whose commit was refused.
                self.roll_back(settings, reset).await;
                Err(fault.error)
            }
        };
        self.lease = None;
        outcome
    }

    fn commit_text(&mut self, reset: &str) -> String {
        let drops = self
            .open_tables
            .drain(..)
            .map(|table| format!("DROP TABLE IF EXISTS temp.\"{table}\"; "));
        let mut text = match self.around_tables {
            Some((before, _)) => format!("{before}; "),
            None => String::new(),
        };
        text.extend(drops);
        text.push_str("COMMIT");
        text.push_str(reset);
        text
    }

    /// Rolls the whole transaction back; afterwards the connection is free.
    pub(super) async fn roll_back(&mut self, settings: &Settings, reset: &str) {
        if self.lease.is_none() {
            return;
        }
        let mut flight = Flight::take_off(self);
        // Where this fails, dropping the connection rolls back as well.
        let _ = flight.end(&format!("ROLLBACK{reset}"), settings).await;
        flight.land();
        self.lease = None;
    }
}

/// A message under way. Dropped before it has landed, nobody knows how far it came, and the transaction is lost: its
/// connection is closed at once, and its locks with it.
struct Flight<'s> {
    state: &'s mut State,
    landed: bool,
}

impl<'s> Flight<'s> {
    fn take_off(state: &'s mut State) -> Self {
        Flight {
            state,
            landed: false,
        }
    }

    async fn send(
        &mut self,
        message: Message<'_>,
        limit: Option<Duration>,
        read: Reader<'_>,
    ) -> Result<u64, Fault> {
        match &mut self.state.lease {
            Some(lease) => lease.send(message, limit, read).await,
            None => Err(Fault::ours(self.state.aborted())),
        }
    }

    async fn end(&mut self, text: &str, settings: &Settings) -> Result<(), Fault> {
        match &mut self.state.lease {
            Some(lease) => lease.end(text, settings.statement_timeout).await,
            None => Err(Fault::ours(self.state.aborted())),
        }
    }

    fn land(mut self) {
        self.landed = true;
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if !self.landed {
            self.state
                .lose("a statement was dropped before its answer came");
        }
    }
}
