//! A lock names relations to one row: those to many are read by statements of their own.

use orm::prelude::*;

#[derive(Model)]
pub struct Queue {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Job {
    pub id: i64,
    #[foreign_key(Queue, related_name = jobs)]
    pub queue_id: i64,
}

fn a_relation_to_many() {
    Queue::query().for_update().of(Queue::jobs);
}

fn a_relation_of_another_model() {
    Queue::query().for_update().of(Job::queue);
}

fn a_column() {
    Job::query().for_update().of(Job::queue_id);
}

fn main() {}
