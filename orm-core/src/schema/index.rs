use super::{Table, constraint_name};

impl Table {
    /// The sets of columns that are unique together, each once, but for the primary key.
    pub(crate) fn unique_sets(&self) -> Vec<Vec<usize>> {
        let columns = (0..self.columns.len())
            .filter(|&column| self.columns[column].unique)
            .map(|column| vec![column]);
        let one_to_one = self.foreign_keys.iter().filter(|key| key.unique);
        let one_to_one = one_to_one.map(|key| key.columns.to_vec());
        let declared = self.unique.iter().map(|set| set.to_vec());
        let mut sets = vec![self.primary_key.to_vec()];
        add_new(&mut sets, columns.chain(one_to_one).chain(declared));
        sets.split_off(1)
    }

    /// The sets of columns with an index of their own, each once. A foreign key whose columns another index begins with
    /// needs none.
    pub(crate) fn index_sets(&self) -> Vec<Vec<usize>> {
        let columns = (0..self.columns.len())
            .filter(|&column| self.columns[column].index)
            .map(|column| vec![column]);
        let foreign_keys = self
            .foreign_keys
            .iter()
            .filter(|key| key.index && !self.is_covered(key.columns))
            .map(|key| key.columns.to_vec());
        let declared = self.indexes.iter().map(|set| set.to_vec());
        let mut sets = Vec::new();
        add_new(&mut sets, columns.chain(foreign_keys).chain(declared));
        sets
    }

    fn is_covered(&self, columns: &[usize]) -> bool {
        let mut unique = self.unique_sets().into_iter();
        // With a soft delete these indexes leave rows out, and the database looks for all that refer to a row.
        let is_whole = self.soft_delete.is_none();
        self.primary_key.starts_with(columns)
            || is_whole && unique.any(|set| set.starts_with(columns))
    }

    /// The name of the constraint by which these columns are unique together.
    pub(crate) fn unique_constraint(&self, columns: &[String]) -> Option<String> {
        let covers = |set: &[usize]| {
            set.len() == columns.len()
                && set
                    .iter()
                    .all(|&c| columns.iter().any(|name| name == self.columns[c].name))
        };
        if covers(self.primary_key) {
            return Some(constraint_name(self, &[], "pkey"));
        }
        let sets = self.unique_sets();
        let set = sets.iter().find(|set| covers(set))?;
        Some(constraint_name(self, set, "key"))
    }

    /// The names that it takes among those of tables and indexes, which share one space of names on both databases.
    pub(crate) fn shared_names(&self) -> Vec<String> {
        let unique = self.unique_sets();
        let unique = unique.iter().map(|set| constraint_name(self, set, "key"));
        let indexes = self.index_sets();
        let indexes = indexes.iter().map(|set| constraint_name(self, set, "idx"));
        [self.name.to_owned(), constraint_name(self, &[], "pkey")]
            .into_iter()
            .chain(unique)
            .chain(indexes)
            .collect()
    }
}

fn add_new(sets: &mut Vec<Vec<usize>>, more: impl Iterator<Item = Vec<usize>>) {
    for set in more {
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
}
