use orm::prelude::*;

use crate::support::TestDb;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shoe {
    pub id: i64,
    pub sizes: Vec<i32>,
    pub colours: Option<Vec<String>>,
}

#[tokio::test]
async fn functions_of_lists() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    let db = &test.db;
    schema![Shoe].create_all(db).await.unwrap();
    let rows: [(Vec<i32>, Option<Vec<String>>); 4] = [
        (vec![], None),
        (vec![43], Some(vec![])),
        (vec![42, 43, 44], Some(vec!["a'b".into(), "{}".into()])),
        (vec![1, -1], Some(vec!["".into()])),
    ];
    for (sizes, colours) in &rows {
        let shoe = Shoe::create().sizes(sizes).colours(colours);
        shoe.save(db).await.unwrap();
    }
    let query = Shoe::query().order_by(Shoe::id.asc()).select((
        Shoe::sizes.has(43),
        Shoe::sizes.has_all([43, 44]),
        Shoe::sizes.overlaps([1, 44]),
        Shoe::sizes.array_length(),
        Shoe::sizes.at(1),
        Shoe::colours.has("a'b"),
        Shoe::colours.overlaps(["{}", ""]),
        Shoe::colours.array_length(),
        Shoe::colours.at(0),
    ));
    for (row, (sizes, colours)) in query.all(db).await.unwrap().into_iter().zip(&rows) {
        let colours = colours.as_ref();
        assert_eq!(row.0, sizes.contains(&43));
        assert_eq!(row.1, sizes.contains(&43) && sizes.contains(&44));
        assert_eq!(row.2, sizes.contains(&1) || sizes.contains(&44));
        assert_eq!(row.3, sizes.len() as i64);
        assert_eq!(row.4, sizes.get(1).copied());
        assert_eq!(row.5, colours.map(|list| list.contains(&"a'b".to_owned())));
        let overlaps = |list: &Vec<String>| list.iter().any(|c| c == "{}" || c.is_empty());
        assert_eq!(row.6, colours.map(overlaps));
        assert_eq!(row.7, colours.map(|list| list.len() as i64));
        assert_eq!(row.8, colours.and_then(|list| list.first().cloned()));
    }
    let none = Shoe::filter(Shoe::sizes.overlaps([0; 0]));
    assert_eq!(none.count(db).await.unwrap(), 0);
    assert_eq!(
        Shoe::filter(Shoe::sizes.at(u32::MAX).is_null())
            .count(db)
            .await
            .unwrap(),
        4
    );
    test.close().await;
}

#[tokio::test]
async fn lists_are_refused_before_anything_is_sent() {
    let test = TestDb::sqlite().await;
    for condition in [
        Shoe::sizes.has(1),
        Shoe::sizes.has_all([1]),
        Shoe::sizes.overlaps([1]),
        Shoe::sizes.array_length().gt(1),
        Shoe::sizes.at(0).eq(1),
    ] {
        let before = test.db.statement_count();
        let error = Shoe::filter(condition).all(&test.db).await.unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }), "{error}");
        assert_eq!(test.db.statement_count(), before);
    }
    test.close().await;
}
