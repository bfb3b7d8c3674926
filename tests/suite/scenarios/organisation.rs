//! An organisation: every key begins with the tenant, and so does every foreign key.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Tenant {
    pub id: i64,
    #[column(unique)]
    pub slug: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Team {
    #[primary_key]
    #[foreign_key(Tenant, related_name = teams)]
    pub tenant_id: i64,
    #[primary_key]
    pub number: i32,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[foreign_key(Team, columns(tenant_id, team_number), name = team, related_name = members, on_delete = cascade)]
#[foreign_key(Employee, columns(tenant_id, manager_number), name = manager, related_name = reports)]
pub struct Employee {
    #[primary_key]
    pub tenant_id: i64,
    #[primary_key]
    pub number: i32,
    pub name: String,
    pub team_number: i32,
    pub manager_number: Option<i32>,
}

/// A badge refers to its tenant by the slug.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Badge {
    #[primary_key]
    pub code: String,
    #[foreign_key(Tenant, references = slug, name = tenant, related_name = badges)]
    pub tenant_slug: String,
}

struct Organisation {
    tenants: [Tenant; 2],
    teams: [Team; 3],
    boss: Employee,
    worker: Employee,
    stranger: Employee,
}

/// Two tenants whose teams and employees have the same numbers.
async fn organisation(db: &Db) -> Organisation {
    schema![Tenant, Team, Employee, Badge]
        .create_all(db)
        .await
        .unwrap();
    let [a, b] = ["acme", "bolt"].map(|slug| Tenant::create().slug(slug));
    let a = a.save(db).await.unwrap();
    let b = b.save(db).await.unwrap();
    let teams = [
        Team::create().tenant(&a).number(1).name("Tools"),
        Team::create().tenant(&a).number(2).name("Sales"),
        Team::create().tenant(&b).number(1).name("Nuts"),
    ];
    let teams = <[Team; 3]>::try_from(Team::create_many(teams).save(db).await.unwrap()).unwrap();
    let boss = Employee::create()
        .team(&teams[0])
        .number(1)
        .name("Wile")
        .save(db)
        .await
        .unwrap();
    let worker = teams[0]
        .members()
        .create()
        .number(2)
        .name("Ralph")
        .manager(&boss)
        .save(db)
        .await
        .unwrap();
    let stranger = Employee::create()
        .team(&teams[2])
        .number(1)
        .name("Sam")
        .save(db)
        .await
        .unwrap();
    Organisation {
        tenants: [a, b],
        teams,
        boss,
        worker,
        stranger,
    }
}

