use orm::prelude::*;

#[derive(Model)]
struct Person {
    id: i64,
}

#[derive(Model)]
#[many_to_many(Person, name = friends, symmetrical)]
#[many_to_many(Person, name = members, related_name = a, through_fields(a_id, b_id))]
#[many_to_many(Person, name = guests, related_name = b, through = Membership, through_fields(a_id))]
#[many_to_many(Club, name = rivals, through = Rivalry)]
#[many_to_many(Club, name = allies, symmetrical, related_name = allied, through = Rivalry, through_fields(a_id, b_id))]
#[many_to_many(Person, name = fans, related_name = c, renamed_from = "fans")]
struct Club {
    id: i64,
}

fn main() {}
