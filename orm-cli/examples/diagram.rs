//! Prints a picture of the library that the documentation speaks of:
//! `cargo run -p orm-cli --example diagram > docs/diagram.svg`.

#![expect(missing_docs, reason = "the models stand for a user's own")]

include!("../../docs/tour.rs");

fn main() {
    let schema = schema![Author, Biography, Publisher, Book, Subject];
    print!("{}", orm::cli::diagram::svg(&schema.snapshot()));
}
