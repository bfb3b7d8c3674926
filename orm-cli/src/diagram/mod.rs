//! Pictures of a schema: its tables, and how many rows of each belong to a row of another.
//!
//! A foreign key is a line from the key that it refers to, to the column that holds it. Each end says how many rows there
//! may be, in crow's foot notation: exactly one, none or one where the foreign key may be `NULL` or is unique, and any
//! number. A join table that holds nothing but its two keys is the line of its many-to-many relation and bears the join
//! table's name; one with columns of its own is a table.
//!
//! The same schema gives the same text to the byte, so a picture that is kept beside the code changes only when a table
//! does.

mod chart;
mod graphviz;
mod layout;
mod markup;
mod mermaid;
mod svg;

pub use self::graphviz::graphviz;
pub use self::mermaid::mermaid;
pub use self::svg::svg;
