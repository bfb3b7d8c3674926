//! The command line of `orm`, which a program of one's own runs: `orm::cli::run(schema![…]).await`.

pub mod inspect;
