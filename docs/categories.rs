// What the examples of trees begin with: categories on SQLite in memory.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    pub id: i64,
    pub name: String,
    #[foreign_key(Category, name = parent, related_name = children)]
    pub parent_id: Option<i64>,
}

/// "Books" with "Fiction" and "Science" below it, and "Crime" below "Fiction".
pub async fn categories() -> Result<(Db, Category, Category, Category, Category), orm::Error> {
    let db = Db::connect("sqlite::memory:").await?;
    schema![Category].create_all(&db).await?;
    let books = Category::create().name("Books").save(&db).await?;
    let fiction = books.children().create().name("Fiction").save(&db).await?;
    let crime = fiction.children().create().name("Crime").save(&db).await?;
    let science = books.children().create().name("Science").save(&db).await?;
    Ok((db, books, fiction, crime, science))
}
