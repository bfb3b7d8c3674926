//! One-to-one: a user has at most one profile, and a profile belongs to exactly one user.
//!
//! `cargo run --example one_to_one` runs it on SQLite in memory, or on the database that `DATABASE_URL` names.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "one_to_one")]
struct User {
    id: i64,
    #[column(unique, max_length = 50)]
    name: String,
}

/// The side that holds the relation: `user_id` is a foreign key, and unique.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "one_to_one")]
struct Profile {
    id: i64,
    bio: String,
    #[one_to_one(User, on_delete = cascade)]
    user_id: i64,
}

#[tokio::main]
async fn main() -> Result<(), orm::Error> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    let schema = schema![User, Profile];
    schema.drop_all(&db).await?;
    schema.create_all(&db).await?;

    // A profile is created from its user, or with its user as a value.
    let ada = User::create().name("Ada").save(&db).await?;
    let grace = User::create().name("Grace").save(&db).await?;
    let alan = User::create().name("Alan").save(&db).await?;
    let program = ada.profile().create().bio("Wrote a program in 1843.");
    let first = program.save(&db).await?;
    let compiler = Profile::create().bio("Wrote a compiler in 1952.");
    compiler.user(&grace).save(&db).await?;

    // A profile always has its user; a user may have no profile, and the types say so.
    let owner: User = first.user().get(&db).await?;
    let missing: Option<Profile> = alan.profile().get(&db).await?;
    println!("The first profile is {}'s.", owner.name);
    println!("Alan has one: {}.", missing.is_some());

    // The database keeps it one to one.
    match ada.profile().create().bio("Again.").save(&db).await {
        Err(error) if error.violates(Profile::user_id) => println!("Refused: {error}."),
        other => println!("A second profile was stored: {:?}.", other?),
    }

    // Each user with the profile, in one statement.
    let users: Vec<(User, Option<Profile>)> = User::query()
        .with(User::profile)
        .order_by(User::name.asc())
        .all(&db)
        .await?;
    for (user, profile) in &users {
        let bio = profile.as_ref().map_or("–", |profile| &profile.bio);
        println!("{:6}{bio}", user.name);
    }

    // Either side is asked about the other.
    let early = User::filter(User::profile.has(Profile::bio.contains("1843")));
    let without = User::filter(User::profile.then(Profile::bio).is_null());
    let of_grace = Profile::filter(Profile::user.is(&grace));
    println!("Wrote in 1843: {}.", early.get(&db).await?.name);
    println!("Without a profile: {}.", without.get(&db).await?.name);
    println!("Profiles of Grace: {}.", of_grace.count(&db).await?);

    // Deleting the user deletes the profile too: `on_delete = cascade`.
    ada.delete(&db).await?;
    let left = Profile::query().count(&db).await?;
    println!("Without Ada, {left} profile is left.");
    Ok(())
}
