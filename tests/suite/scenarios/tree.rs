//! A tree of categories, and friends: relations of a model to itself.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Category {
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[foreign_key(Category, related_name = children)]
    pub parent_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Person, name = friends, symmetrical)]
#[many_to_many(Person, name = follows, related_name = followers)]
pub struct Person {
    pub id: i64,
    pub name: String,
}

/// Books has Fiction and Science; Fiction has Crime.
async fn tree(db: &Db) -> [Category; 4] {
    schema![Category].create_all(db).await.unwrap();
    let books = Category::create().name("Books").save(db).await.unwrap();
    let fiction = books
        .children()
        .create()
        .name("Fiction")
        .save(db)
        .await
        .unwrap();
    let science = books
        .children()
        .create()
        .name("Science")
        .save(db)
        .await
        .unwrap();
    let crime = fiction
        .children()
        .create()
        .name("Crime")
        .save(db)
        .await
        .unwrap();
    [books, fiction, science, crime]
}

cases! {
    async fn a_tree_is_walked_up_and_down(db: Db) {
        let [books, fiction, science, crime] = tree(db).await;
        assert_eq!(books.parent().get(db).await.unwrap(), None);
        assert_eq!(crime.parent().get(db).await.unwrap(), Some(fiction.clone()));
        assert_eq!(books.children().all(db).await.unwrap(), [fiction.clone(), science.clone()]);
        let roots = Category::filter(Category::parent_id.is_null()).all(db).await.unwrap();
        assert_eq!(roots, [books.clone()]);
        let leaves = Category::filter(Category::children.is_empty()).order_by(Category::id.asc()).all(db).await.unwrap();
        assert_eq!(leaves, [science.clone(), crime.clone()]);
    }

    async fn a_row_and_its_parent_are_told_apart(db: Db) {
        let [books, fiction, science, crime] = tree(db).await;
        let grandchildren = Category::filter(Category::parent.then(Category::parent).then(Category::name).eq("Books"));
        assert_eq!(grandchildren.all(db).await.unwrap(), [crime.clone()]);
        let below = Category::filter(Category::parent.has(Category::parent.has(Category::name.eq("Books"))));
        assert_eq!(below.all(db).await.unwrap(), [crime.clone()]);
        let with_crime = Category::filter(Category::children.any(Category::children.any(Category::name.eq("Crime"))));
        assert_eq!(with_crime.all(db).await.unwrap(), [books.clone()]);
        let shorter = Category::filter(Category::name.lt(Category::parent.then(Category::name)));
        assert_eq!(shorter.all(db).await.unwrap(), [crime.clone()]);
        let siblings = Category::filter(Category::parent.has(Category::children.count().eq(2)));
        assert_eq!(siblings.order_by(Category::id.asc()).all(db).await.unwrap(), [fiction, science]);
    }

    async fn a_tree_is_loaded_level_by_level(db: Db) {
        let [books, fiction, science, crime] = tree(db).await;
        let query = Category::query()
            .filter(Category::parent_id.is_null())
            .with(Category::children.with(Category::children).with(Category::parent));
        let (rows, statements) = db.statements(query.all(db)).await;
        assert_eq!(statements, 3);
        assert_eq!(
            rows.unwrap(),
            [(
                books.clone(),
                vec![(fiction, vec![crime], Some(books.clone())), (science, vec![], Some(books))]
            )]
        );
    }

    async fn a_parent_with_children_is_kept(db: Db) {
        let [books, fiction, ..] = tree(db).await;
        let refused = books.delete(db).await.unwrap_err();
        assert!(matches!(&refused, Error::ForeignKeyViolation { .. }), "{refused}");
        fiction.children().clear(db).await.unwrap();
        fiction.delete(db).await.unwrap();
        assert_eq!(Category::query().count(db).await.unwrap(), 3);
        schema![Category].drop_all(db).await.unwrap();
        schema![Category].create_all(db).await.unwrap();
    }

    async fn friendship_is_mutual_and_following_is_not(db: Db) {
        schema![Person].create_all(db).await.unwrap();
        let [a, b, c] = ["Ada", "Bo", "Cy"].map(|name| Person::create().name(name));
        let people = Person::create_many([a, b, c]).save(db).await.unwrap();
        let [ada, bo, cy] = <[Person; 3]>::try_from(people).unwrap();
        ada.friends().add([&bo, &cy], db).await.unwrap();
        assert_eq!(bo.friends().all(db).await.unwrap(), [ada.clone()]);
        bo.friends().remove([&ada], db).await.unwrap();
        assert_eq!(ada.friends().all(db).await.unwrap(), [cy.clone()]);
        ada.friends().replace([&bo], db).await.unwrap();
        assert!(cy.friends().all(db).await.unwrap().is_empty());
        assert_eq!(bo.friends().all(db).await.unwrap(), [ada.clone()]);

        ada.follows().add([&bo], db).await.unwrap();
        assert_eq!(bo.followers().all(db).await.unwrap(), [ada.clone()]);
        assert!(bo.follows().all(db).await.unwrap().is_empty());
        let followed = Person::filter(Person::followers.any(Person::name.eq("Ada"))).all(db).await.unwrap();
        assert_eq!(followed, [bo.clone()]);
        let loaded = Person::query()
            .with(Person::friends)
            .with(Person::followers)
            .order_by(Person::id.asc())
            .all(db)
            .await
            .unwrap();
        assert_eq!(loaded, [(ada.clone(), vec![bo.clone()], vec![]), (bo, vec![ada.clone()], vec![ada]), (cy, vec![], vec![])]);
    }
}
