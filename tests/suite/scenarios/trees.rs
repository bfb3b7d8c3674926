//! What a relation of a model to itself leads to, step after step: trees of categories, ways between people.

#[cfg(all(feature = "chrono", feature = "uuid"))]
mod graphs;
#[cfg(all(feature = "chrono", feature = "uuid"))]
mod random;

use orm::load::Tree;
use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    pub id: i64,
    pub name: String,
    #[foreign_key(Category, name = parent, related_name = children)]
    pub parent_id: Option<i64>,
}

/// Makes categories 1, 2, … with these parents.
async fn categories(db: &Db, parents: &[Option<i64>]) -> Vec<Category> {
    schema![Category].create_all(db).await.unwrap();
    let row = |id: i64| Category::create().name(format!("c{id}"));
    let rows = (1..).take(parents.len()).map(row);
    let rows = Category::create_many(rows).save(db).await.unwrap();
    let moved: Vec<Category> = rows
        .into_iter()
        .zip(parents)
        .map(|(row, &parent_id)| Category { parent_id, ..row })
        .collect();
    for row in moved.iter().filter(|row| row.parent_id.is_some()) {
        row.clone()
            .set(Category::parent_id, row.parent_id)
            .update(db)
            .await
            .unwrap();
    }
    moved
}

fn ids(rows: &[Category]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

/// `1(2(4) 3)`: the rows' keys, those below a row in brackets after it.
fn drawn(trees: &[Tree<Category>]) -> String {
    let draw = |tree: &Tree<Category>| match tree.children.is_empty() {
        true => tree.row.id.to_string(),
        false => format!("{}({})", tree.row.id, drawn(&tree.children)),
    };
    trees.iter().map(draw).collect::<Vec<_>>().join(" ")
}

async fn below(row: &Category, db: &Db) -> Vec<i64> {
    ids(&row.children().descendants(db).await.unwrap())
}

async fn above(row: &Category, db: &Db) -> Vec<i64> {
    ids(&row.parent().ancestors(db).await.unwrap())
}

cases! {
    async fn descendants_come_by_distance_and_ancestors_too(db: Db) {
        // 1 has 3 and 5, 3 has 2, 5 has 4, 2 has 6; 7 is alone.
        let rows = categories(db, &[None, Some(3), Some(1), Some(5), Some(1), Some(2), None]).await;
        let (found, statements) = db.statements(rows[0].children().descendants(db)).await;
        let depths = rows[0].children().descendants_with_depth(db).await.unwrap();
        assert_eq!((ids(&found.unwrap()), statements), (vec![3, 5, 2, 4, 6], 1));
        assert_eq!(depths.iter().map(|(row, depth)| (row.id, *depth)).collect::<Vec<_>>(), [(3, 1), (5, 1), (2, 2), (4, 2), (6, 3)]);
        let (found, statements) = db.statements(rows[5].parent().ancestors(db)).await;
        assert_eq!((found.unwrap(), statements), (vec![rows[1].clone(), rows[2].clone(), rows[0].clone()], 1));
        assert_eq!((below(&rows[6], db).await, below(&rows[2], db).await), (vec![], vec![2, 6]));
        let (found, statements) = db.statements(rows[0].parent().ancestors(db)).await;
        assert_eq!((found.unwrap(), statements), (vec![], 0));
    }

    async fn a_depth_cuts_what_is_farther(db: Db) {
        let rows = categories(db, &[None, Some(3), Some(1), Some(5), Some(1), Some(2), None]).await;
        let mut found = Vec::new();
        for steps in [1, 2, 3, 4, 1000] {
            found.push(ids(&rows[0].children().max_depth(steps).descendants(db).await.unwrap()));
        }
        assert_eq!(found, [vec![3, 5], vec![3, 5, 2, 4], vec![3, 5, 2, 4, 6], vec![3, 5, 2, 4, 6], vec![3, 5, 2, 4, 6]]);
        assert_eq!(ids(&rows[5].parent().max_depth(2).ancestors(db).await.unwrap()), [2, 3]);
        let (found, statements) = db.statements(rows[0].children().max_depth(0).descendants(db)).await;
        assert_eq!((found.unwrap(), statements), (vec![], 0));
        let trees = Category::children.recursive().max_depth(2).load(&rows[..1], db).await.unwrap();
        assert_eq!(drawn(&trees[0]), "3(2) 5(4)");
    }

    async fn a_forest_comes_in_one_statement_more(db: Db) {
        let rows = categories(db, &[None, Some(3), Some(1), Some(5), Some(1), Some(2), None, Some(7)]).await;
        let roots = Category::filter(Category::parent_id.is_null()).order_by(Category::id.asc());
        let (forest, statements) = db.statements(roots.with(Category::children.recursive()).all(db)).await;
        let forest: Vec<(Category, Vec<Tree<Category>>)> = forest.unwrap();
        assert_eq!((forest[0].0.clone(), drawn(&forest[0].1)), (rows[0].clone(), "3(2(6)) 5(4)".to_owned()));
        assert_eq!((forest[1].0.clone(), drawn(&forest[1].1)), (rows[6].clone(), "8".to_owned()));
        assert_eq!((forest.len(), statements), (2, 2));
        let of_all = Category::children.recursive().load(&rows[..3], db).await.unwrap();
        assert_eq!(of_all.iter().map(|trees| drawn(trees)).collect::<Vec<_>>(), ["3(2(6)) 5(4)", "6", "2(6)"]);
    }

    async fn a_filter_cuts_what_is_below_and_an_order_holds_among_siblings(db: Db) {
        let rows = categories(db, &[None, Some(3), Some(1), Some(5), Some(1), Some(2), Some(1)]).await;
        let without = Category::children.filter(Category::name.ne("c3")).recursive();
        let trees = without.load(&rows[..1], db).await.unwrap();
        assert_eq!(drawn(&trees[0]), "5(4) 7");
        let backwards = Category::children.order_by(Category::name.desc()).recursive();
        let trees = backwards.load(&rows[..1], db).await.unwrap();
        assert_eq!(drawn(&trees[0]), "7 5(4) 3(2(6))");
        let related = Category::children.filter(Category::parent.then(Category::name).ne("c5")).recursive();
        let trees = related.clone().load(&rows[..1], db).await.unwrap();
        assert_eq!(drawn(&trees[0]), "3(2(6)) 5 7");
        let trees = related.max_depth(2).load(&rows[..1], db).await.unwrap();
        assert_eq!(drawn(&trees[0]), "3(2) 5 7");
    }

    async fn cycles_end(db: Db) {
        // 1 is its own parent; 2 and 3 are each other's, 4 is below 3, and 5 below 4; 6 hangs below 1.
        let rows = categories(db, &[Some(1), Some(3), Some(2), Some(3), Some(4), Some(1)]).await;
        assert_eq!((above(&rows[0], db).await, below(&rows[0], db).await), (vec![], vec![6]));
        assert_eq!((above(&rows[1], db).await, below(&rows[1], db).await), (vec![3], vec![3, 4, 5]));
        assert_eq!((above(&rows[2], db).await, below(&rows[2], db).await), (vec![2], vec![2, 4, 5]));
        assert_eq!((above(&rows[4], db).await, below(&rows[4], db).await), (vec![4, 3, 2], vec![]));
        assert_eq!(above(&rows[5], db).await, [1]);
        assert_eq!(ids(&rows[4].parent().max_depth(2).ancestors(db).await.unwrap()), [4, 3]);
        assert_eq!(ids(&rows[1].children().max_depth(50).descendants(db).await.unwrap()), [3, 4, 5]);
        let trees = Category::children.recursive().load(&rows, db).await.unwrap();
        assert_eq!(trees.iter().map(|trees| drawn(trees)).collect::<Vec<_>>(), ["6", "3(4(5))", "2 4(5)", "5", "", ""]);
    }

    async fn a_deep_tree_and_a_wide_one_are_read(db: Db) {
        schema![Category].create_all(db).await.unwrap();
        let deep = (1..=10_000).map(|id| Category::create().name("deep").parent_id((id > 1).then(|| id - 1)));
        Category::create_many(deep).save(db).await.unwrap();
        let wide = (10_001..=20_000).map(|id| Category::create().name("wide").parent_id((id > 10_001).then_some(10_001)));
        Category::create_many(wide).save(db).await.unwrap();
        let roots = Category::filter(Category::parent_id.is_null()).order_by(Category::id.asc());
        let forest = roots.with(Category::children.recursive()).all(db).await.unwrap();
        assert_eq!((forest[0].1[0].len(), forest[0].1[0].depth()), (9_999, 9_999));
        assert_eq!((forest[1].1.len(), forest[1].1[0].len()), (9_999, 1));
        let last = Category::get(10_000, db).await.unwrap();
        let above = last.parent().ancestors(db).await.unwrap();
        assert_eq!((above.len(), above[0].id, above[9_998].id), (9_999, 9_999, 1));
    }
}
