//! Names that databases use themselves, that are too long for them, or that differ by case: through whole migrations.

use orm::migrate::{Draft, Migrations};
use orm::prelude::*;
use orm::schema::Snapshot;
use orm::schema::snapshot::TableName;

use super::place::{Place, in_places};

/// The keywords of SQLite, and those that Postgres reserves.
const KEYWORDS: &str = "abort action add after all alter always analyse analyze and any array as asc asymmetric attach authorization \
    autoincrement before begin between binary both by cascade case cast check collate collation column commit concurrently conflict \
    constraint create cross current current_catalog current_date current_role current_schema current_time current_timestamp \
    current_user database default deferrable deferred delete desc detach distinct do drop each else end escape except exclude \
    exclusive exists explain fail false fetch filter first following for foreign freeze from full generated glob grant group groups \
    having if ignore ilike immediate in index indexed initially inner insert instead intersect into is isnull join key last lateral \
    leading left like limit localtime localtimestamp match materialized natural no not nothing notnull null nulls of offset on only \
    or order others outer over overlaps partition placing plan pragma preceding primary query raise range recursive references \
    regexp reindex release rename replace restrict returning right rollback row rows savepoint select session_user set similar some \
    symmetric table tablesample temp temporary then ties to trailing transaction trigger true unbounded union unique update user \
    using vacuum values variadic verbose view virtual when where window with without";

#[derive(Model)]
pub struct Word {
    pub id: i64,
    #[column(max_length = 10, index)]
    pub text: String,
    #[foreign_key(Word, name = above, related_name = below, on_delete = cascade)]
    pub above_id: Option<i64>,
}

/// A table and a column for each keyword, the one of which refers to the other's next.
fn keywords(length: u32, prefix: &str) -> Snapshot {
    let base = schema![Word].snapshot().tables.remove(0);
    let keywords: Vec<&str> = KEYWORDS.split_whitespace().collect();
    let tables = keywords.iter().enumerate().map(|(position, &word)| {
        let mut table = base.clone();
        let next = keywords.get(position + 1).copied().unwrap_or(word);
        let renamed = format!("{prefix}{word}");
        let name = |name: &mut String| *name = name.replace("word", &renamed).replace("text", word);
        for key in table
            .unique
            .iter_mut()
            .chain(&mut table.indexes)
            .chain([&mut table.primary_key])
        {
            name(&mut key.name);
            key.columns
                .iter_mut()
                .filter(|column| *column == "text")
                .for_each(|column| *column = word.to_owned());
        }
        for key in &mut table.foreign_keys {
            name(&mut key.name);
            key.target = TableName::new(format!("{prefix}{next}"));
        }
        table.columns[1].name = word.to_owned();
        table.columns[1].max_length = Some(length);
        table.name = TableName::new(&renamed);
        if !prefix.is_empty() {
            table.renamed_from = Some(TableName::new(word));
        }
        table
    });
    Snapshot {
        tables: tables.collect(),
    }
}

/// Migrates through these schemas and back, and compares what there is with what would be created.
async fn through(place: &Place, versions: &[Snapshot]) {
    let db = place.db().await;
    let mut scripts = Vec::new();
    let mut before = Snapshot::default();
    for (version, after) in (1..).zip(versions) {
        let draft = Draft::between(&before, after).unwrap();
        scripts.push(draft.script(version, "step", db.dialect()).unwrap());
        before = after.clone();
    }
    let migrations = Migrations::new(scripts);
    let mut live = place.live().await;
    let mut catalogs = Vec::new();
    for version in versions {
        assert_eq!(migrations.up(&db, 1, &mut |_| {}).await.unwrap().len(), 1);
        let catalog = live.catalog().await;
        assert_eq!(catalog, place.created(version).await);
        catalogs.push(catalog);
    }
    catalogs.pop();
    while let Some(expected) = catalogs.pop() {
        assert_eq!(migrations.down(&db, 1, &mut |_| {}).await.unwrap().len(), 1);
        assert_eq!(live.catalog().await, expected);
    }
    live.close().await;
    db.close().await;
}

macro_rules! long_names {
    ($module:ident, $table:literal, $former_table:literal, $column:literal, $former_column:literal, $length:literal) => {
        mod $module {
            use orm::prelude::*;

            #[derive(Model)]
            #[model(table = $table, renamed_from = $former_table)]
            pub struct Long {
                pub id: i64,
                #[column(name = $column, renamed_from = $former_column, max_length = $length, unique)]
                pub name: String,
                #[column(index)]
                pub another_column_with_a_name_that_takes_much_of_what_there_is: i32,
                #[foreign_key(Long, name = above, related_name = below)]
                pub the_foreign_key_to_the_one_above_this_one_id: Option<i64>,
            }
        }
    };
}

long_names!(
    short,
    "the_table_whose_name_is_as_long_as_postgres_takes_it_and_no_mor",
    "none",
    "the_column_whose_name_is_as_long_as_postgres_takes_it_and_full",
    "none",
    10
);
long_names!(
    long,
    "the_table_whose_name_is_as_long_as_postgres_takes_it_and_no_mo2",
    "the_table_whose_name_is_as_long_as_postgres_takes_it_and_no_mor",
    "the_column_whose_name_is_as_long_as_postgres_takes_it_and_ful2",
    "the_column_whose_name_is_as_long_as_postgres_takes_it_and_full",
    20
);

mod lower {
    use super::*;

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(index)]
        pub title: String,
        #[foreign_key(Book, name = former, related_name = later)]
        pub former_id: Option<i64>,
    }
}

mod capital {
    use super::*;

    #[derive(Model)]
    #[model(table = "Book", renamed_from = "book")]
    pub struct Book {
        pub id: i64,
        #[column(index, name = "Title", renamed_from = "title")]
        pub title: String,
        #[foreign_key(Book, name = former, related_name = later)]
        pub former_id: Option<i64>,
    }
}

in_places! {
    async fn keywords_are_names(place: &Place) {
        through(place, &[keywords(10, ""), keywords(20, ""), keywords(30, "my_")]).await;
    }

    async fn names_are_as_long_as_they_may_be(place: &Place) {
        through(place, &[schema![short::Long].snapshot(), schema![long::Long].snapshot()]).await;
    }

    async fn names_change_their_case(place: &Place) {
        through(place, &[schema![lower::Book].snapshot(), schema![capital::Book].snapshot()]).await;
    }
}
