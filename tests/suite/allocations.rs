//! How often memory is asked for, a row: as often as the row's own fields do. Counted on SQLite, whose rows come from this
//! crate alone; those of Postgres pass through the driver.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: i64,
    pub label: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Volume {
    pub id: i64,
    pub title: String,
    pub pages: i32,
    pub price: Option<f64>,
    #[foreign_key(Shelf, related_name = volumes)]
    pub shelf_id: i64,
}

/// A database with so many shelves of ten volumes each, and what runs on it.
struct Shop {
    runtime: tokio::runtime::Runtime,
    db: Db,
}

impl Shop {
    fn with_shelves(shelves: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let db = runtime.block_on(async {
            let db = Db::connect("sqlite::memory:").await.unwrap();
            schema![Shelf, Volume].create_all(&db).await.unwrap();
            let shelves = (0..shelves).map(|n| Shelf::create().label(format!("shelf {n}")));
            let shelves = Shelf::create_many(shelves).save(&db).await.unwrap();
            let volumes = shelves.iter().flat_map(|shelf| {
                (0..10).map(|n| {
                    let volume = Volume::create().title(format!("volume {n}")).pages(n);
                    volume.price(f64::from(n)).shelf(shelf)
                })
            });
            Volume::create_many(volumes).save(&db).await.unwrap();
            db
        });
        Shop { runtime, db }
    }

    /// How often this thread asks for memory while it runs `work` for the third time, when statements are prepared and buffers
    /// have their size.
    fn count<T>(&self, work: impl AsyncFn(&Db) -> T) -> u64 {
        for _ in 0..2 {
            self.runtime.block_on(work(&self.db));
        }
        let counted = allocation_counter::measure(|| {
            self.runtime.block_on(work(&self.db));
        });
        counted.count_total
    }
}

/// What each further shelf costs, measured between two sizes, so that what a query costs once does not count.
#[track_caller]
fn check_each_shelf<T>(expected: u64, work: impl AsyncFn(&Db) -> T) {
    const FEW: u64 = 20;
    const MORE: u64 = 1_020;
    let few = Shop::with_shelves(FEW as usize).count(&work);
    let more = Shop::with_shelves(MORE as usize).count(&work);
    let each = (more - few) as f64 / (MORE - FEW) as f64;
    // Lists that grow are doubled now and then, and rows come in batches.
    let spare = 0.2;
    assert!(
        (expected as f64..=expected as f64 + spare).contains(&each),
        "{each} allocations a shelf, where its rows have {expected} of their own"
    );
}

#[test]
fn a_row_costs_what_its_fields_own() {
    // Ten titles.
    check_each_shelf(10, async |db| Volume::query().all(db).await.unwrap());
    // One label.
    check_each_shelf(1, async |db| Shelf::query().all(db).await.unwrap());
}

#[test]
fn a_related_row_that_rides_along_costs_no_more() {
    // Ten titles and ten labels.
    check_each_shelf(20, async |db| {
        Volume::query().with(Volume::shelf).all(db).await.unwrap()
    });
}

#[test]
fn related_rows_cost_a_list_for_each_parent() {
    // A label, ten titles and the list of them; and the parent's key, as it is asked for and as it is sent.
    check_each_shelf(14, async |db| {
        Shelf::query().with(Shelf::volumes).all(db).await.unwrap()
    });
}

#[test]
fn one_row_by_its_key() {
    let shop = Shop::with_shelves(20);
    let count = shop.count(async |db| Volume::get(7, db).await.unwrap());
    assert!(count <= 40, "{count} allocations for one row");
}
