//! One suite for every database: each case runs on SQLite, and on Postgres where `ORM_TEST_POSTGRES_URL` names a server.
//!
//! A case is an `async fn(db: Db)`; `cases!` makes a test of it for each database. A [`TestDb`](support::TestDb) is a
//! database of its own, empty, and gone afterwards.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::cloned_ref_to_slice_refs,
    clippy::type_complexity,
    reason = "rows are compared with rows, and what a load gives is spelled out"
)]

mod allocations;
mod brought;
mod classics;
mod contract;
mod deadlines;
mod design;
mod differential;
mod drift;
mod edges;
mod errors;
mod fragments;
mod functions;
#[cfg(all(feature = "cli", feature = "chrono", feature = "json"))]
mod inspect;
mod lanes;
mod limits;
mod locks;
mod memory;
mod migrations;
mod pages;
mod raw;
mod scale;
mod schema;
mod send;
mod sql;
mod support;
mod tidy;
mod values;

mod scenarios {
    #[cfg(all(feature = "chrono", feature = "time"))]
    pub mod archive;
    pub mod blog;
    pub mod bulk_load;
    pub mod get_or_create;
    #[cfg(feature = "chrono")]
    pub mod hooks;
    pub mod library;
    pub mod nested;
    pub mod organisation;
    #[cfg(feature = "chrono")]
    pub mod prepared;
    pub mod school;
    pub mod selecting;
    pub mod selecting_groups;
    pub mod shapes;
    pub mod tree;
    pub mod trees;
    pub mod update_many;
    pub mod upsert;
    pub mod validation;
    pub mod versions;
}
