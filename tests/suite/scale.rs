//! Sizes at which naive statements fail: binds, depth, and one statement a row.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Owner {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Pet {
    pub id: i64,
    pub name: String,
    #[foreign_key(Owner, related_name = pets)]
    pub owner_id: i64,
}

cases! {
    async fn forty_thousand_parents_load_their_children(db: Db) {
        schema![Owner, Pet].create_all(db).await.unwrap();
        for round in 1..=2_i64 {
            let owners = (0..20_000).map(|n| Owner::create().name(format!("owner {n}")));
            let owners = Owner::create_many(owners).save(db).await.unwrap();
            let pets = owners.iter().map(|owner| Pet::create().name(format!("pet of {}", owner.id)).owner(owner));
            Pet::create_many(pets).save(db).await.unwrap();
            let (rows, statements) = db.statements(Owner::query().with(Owner::pets).all(db)).await;
            let rows = rows.unwrap();
            assert_eq!((rows.len() as i64, statements), (20_000 * round, 2));
            assert!(rows.iter().all(|(owner, pets)| pets.len() == 1 && pets[0].owner_id == owner.id));
        }
    }

    async fn twenty_thousand_rows_are_created_at_once_and_in_order(db: Db) {
        schema![Owner].create_all(db).await.unwrap();
        let names: Vec<String> = (0..20_000).map(|n| format!("{}", (n * 7919) % 20_000)).collect();
        let rows = Owner::create_many(names.iter().map(|name| Owner::create().name(name))).save(db).await.unwrap();
        let stored: Vec<&String> = rows.iter().map(|row| &row.name).collect();
        assert!(stored.iter().zip(&names).all(|(stored, name)| *stored == name));
        assert!(rows.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert_eq!(Owner::query().count(db).await.unwrap(), 20_000);
    }

    async fn a_set_of_any_size_is_one_parameter(db: Db) {
        schema![Owner].create_all(db).await.unwrap();
        Owner::create().name("one").save(db).await.unwrap();
        for size in [0, 1, 70_000_i64] {
            let count = Owner::filter(Owner::id.is_in(1..=size)).count(db).await.unwrap();
            assert_eq!(count, size.min(1));
            let others = Owner::filter(Owner::id.not_in(1..=size)).count(db).await.unwrap();
            assert_eq!(others, 1 - size.min(1));
        }
    }

    async fn many_conditions_stand_side_by_side(db: Db) {
        schema![Owner].create_all(db).await.unwrap();
        Owner::create().name("one").save(db).await.unwrap();
        let any = any_of((0..5_000).map(|n| Owner::name.eq(format!("name {n}"))));
        assert_eq!(Owner::filter(any.clone()).count(db).await.unwrap(), 0);
        assert_eq!(Owner::filter(any.or(Owner::name.eq("one"))).count(db).await.unwrap(), 1);
        let all = (0..5_000).fold(Owner::id.eq(1), |all, n| all.and(Owner::name.ne(format!("name {n}"))));
        assert_eq!(Owner::filter(all).count(db).await.unwrap(), 1);
    }

    async fn what_is_nested_too_deep_is_refused_and_not_the_stack_exhausted(db: Db) {
        schema![Owner].create_all(db).await.unwrap();
        let deep = (0..1_000_000).fold(Owner::id.eq(1), |inner, _| !inner);
        let refused = Owner::filter(deep).count(db).await.unwrap_err();
        assert!(matches!(refused, Error::TooComplex { .. }), "{refused}");
        let ladder = (0..100_000).fold(Owner::id.eq(1), |inner, n| match n % 2 {
            0 => inner.or(Owner::id.eq(2)),
            _ => inner.and(Owner::id.eq(1)),
        });
        assert!(matches!(Owner::filter(ladder).all(db).await, Err(Error::TooComplex { .. })));
        let fits = (0..100).fold(Owner::id.eq(1), |inner, _| !inner);
        assert_eq!(Owner::filter(fits).count(db).await.unwrap(), 0);
    }
}
