use orm::load::Tree;
use orm::prelude::*;

#[derive(Model, Clone)]
#[many_to_many(Category, name = similar, related_name = similar_to)]
struct Category {
    id: i64,
    #[foreign_key(Category, name = parent, related_name = children)]
    parent_id: Option<i64>,
}

async fn queries(db: &Db, category: &Category) -> orm::Result<()> {
    let _: Vec<(Category, Vec<Tree<Category>>)> = Category::query()
        .with(Category::children.order_by(Category::id.desc()).recursive().max_depth(3))
        .all(db)
        .await?;
    let _: Vec<Category> = category.children().descendants(db).await?;
    let _: Vec<Category> = category.parent().max_depth(2).ancestors(db).await?;
    let _: Vec<(Category, u64)> = category.similar().descendants_with_depth(db).await?;
    Ok(())
}

fn main() {}
