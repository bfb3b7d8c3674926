//! What is measured.

/// A workload. Its name is what the runner and the peers call it by; its title stands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// One word.
    pub name: &'static str,
    /// A few words.
    pub title: &'static str,
    /// Whether it leaves rows behind that must be removed.
    pub writes: bool,
    /// Whether what it gives is nested, so that its statements are worth counting.
    pub nested: bool,
}

impl Workload {
    /// All of them, in the order of the table.
    pub const ALL: [Workload; 18] = [
        read("row", "row by key"),
        read("rows-1", "1 row"),
        read("rows-100", "100 rows"),
        read("rows-10000", "10,000 rows"),
        nested(
            "movie",
            "movie with directors, cast, reviews and their authors",
        ),
        nested("person", "person with filmography and average ratings"),
        nested("user", "user with the latest 10 reviews"),
        nested("movies", "100 movies with directors and cast"),
        nested("reviews", "10,000 reviews with author and movie"),
        nested("users", "1,000 users with all reviews"),
        read("filter", "filter across three relations"),
        read("best", "top 20 by aggregate"),
        write("insert-1", "insert 1"),
        write("insert-100", "insert 100"),
        write("insert-10000", "insert 10,000"),
        write(
            "insert-movie",
            "insert a movie with its links, one transaction",
        ),
        write("update", "update returning"),
        read("tasks", "row by key, 64 tasks over 8 connections"),
    ];

    /// The workload of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|workload| workload.name == name)
    }
}

const fn read(name: &'static str, title: &'static str) -> Workload {
    Workload {
        name,
        title,
        writes: false,
        nested: false,
    }
}

const fn nested(name: &'static str, title: &'static str) -> Workload {
    Workload {
        nested: true,
        ..read(name, title)
    }
}

const fn write(name: &'static str, title: &'static str) -> Workload {
    Workload {
        writes: true,
        ..read(name, title)
    }
}
