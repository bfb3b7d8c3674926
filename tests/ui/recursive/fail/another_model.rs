use orm::prelude::*;

#[derive(Model, Clone)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Model, Clone)]
struct Book {
    id: i64,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

#[derive(Model)]
struct Category {
    id: i64,
    #[foreign_key(Category, name = parent, related_name = children)]
    parent_id: Option<i64>,
}

async fn queries(db: &Db, author: &Author, book: &Book, category: &Category) {
    let _ = Author::query().with(Author::books.recursive());
    let _ = author.books().descendants(db).await;
    let _ = book.author().ancestors(db).await;
    let _ = category.parent().descendants(db).await;
    let _ = Category::query().with(Category::children.recursive());
}

fn main() {}
