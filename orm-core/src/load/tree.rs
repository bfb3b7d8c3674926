/// A row with the rows below it, each with those below it in turn.
///
/// ```
/// use orm::load::Tree;
///
/// let leaf = |row| Tree { row, children: vec![] };
/// let books = Tree {
///     row: "Books",
///     children: vec![Tree { row: "Fiction", children: vec![leaf("Crime")] }, leaf("Science")],
/// };
/// let rows: Vec<&str> = books.iter().copied().collect();
/// assert_eq!(rows, ["Books", "Fiction", "Crime", "Science"]);
/// assert_eq!((books.len(), books.depth()), (4, 3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree<T> {
    /// The row.
    pub row: T,
    /// The trees below it.
    pub children: Vec<Tree<T>>,
}

#[expect(
    clippy::len_without_is_empty,
    reason = "a tree has a row, so it is never empty"
)]
impl<T> Tree<T> {
    /// Its rows, each before those below it.
    pub fn iter(&self) -> Rows<'_, T> {
        Rows {
            pending: vec![self],
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// How many rows stand one below the other, at most: 1 for a row with none below it.
    pub fn depth(&self) -> usize {
        let mut depth = 0;
        let mut level = vec![self];
        while !level.is_empty() {
            depth += 1;
            level = level.iter().flat_map(|tree| &tree.children).collect();
        }
        depth
    }
}

/// A deep tree that dropped its children one within the other would exhaust the stack.
impl<T> Drop for Tree<T> {
    fn drop(&mut self) {
        let mut pending = std::mem::take(&mut self.children);
        while let Some(mut tree) = pending.pop() {
            pending.append(&mut tree.children);
        }
    }
}

impl<'t, T> IntoIterator for &'t Tree<T> {
    type Item = &'t T;
    type IntoIter = Rows<'t, T>;

    fn into_iter(self) -> Rows<'t, T> {
        self.iter()
    }
}

/// The rows of a [`Tree`], each before those below it.
#[derive(Debug, Clone)]
pub struct Rows<'t, T> {
    pending: Vec<&'t Tree<T>>,
}

impl<'t, T> Iterator for Rows<'t, T> {
    type Item = &'t T;

    fn next(&mut self) -> Option<&'t T> {
        let tree = self.pending.pop()?;
        self.pending.extend(tree.children.iter().rev());
        Some(&tree.row)
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn a_deep_tree_is_measured_and_dropped_on_a_small_stack() {
        let work = || {
            let mut tree = Tree {
                row: 0,
                children: vec![],
            };
            for row in 1..100_000 {
                tree = Tree {
                    row,
                    children: vec![tree],
                };
            }
            assert_eq!((tree.len(), tree.depth()), (100_000, 100_000));
            assert_eq!(tree.iter().last(), Some(&0));
        };
        let thread = std::thread::Builder::new().stack_size(128 * 1024);
        thread.spawn(work).unwrap().join().unwrap();
    }

    #[test]
    fn rows_come_before_those_below_them() {
        let leaf = |row| Tree {
            row,
            children: vec![],
        };
        let tree = Tree {
            row: 1,
            children: vec![
                Tree {
                    row: 2,
                    children: vec![leaf(3), leaf(4)],
                },
                leaf(5),
            ],
        };
        assert_eq!(
            tree.into_iter().copied().collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
        assert_eq!((tree.len(), tree.depth()), (5, 3));
    }
}
