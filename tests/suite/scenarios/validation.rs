//! Sign-ups whose values are validated before anything is sent.

use orm::prelude::*;

use crate::support::cases;

fn not_blank(text: &str) -> Result<(), &'static str> {
    match text.trim() {
        "" => Err("may not be blank"),
        _ => Ok(()),
    }
}

#[allow(
    clippy::ptr_arg,
    reason = "a validator may be written for the field's own type"
)]
fn email(text: &String) -> Result<(), String> {
    match text.split_once('@') {
        Some(_) => Ok(()),
        None => Err("has no @".to_owned()),
    }
}

fn adult(age: &i32) -> Result<(), String> {
    match age {
        18.. => Ok(()),
        _ => Err("is below 18".to_owned()),
    }
}

fn short(text: &str) -> Result<(), &'static str> {
    match text.len() {
        ..=10 => Ok(()),
        _ => Err("is longer than a badge"),
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Club {
    pub id: i64,
    #[column(validate = not_blank)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Member {
    pub id: i64,
    #[column(validate = email)]
    pub email: String,
    #[column(validate = adult)]
    pub age: i32,
    #[column(validate = not_blank, validate = short)]
    pub nickname: Option<String>,
    #[foreign_key(Club, related_name = members)]
    pub club_id: Option<i64>,
}

/// What was refused: the table, the column, the row and why.
fn refused(error: &Error) -> Vec<(&str, &str, usize, &str)> {
    let Error::Validation { fields, .. } = error else {
        panic!("{error}");
    };
    let fields = fields.iter();
    fields
        .map(|field| (&*field.table, &*field.column, field.row, &*field.reason))
        .collect()
}

/// A grown-up in the making.
macro_rules! member {
    ($email:literal) => {
        Member::create().email($email).age(30)
    };
}

async fn tables(db: &Db) {
    schema![Club, Member].create_all(db).await.unwrap();
}

cases! {
    async fn all_that_is_wrong_is_one_error(db: Db) {
        tables(db).await;
        let new = Member::create().email("ada").age(17).nickname("  ");
        let (error, statements) = db.statements(new.save(db)).await;
        let error = error.unwrap_err();
        assert_eq!(refused(&error), [
            ("member", "email", 0, "has no @"),
            ("member", "age", 0, "is below 18"),
            ("member", "nickname", 0, "may not be blank"),
        ]);
        assert_eq!(
            error.to_string(),
            "not valid: `member`.`email`: has no @; `member`.`age`: is below 18; \
             `member`.`nickname`: may not be blank"
        );
        assert_eq!(statements, 0);
        assert!(!error.is_retryable());
    }

    async fn every_validator_of_a_column_is_asked(db: Db) {
        tables(db).await;
        let error = member!("a@b").nickname("            ").save(db).await.unwrap_err();
        assert_eq!(refused(&error), [
            ("member", "nickname", 0, "may not be blank"),
            ("member", "nickname", 0, "is longer than a badge"),
        ]);
        // `NULL` is not asked about.
        assert_eq!(member!("a@b").nickname(None).save(db).await.unwrap().nickname, None);
    }

    async fn each_row_of_a_batch_is_named(db: Db) {
        tables(db).await;
        let new = [member!("a@b"), member!("c"), member!("d@e"), member!("f").age(3)];
        let (error, statements) = db.statements(Member::create_many(new).save(db)).await;
        let error = error.unwrap_err();
        assert_eq!(refused(&error), [
            ("member", "email", 1, "has no @"),
            ("member", "email", 3, "has no @"),
            ("member", "age", 3, "is below 18"),
        ]);
        assert!(error.to_string().contains("`member`.`email` of row 2: has no @"), "{error}");
        assert_eq!(statements, 0);
        assert_eq!(Member::query().count(db).await.unwrap(), 0);
    }

    async fn nested_rows_are_validated_before_anything_is_sent(db: Db) {
        tables(db).await;
        let club = Club::create().name(" ").with(Club::members, [member!("a@b"), member!("c")]);
        let (error, statements) = db.statements(club.save(db)).await;
        assert_eq!(refused(&error.unwrap_err()), [
            ("club", "name", 0, "may not be blank"),
            ("member", "email", 1, "has no @"),
        ]);
        assert_eq!(statements, 0);
    }

    async fn changes_are_validated(db: Db) {
        tables(db).await;
        let mut row = member!("a@b").save(db).await.unwrap();
        let changed = row.set(Member::email, "x").set_if(Member::age, Some(2)).update(db);
        let (error, statements) = db.statements(changed).await;
        assert_eq!(refused(&error.unwrap_err()), [
            ("member", "email", 0, "has no @"),
            ("member", "age", 0, "is below 18"),
        ]);
        let many = Member::query().unfiltered().set(Member::nickname, "").update(db);
        let (error, more) = db.statements(many).await;
        assert_eq!(refused(&error.unwrap_err()), [("member", "nickname", 0, "may not be blank")]);
        row.age = 1;
        let (error, most) = db.statements(row.save(db)).await;
        assert_eq!(refused(&error.unwrap_err()), [("member", "age", 0, "is below 18")]);
        assert_eq!((statements, more, most), (0, 0, 0));
    }

    /// What the database computes is not known before.
    async fn expressions_are_not_validated(db: Db) {
        tables(db).await;
        let row = member!("a@b").save(db).await.unwrap();
        let younger = row.set(Member::age, Member::age - 20).update(db).await.unwrap();
        assert_eq!(younger.age, 10);
    }
}
