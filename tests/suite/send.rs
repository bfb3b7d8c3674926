//! Every call may run on any thread: each is spawned on a runtime of several.

use futures::{TryStreamExt, stream};
use orm::prelude::*;

use crate::support::TestDb;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Label, name = labels, related_name = folders)]
pub struct Folder {
    pub id: i64,
    pub name: String,
    #[foreign_key(Folder, related_name = children)]
    pub parent_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Label {
    pub id: i64,
    pub name: String,
}

async fn spawn<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> T {
    tokio::spawn(work).await.unwrap().unwrap()
}

async fn every_call(test: TestDb) {
    let db = test.db.clone();
    let run = db.clone();
    spawn(async move { schema![Folder, Label].create_all(&run).await }).await;
    let run = db.clone();
    let root = spawn(async move { Folder::create().name("root").save(&run).await }).await;
    let (run, parent) = (db.clone(), root.clone());
    spawn(async move {
        let db = &run;
        let child = parent.children().create().name("child").save(db).await?;
        let many = Folder::create_many([Folder::create().name("a"), Folder::create().name("b")])
            .save(db)
            .await?;
        parent.children().add(&many, db).await?;
        parent.children().remove([&many[0]], db).await?;
        parent.children().replace(&many, db).await?;
        parent.children().contains(&child, db).await?;
        let label = child.labels().create().name("red").save(db).await?;
        let nested = Folder::create()
            .name("c")
            .with(Folder::children, [Folder::create().name("d")])
            .with(Folder::labels, [link(&label)]);
        let nested = nested.save(db).await?;
        nested.children().delete(db).await?;
        nested.delete(db).await?;
        child.labels().add([&label], db).await?;
        child.labels().replace([&label], db).await?;
        child.labels().contains(&label, db).await?;
        child.labels().remove([&label], db).await?;
        child.labels().clear(db).await?;
        label.folders().all(db).await?;
        Folder::query().all(db).await?;
        Folder::query().count(db).await?;
        Folder::query().exists(db).await?;
        Folder::query().first(db).await?;
        Folder::query().page(1, None, db).await?;
        Folder::query().page_numbered(1, 1, db).await?;
        child.labels().page(1, None, db).await?;
        child.labels().page_numbered(1, 1, db).await?;
        Folder::query().last(db).await?;
        Folder::filter(Folder::id.eq(1)).get(db).await?;
        Folder::filter(Folder::id.eq(1)).optional(db).await?;
        Folder::get(1, db).await?;
        let loads = Folder::query()
            .with(Folder::children.with(Folder::labels).limit(2))
            .with(Folder::parent);
        loads.clone().all(db).await?;
        loads.stream(db).try_collect::<Vec<_>>().await?;
        Folder::query()
            .with(Folder::children.recursive())
            .all(db)
            .await?;
        Folder::children.recursive().load(&many, db).await?;
        parent.children().max_depth(2).descendants(db).await?;
        child.parent().ancestors(db).await?;
        Folder::children.load(&many, db).await?;
        Folder::parent.load(&many, db).await?;
        child.save(db).await?;
        child.refresh(db).await?;
        child.parent().get(db).await?;
        child.set(Folder::name, "x").update(db).await?;
        Folder::filter(Folder::name.eq("x"))
            .set(Folder::name, "y")
            .update(db)
            .await?;
        let new = || Folder::create().with_key(child.id).name("z");
        new().on_conflict(Folder::id).ignore().save(db).await?;
        Folder::create_many([new()])
            .on_conflict(Folder::id)
            .update(Folder::name)
            .save(db)
            .await?;
        Folder::update_many([&child], Folder::name, db).await?;
        Folder::get_or_create(Folder::id.eq(child.id), new(), db).await?;
        Folder::update_or_create(Folder::id.eq(child.id), new(), db).await?;
        let rows = stream::iter(["l"].map(|name| Folder::create().name(name)));
        Folder::bulk_load(rows).on_progress(|_| ()).save(db).await?;
        let loaded = Folder::filter(Folder::name.eq("l"));
        loaded
            .clone()
            .set(Folder::name, "m")
            .update_returning(db)
            .await?;
        Folder::filter(Folder::name.eq("m"))
            .delete_returning(db)
            .await?;
        child.delete(db).await?;
        parent.children().clear(db).await?;
        Folder::filter(Folder::name.eq("a")).delete(db).await
    })
    .await;
    let run = db.clone();
    let count = spawn(async move {
        run.transaction(async |tx| {
            Folder::create().name("in").save(tx).await?;
            tx.transaction(async |inner| Folder::create().name("deeper").save(inner).await)
                .await?;
            Folder::query().count(tx).await
        })
        .await
    })
    .await;
    assert_eq!(count, 4);
    test.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_is_send_on_sqlite() {
    every_call(TestDb::sqlite().await).await;
    every_call(TestDb::sqlite_file().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_is_send_on_postgres() {
    if let Some(db) = TestDb::postgres().await {
        every_call(db).await;
    }
}
