use std::time::Duration;

use super::builder::Settings;
use super::fault::{Aftermath, Fault, is_stale_plan};
use super::lease::{Lease, Message};
use super::reader::Reader;
use super::transaction::text;
use super::{Db, Statement, diagnosis, words};
use crate::dialect::Dialect;
use crate::error::{Error, Result};

/// A connection on which each statement is a transaction of its own.
pub(super) struct Alone {
    lease: Lease,
    /// Whether a statement has had its answer: the connection was alive then.
    proven: bool,
}

impl Alone {
    pub(super) fn new(lease: Lease) -> Self {
        Alone {
            lease,
            proven: false,
        }
    }

    pub(super) async fn run_ddl(
        &mut self,
        settings: &Settings,
        text: &str,
        deadline: Option<Duration>,
    ) -> Result<()> {
        let outcome = self.send_ddl(settings, text, deadline).await;
        if words::text_leaves_traces(text) {
            self.lease.taint();
        }
        outcome.map_err(|fault| fault.error)
    }

    async fn send_ddl(
        &mut self,
        settings: &Settings,
        text: &str,
        deadline: Option<Duration>,
    ) -> Result<(), Fault> {
        let usual = settings.statement_timeout;
        // Behind a pooler the server was told of no deadline that another one would have to replace.
        let told = self.lease.dialect() == Dialect::Postgres
            && deadline != usual
            && settings.pooler.is_none();
        if told {
            self.lease.taint();
            let set = text::set_session_deadline(deadline);
            self.lease.control(&set, usual).await?;
        }
        self.lease.control(text, deadline).await
    }

    /// Runs a statement; a read is run once more where a stale connection or plan was in the way.
    pub(super) async fn run(
        &mut self,
        db: &Db,
        statement: &Statement,
        read: Reader<'_>,
    ) -> Result<u64> {
        let first = self.once(db.settings(), statement, read).await;
        let fault = match first {
            Ok(changed) => return Ok(changed),
            Err(fault) => fault,
        };
        // In a box, so that what goes well is small.
        Box::pin(async move {
            let repeatable = words::only_reads(&statement.text);
            if !repeatable || !self.is_mended(db, &fault).await? {
                return Err(self.explained(statement, fault).await);
            }
            read.start_over();
            let again = self.once(db.settings(), statement, read).await;
            again.map_err(|fault| fault.error)
        })
        .await
    }

    async fn explained(&mut self, statement: &Statement, fault: Fault) -> Error {
        match fault.aftermath {
            Aftermath::Refused => {
                diagnosis::complete(&mut self.lease, statement, fault.error, false).await
            }
            _ => fault.error,
        }
    }

    /// Removes what made a read fail, if that can be: a connection that had died in the pool, a plan made before the
    /// schema changed.
    async fn is_mended(&mut self, db: &Db, fault: &Fault) -> Result<bool> {
        if is_stale_plan(&fault.error) {
            return Ok(self.lease.forget_statements().await);
        }
        let died = matches!(fault.error, Error::Disconnected { .. });
        if died && !self.proven {
            // The dead one first, whose place may be the only one.
            self.lease.let_go();
            self.lease = db.pool().acquire_answering().await?;
            return Ok(true);
        }
        Ok(false)
    }

    async fn once(
        &mut self,
        settings: &Settings,
        statement: &Statement,
        read: Reader<'_>,
    ) -> Result<u64, Fault> {
        let outcome = match self.frame(settings, statement) {
            None => self.send(settings, statement, read).await,
            Some(begin) => self.framed(&begin, settings, statement, read).await,
        };
        self.proven = self.proven || outcome.is_ok();
        if words::leaves_traces(&statement.text) {
            self.lease.taint();
        }
        if matches!(&outcome, Err(fault) if matches!(fault.error, Error::TooManyRows { .. })) {
            self.lease.spoil_unread();
        }
        outcome
    }

    async fn send(
        &mut self,
        settings: &Settings,
        statement: &Statement,
        read: Reader<'_>,
    ) -> Result<u64, Fault> {
        let limit = statement.timeout.or(settings.statement_timeout);
        let message = Message::Prepared(&statement.text, &statement.binds);
        self.lease.send(message, limit, read).await
    }

    /// What to begin a transaction around the statement with, where it needs one: behind a pooler, and for a deadline
    /// that Postgres has to be told.
    fn frame(&self, settings: &Settings, statement: &Statement) -> Option<String> {
        let postgres = self.lease.dialect() == Dialect::Postgres;
        let framed = postgres && (settings.pooler.is_some() || statement.timeout.is_some());
        framed.then(|| {
            let limit = statement.timeout.or(settings.statement_timeout);
            format!("BEGIN{}", text::and_set_deadline(limit))
        })
    }

    async fn framed(
        &mut self,
        begin: &str,
        settings: &Settings,
        statement: &Statement,
        read: Reader<'_>,
    ) -> Result<u64, Fault> {
        let usual = settings.statement_timeout;
        let begun = self.lease.begin(begin, usual).await;
        begun.map_err(Fault::inside_transaction)?;
        match self.send(settings, statement, read).await {
            Ok(changed) => {
                self.lease.end("COMMIT", usual).await?;
                Ok(changed)
            }
            Err(fault) => {
                if fault.aftermath != Aftermath::Lost {
                    // Where this fails too, dropping the lease closes the connection, which rolls back as well.
                    let _ = self.lease.end("ROLLBACK", usual).await;
                }
                Err(fault.inside_transaction())
            }
        }
    }
}
