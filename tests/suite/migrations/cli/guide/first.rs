#[derive(Model, Debug)]
struct Author {
    id: i64,
    #[column(max_length = 100)]
    name: String,
}
