//! What the lint of migrations says, compared with what a Postgres server does. It needs `ORM_TEST_POSTGRES_URL`.

mod observe;
mod proof;
mod safe;
mod server;
