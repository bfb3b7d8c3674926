use super::LiveSchema;
use crate::db::{Executor, Session, Statement};
use crate::dialect::{Answer, Record};
use crate::error::Result;

/// What a database has: the tables of all its schemas, but for its own, those of its extensions and the list of migrations.
///
/// It reads the catalogue and no table, and waits for no lock that readers and writers of rows hold.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let live = orm::migrate::live::read(&db).await?;
/// let names: Vec<String> = live.tables.iter().map(|table| table.name.to_string()).collect();
/// assert_eq!(names, ["author", "biography", "book", "book_subjects", "publisher", "subject"]);
/// assert_eq!(live.tables[0].columns[1].ty, "VARCHAR(100)");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// What the database refuses.
pub async fn read(db: &impl Executor) -> Result<LiveSchema> {
    let db = db.handle();
    let dialect = db.dialect();
    let catalog = dialect.grammar().catalog();
    let mut session = db.session().await?;
    let mut answers = Vec::new();
    for text in catalog.queries() {
        answers.push(ask(text, &mut session).await?);
    }
    let mut tables = catalog.tables(answers);
    tables.iter_mut().for_each(super::LiveTable::sort);
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(LiveSchema { dialect, tables })
}

/// The rows of a query whose values are texts.
pub(crate) async fn ask(text: &str, session: &mut Session<'_>) -> Result<Answer> {
    let statement = Statement {
        text: text.to_owned(),
        binds: Vec::new(),
        table: None,
        timeout: None,
    };
    session
        .fetch(&statement, |answer: &mut Answer, row| {
            let width = row.column_names().len();
            let values: Result<Vec<Option<String>>> = (0..width).map(|_| row.next()).collect();
            answer.push(Record::of(values?));
            Ok(())
        })
        .await
}