cases! {
    async fn a_key_is_a_tuple(db: Db) {
        let Organisation { boss, worker, teams, .. } = organisation(db).await;
        assert_eq!(worker.key(), (boss.tenant_id, 2));
        assert_eq!(Employee::get((boss.tenant_id, 2), db).await.unwrap(), worker);
        assert_eq!(Team::get(teams[1].key(), db).await.unwrap(), teams[1]);
        assert_eq!(worker.refresh(db).await.unwrap(), worker);
    }

    async fn relations_stay_within_the_tenant(db: Db) {
        let Organisation { tenants, teams, boss, worker, stranger } = organisation(db).await;
        assert_eq!(worker.manager().get(db).await.unwrap(), Some(boss.clone()));
        assert_eq!(boss.manager().get(db).await.unwrap(), None);
        assert_eq!(worker.team().get(db).await.unwrap(), teams[0]);
        assert_eq!(teams[0].members().all(db).await.unwrap(), [boss.clone(), worker.clone()]);
        assert_eq!(teams[2].members().all(db).await.unwrap(), [stranger.clone()]);
        assert_eq!(boss.reports().all(db).await.unwrap(), [worker.clone()]);
        assert!(stranger.reports().all(db).await.unwrap().is_empty());
        assert_eq!(tenants[0].teams().count(db).await.unwrap(), 2);
    }

    async fn composite_relations_filter_and_load(db: Db) {
        let Organisation { tenants, teams, boss, worker, stranger } = organisation(db).await;
        let employees = async |condition| {
            let order = (Employee::tenant_id.asc(), Employee::number.asc());
            Employee::filter(condition).order_by(order).all(db).await.unwrap()
        };
        assert_eq!(employees(Employee::team.has(Team::name.eq("Tools"))).await, [boss.clone(), worker.clone()]);
        assert_eq!(employees(Employee::manager.has(Employee::name.eq("Wile"))).await, [worker.clone()]);
        assert_eq!(employees(Employee::manager.is(&boss)).await, [worker.clone()]);
        assert_eq!(employees(Employee::team.is_in([&teams[0], &teams[2]])).await.len(), 3);
        assert_eq!(employees(Employee::reports.is_empty()).await, [worker.clone(), stranger.clone()]);
        assert_eq!(employees(Employee::manager.then(Employee::name).is_null()).await, [boss.clone(), stranger.clone()]);
        assert_eq!(employees(Employee::manager.then(Employee::tenant_id).is_null()).await, [boss.clone(), stranger.clone()]);

        let query = Team::query()
            .with(Team::members.with(Employee::manager).with(Employee::reports))
            .with(Team::tenant)
            .order_by((Team::tenant_id.asc(), Team::number.asc()));
        let (rows, statements) = db.statements(query.all(db)).await;
        assert_eq!(statements, 3);
        assert_eq!(
            rows.unwrap(),
            [
                (
                    teams[0].clone(),
                    vec![(boss.clone(), None, vec![worker.clone()]), (worker.clone(), Some(boss.clone()), vec![])],
                    tenants[0].clone()
                ),
                (teams[1].clone(), vec![], tenants[0].clone()),
                (teams[2].clone(), vec![(stranger.clone(), None, vec![])], tenants[1].clone()),
            ]
        );
        let limited = Team::members.order_by(Employee::number.desc()).limit(1).load(&teams, db).await.unwrap();
        assert_eq!(limited, [vec![worker], vec![], vec![stranger]]);
    }

    async fn composite_rows_are_written(db: Db) {
        let Organisation { teams, boss, worker, .. } = organisation(db).await;
        teams[1].members().add([&worker], db).await.unwrap();
        assert_eq!(worker.refresh(db).await.unwrap().team_number, 2);
        boss.reports().remove([&worker], db).await.unwrap();
        let alone = worker.refresh(db).await.unwrap();
        assert_eq!((alone.manager_number, alone.tenant_id), (None, worker.tenant_id));
        let renamed = alone.set(Employee::name, "Sheepdog").update(db).await.unwrap();
        assert_eq!(renamed.name, "Sheepdog");
        renamed.delete(db).await.unwrap();
        assert_eq!(Employee::query().count(db).await.unwrap(), 2);
        let many = Employee::filter(Employee::team.has(Team::name.eq("Tools"))).delete(db).await.unwrap();
        assert_eq!(many, 1);
        let elsewhere = Employee::create().tenant_id(1).team_number(9).number(5).name("Nobody").save(db).await.unwrap_err();
        assert!(matches!(elsewhere, Error::ForeignKeyViolation { .. }), "{elsewhere}");
    }

    async fn a_foreign_key_may_refer_to_another_unique_column(db: Db) {
        let Organisation { tenants, .. } = organisation(db).await;
        let badge = tenants[0].badges().create().code("A-1").save(db).await.unwrap();
        assert_eq!(badge.tenant_slug, "acme");
        assert_eq!(badge.tenant().get(db).await.unwrap(), tenants[0]);
        let other = Badge::create().code("B-1").tenant(&tenants[1]).save(db).await.unwrap();
        assert_eq!(Badge::filter(Badge::tenant.is(&tenants[1])).all(db).await.unwrap(), [other]);
        let loaded = Tenant::query().with(Tenant::badges).order_by(Tenant::id.asc()).all(db).await.unwrap();
        assert_eq!(loaded[0].1, [badge]);
        assert_eq!(loaded[1].1.len(), 1);
    }
}
