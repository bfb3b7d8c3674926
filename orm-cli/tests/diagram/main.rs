//! Diagrams: what they say of a schema, and that they can be read.

mod cardinalities;
mod generated;
mod library;
mod names;
mod picture;
mod schemas;
