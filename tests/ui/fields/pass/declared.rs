//! Columns that set themselves, and hooks, on models of every visibility.
#![deny(warnings, missing_docs, unreachable_pub)]

mod shop {
    use chrono::{DateTime, Utc};
    use orm::hooks::{AfterDelete, AfterSave, BeforeDelete, BeforeSave, Saving};
    use orm::prelude::*;

    fn not_blank(text: &str) -> Result<(), &'static str> {
        if text.is_empty() { Err("may not be blank") } else { Ok(()) }
    }

    fn short(text: &String) -> Result<(), String> {
        if text.len() > 80 { Err(format!("has {} bytes", text.len())) } else { Ok(()) }
    }

    #[derive(Model)]
    #[model(hooks(before_save, after_save, before_delete, after_delete))]
    pub(crate) struct Item {
        pub(crate) id: i64,
        #[column(validate = not_blank, validate = short)]
        pub(crate) name: String,
        #[column(validate = self::not_blank)]
        pub(crate) subtitle: Option<String>,
        #[column(generated = "length(name)")]
        pub(crate) length: i32,
        #[column(version)]
        pub(crate) version: i32,
        #[column(on_update_with = Utc::now)]
        pub(crate) changed_at: DateTime<Utc>,
    }

    impl BeforeSave for Item {
        fn before_save(row: &mut Saving<'_, Self>) -> orm::Result<()> {
            if row.get(Item::subtitle).is_none() {
                row.set(Item::subtitle, "none");
            }
            Ok(())
        }
    }

    impl AfterSave for Item {
        async fn after_save(_: &[Self], _: &Tx) -> orm::Result<()> {
            Ok(())
        }
    }

    impl BeforeDelete for Item {
        fn before_delete(rows: &[Self], _: &Tx) -> impl Future<Output = orm::Result<()>> + Send {
            let kept = rows.iter().any(|row| row.version > 5);
            std::future::ready(if kept { Err(Error::validation("kept")) } else { Ok(()) })
        }
    }

    impl AfterDelete for Item {
        async fn after_delete(rows: &[Self], _: &Tx) -> orm::Result<()> {
            drop(rows.iter().map(|row| (row.id, &row.name, &row.subtitle, row.length, row.changed_at)));
            Ok(())
        }
    }
}

fn main() {
    let _ = <shop::Item as orm::Model>::query();
}
