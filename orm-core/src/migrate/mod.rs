//! How a schema changes.
