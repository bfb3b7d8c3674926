#[derive(Model, Debug)]
struct Author {
    id: i64,
    #[column(max_length = 100, renamed_from = "name")]
    full_name: String,
    #[column(default = 0)]
    prizes: i32,
    born: Option<i32>,
}
