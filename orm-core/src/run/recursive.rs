//! Reading all that a relation of a model to itself leads to from one row, step after step.

use crate::db::Executor;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::load::{Nested, Start, plan_recursive, reached_rows};
use crate::relation::{Related, Relation, SelfRelation, ToMany, ToOne};
use crate::sql;

/// The rows that at most so many steps along a relation lead to: `category.children().max_depth(2)`.
#[derive(Clone, Debug)]
pub struct Reach<R: Relation> {
    related: Related<R>,
    max_depth: Option<u64>,
}

impl<R: Relation> Related<R> {
    /// Only as far as at most so many steps lead, with [`descendants`](Reach::descendants) or
    /// [`ancestors`](Reach::ancestors) after it: 1 for the related rows alone, and 0 for none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/categories.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, books, fiction, crime, science) = categories().await?;
    /// assert_eq!(books.children().max_depth(1).descendants(&db).await?, [fiction.clone(), science]);
    /// assert_eq!(crime.parent().max_depth(1).ancestors(&db).await?, [fiction]);
    /// # Ok(()) }
    /// ```
    pub fn max_depth(self, steps: u64) -> Reach<R>
    where
        R: SelfRelation,
    {
        Reach {
            related: self,
            max_depth: Some(steps),
        }
    }

    fn everywhere(self) -> Reach<R> {
        Reach {
            related: self,
            max_depth: None,
        }
    }

    /// The related rows, theirs, and so on, in one statement: the nearest first, and those of the same distance in the order
    /// of their key. Each comes once, though several ways lead to it, and this row is none of them, though a cycle leads
    /// back to it.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/categories.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, books, fiction, crime, science) = categories().await?;
    /// assert_eq!(books.children().descendants(&db).await?, [fiction, science, crime]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn descendants(self, db: &impl Executor) -> Result<Vec<R::To>>
    where
        R: ToMany + SelfRelation,
    {
        self.everywhere().descendants(db).await
    }

    /// As [`descendants`](Related::descendants), each row with how many steps lead to it: 1 for the related rows themselves.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/categories.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, books, fiction, crime, science) = categories().await?;
    /// let below = books.children().descendants_with_depth(&db).await?;
    /// assert_eq!(below, [(fiction, 1), (science, 1), (crime, 2)]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn descendants_with_depth(self, db: &impl Executor) -> Result<Vec<(R::To, u64)>>
    where
        R: ToMany + SelfRelation,
    {
        self.everywhere().descendants_with_depth(db).await
    }

    /// The related row, its own, and so on, in one statement: from the nearest to the farthest. In a cycle they end before this
    /// row, or before the first one that comes again.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/categories.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, books, fiction, crime, science) = categories().await?;
    /// assert_eq!(crime.parent().ancestors(&db).await?, [fiction, books]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn ancestors(self, db: &impl Executor) -> Result<Vec<R::To>>
    where
        R: ToOne + SelfRelation,
    {
        self.everywhere().ancestors(db).await
    }
}

impl<R: SelfRelation> Reach<R> {
    /// See [`Related::descendants`].
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn descendants(self, db: &impl Executor) -> Result<Vec<R::To>>
    where
        R: ToMany,
    {
        Ok(alone(self.rows(db).await?))
    }

    /// See [`Related::descendants_with_depth`].
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn descendants_with_depth(self, db: &impl Executor) -> Result<Vec<(R::To, u64)>>
    where
        R: ToMany,
    {
        self.rows(db).await
    }

    /// See [`Related::ancestors`].
    ///
    /// # Errors
    ///
    /// Those of a query.
    pub async fn ancestors(self, db: &impl Executor) -> Result<Vec<R::To>>
    where
        R: ToOne,
    {
        Ok(alone(self.rows(db).await?))
    }

    /// The SQL that reads them: see [`Query::sql`](crate::query::Query::sql).
    ///
    /// The links that were found are gathered, each once, so that a cycle ends; then the rows they lead to are read.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/categories.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, books, fiction, crime, science) = categories().await?;
    /// assert_eq!(
    ///     books.children().max_depth(2).sql(Dialect::Postgres),
    ///     r#"WITH RECURSIVE "reached rows"("link_1", "depth") AS (
    /// SELECT "category"."parent_id", 1
    /// FROM "category"
    /// WHERE "category"."parent_id" = ANY($1)
    /// UNION
    /// SELECT "category_2"."id", "reached rows"."depth" + 1
    /// FROM "category" AS "category_2"
    /// JOIN "reached rows" ON "category_2"."parent_id" = "reached rows"."link_1" AND "reached rows"."depth" < $2
    /// )
    /// SELECT "category_3"."parent_id", "category_3"."id", "category_3"."name", "category_3"."parent_id"
    /// FROM "category" AS "category_3"
    /// JOIN (SELECT DISTINCT "link_1" FROM "reached rows") AS "reached rows" ON "category_3"."parent_id" = "reached rows"."link_1"
    /// ORDER BY "category_3"."id""#
    /// );
    /// # Ok(()) }
    /// ```
    pub fn sql(&self, dialect: Dialect) -> String {
        let links = vec![self.related.link_values().to_vec()];
        let recursive = plan_recursive(&Nested::<R>::new(), links, self.max_depth);
        sql::text(sql::recursive(&recursive, dialect))
    }

    async fn rows(self, db: &impl Executor) -> Result<Vec<(R::To, u64)>> {
        let start = Start {
            key: self.related.key_values().to_vec(),
            link: self.related.into_link(),
        };
        let nested = Nested::<R>::new();
        let mut session = db.handle().session().await?;
        let links = vec![start.link.clone()];
        let reached = reached_rows(&nested, links, self.max_depth, &mut session).await?;
        Ok(reached.into_rows(&start, self.max_depth))
    }
}

fn alone<T>(rows: Vec<(T, u64)>) -> Vec<T> {
    rows.into_iter().map(|(row, _)| row).collect()
}
