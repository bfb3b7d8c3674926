//! Sizes around the most rows that one statement takes.

use orm::prelude::*;

use crate::support::{Statements, TestDb};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Point {
    #[primary_key]
    pub x: i32,
    pub y: i32,
}

/// Six columns, so that SQLite takes fewer rows.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Line {
    #[primary_key]
    pub number: i32,
    pub a: i32,
    pub b: i32,
    pub c: i32,
    pub d: i32,
    pub e: i32,
}

/// One less than the limit, the limit and one more; and then all of these rows, which are three times the limit.
fn sizes(limit: i32) -> [(i32, u64); 3] {
    [(limit - 1, 1), (limit, 1), (limit + 1, 2)]
}

/// Each parameter of SQLite is one value: 32,766 of them are 5,461 rows of six columns.
#[tokio::test]
async fn sqlite_takes_so_many_values() {
    let test = TestDb::sqlite().await;
    let db = &test.db;
    schema![Line].create_all(db).await.unwrap();
    let mut lines = Vec::new();
    for (size, statements) in sizes(5_461) {
        let first = lines.len() as i32;
        let rows =
            (first..first + size).map(|n| Line::create().with_key(n).a(n).b(n).c(n).d(n).e(n));
        let (rows, sent) = db.statements(Line::create_many(rows).save(db)).await;
        let mut rows = rows.unwrap();
        assert_eq!((rows.len() as i32, sent), (size, statements));
        rows.iter_mut()
            .for_each(|row| (row.a, row.e) = (-row.a, -row.e));
        let columns = (Line::a, Line::b, Line::c, Line::d, Line::e);
        let (changed, sent) = db.statements(Line::update_many(&rows, columns, db)).await;
        assert_eq!((changed.unwrap(), sent), (size as u64, statements));
        let upsert = Line::create_many(rows.iter().map(|row| {
            Line::create()
                .with_key(row.number)
                .a(row.a)
                .b(0)
                .c(row.c)
                .d(row.d)
                .e(row.e)
        }));
        let upsert = upsert.on_conflict(Line::number).update(Line::b);
        let (changed, sent) = db.statements(upsert.save(db)).await;
        rows.iter_mut().for_each(|row| row.b = 0);
        assert_eq!((changed.unwrap(), sent), (rows.clone(), statements));
        lines.extend(rows);
    }
    assert_eq!(lines.len(), 3 * 5_461);
    let stored = Line::query()
        .order_by(Line::number.asc())
        .all(db)
        .await
        .unwrap();
    assert_eq!(stored, lines);
    lines.iter_mut().for_each(|row| (row.a, row.c) = (0, -1));
    let columns = (Line::a, Line::b, Line::c, Line::d, Line::e);
    let (changed, sent) = db.statements(Line::update_many(&lines, columns, db)).await;
    assert_eq!((changed.unwrap(), sent), (3 * 5_461, 3));
    let keys = lines.iter().map(|row| row.number);
    let (gone, sent) = db
        .statements(Line::filter(Line::number.is_in(keys)).delete(db))
        .await;
    assert_eq!((gone.unwrap(), sent), (3 * 5_461, 1));
    test.close().await;
}

/// Each column is one parameter of Postgres, and 50,000 rows are one statement.
#[tokio::test]
async fn postgres_takes_so_many_rows() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    let db = &test.db;
    schema![Point].create_all(db).await.unwrap();
    let mut points = Vec::new();
    for (size, statements) in sizes(50_000) {
        let first = points.len() as i32;
        let rows = (first..first + size).map(|n| Point::create().with_key(n).y(n));
        let (rows, sent) = db.statements(Point::create_many(rows).save(db)).await;
        let rows = rows.unwrap();
        assert_eq!((rows.len() as i32, sent), (size, statements));
        points.extend(rows);
    }
    points.iter_mut().for_each(|point| point.y = -point.x);
    for (size, statements) in [(50_000, 1), (50_001, 2), (150_000, 3)] {
        let (changed, sent) = db
            .statements(Point::update_many(&points[..size], Point::y, db))
            .await;
        assert_eq!((changed.unwrap(), sent), (size as u64, statements));
    }
    let stored = Point::query()
        .order_by(Point::x.asc())
        .all(db)
        .await
        .unwrap();
    assert_eq!(stored, points);
    test.close().await;
}
