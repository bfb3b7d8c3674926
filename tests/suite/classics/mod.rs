//! Forty questions that people know from the sample databases Chinook, Northwind and Sakila, asked twice: with this crate
//! and in SQL by hand. The answers are equal, and `docs/guide/queries.md` shows both.
//!
//! The tables are those of the sample databases, cut to what the questions need; the rows are made here.

pub mod chinook;
mod dice;
mod guide;
mod hand;
pub mod northwind;
pub mod sakila;

use std::pin::Pin;

use orm::prelude::*;

/// A question, and how it is answered.
pub struct Question {
    /// The name of its function, and of its section in the guide.
    pub name: &'static str,
    /// The question.
    pub text: &'static str,
    /// The answer by hand.
    pub sql: &'static str,
    /// Asks it both ways; panics where the answers differ, or where there is none.
    pub compare: for<'a> fn(&'a Db) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
    /// Asks it with this crate.
    pub ask: for<'a> fn(&'a Db) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
}

/// The questions of one sample database.
pub struct Sample {
    pub name: &'static str,
    pub source: &'static str,
    pub questions: Vec<Question>,
    pub fill: for<'a> fn(&'a Db) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
}

/// `name -> Row { code that gives Result<Vec<Row>> } "SQL"` for each question, under its text.
macro_rules! questions {
    ($($(#[doc = $text:literal])+ $name:ident($db:ident) -> $row:ty $body:block $sql:literal)*) => {
        $(
            async fn $name($db: &orm::Db) -> orm::Result<Vec<$row>> $body
        )*

        fn questions() -> Vec<$crate::classics::Question> {
            vec![$($crate::classics::Question {
                name: stringify!($name),
                text: concat!($($text),+),
                sql: $sql,
                compare: |db| Box::pin(async move {
                    let answer = $name(db).await.expect(stringify!($name));
                    let by_hand = $crate::classics::hand::rows::<$row>(db, $sql).await;
                    assert!(!by_hand.is_empty(), "`{}` has no answer", stringify!($name));
                    assert_eq!(answer, by_hand, "{}", stringify!($name));
                }),
                ask: |db| Box::pin(async move {
                    $name(db).await.expect(stringify!($name));
                }),
            }),*]
        }
    };
}
use questions;

/// All samples, in the guide's order.
fn samples() -> [Sample; 3] {
    [chinook::sample(), northwind::sample(), sakila::sample()]
}

async fn answers_are_those_of_sql_by_hand(sample: Sample, db: &Db) {
    (sample.fill)(db).await;
    for question in &sample.questions {
        (question.compare)(db).await;
    }
}

crate::support::cases! {
    async fn chinook_answers(db: Db) {
        super::answers_are_those_of_sql_by_hand(super::chinook::sample(), db).await;
    }

    async fn northwind_answers(db: Db) {
        super::answers_are_those_of_sql_by_hand(super::northwind::sample(), db).await;
    }

    async fn sakila_answers(db: Db) {
        super::answers_are_those_of_sql_by_hand(super::sakila::sample(), db).await;
    }
}

#[test]
fn there_are_forty() {
    let count: usize = samples().iter().map(|sample| sample.questions.len()).sum();
    assert_eq!(count, 40);
}
