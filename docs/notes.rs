// What the examples of soft deletes begin with: folders of notes on SQLite in memory.

use chrono::{DateTime, Utc};
use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Folder {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(soft_delete = deleted_at)]
pub struct Note {
    pub id: i64,
    #[column(unique)]
    pub title: String,
    #[foreign_key(Folder, related_name = notes, on_delete = cascade)]
    pub folder_id: i64,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A folder with two notes, of which the second one was deleted.
pub async fn notes() -> Result<(Db, Folder, Note, Note), orm::Error> {
    let db = Db::connect("sqlite::memory:").await?;
    schema![Folder, Note].create_all(&db).await?;
    let home = Folder::create().name("Home").save(&db).await?;
    let kept = home.notes().create().title("Water the plants").save(&db).await?;
    let gone = home.notes().create().title("Feed the cat").save(&db).await?;
    gone.delete(&db).await?;
    Ok((db, home, kept, gone))
}
