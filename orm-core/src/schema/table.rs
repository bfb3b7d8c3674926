use std::fmt;

use super::{Column, ForeignKey, ManyToMany};

/// A model's table.
pub struct Table {
    /// The struct's name.
    pub model: &'static str,
    /// The table's name in the database.
    pub name: &'static str,
    /// The database schema that it stands in.
    pub schema: Option<&'static str>,
    /// The name that it had before.
    pub renamed_from: Option<&'static str>,
    /// The columns, in the order of the struct's fields.
    pub columns: &'static [Column],
    /// The columns of the primary key.
    pub primary_key: &'static [usize],
    /// The foreign keys.
    pub foreign_keys: &'static [ForeignKey],
    /// The many-to-many relations that this model declares.
    pub many_to_many: &'static [ManyToMany],
    /// Sets of columns that are unique together.
    pub unique: &'static [&'static [usize]],
    /// Sets of columns with an index.
    pub indexes: &'static [&'static [usize]],
    /// Conditions, in SQL, that each row meets.
    pub checks: &'static [&'static str],
    /// The column that a deletion sets instead of deleting the row.
    pub soft_delete: Option<usize>,
}

impl Table {
    /// A table without columns yet.
    pub const fn new(model: &'static str, name: &'static str) -> Self {
        Table {
            model,
            name,
            schema: None,
            renamed_from: None,
            columns: &[],
            primary_key: &[],
            foreign_keys: &[],
            many_to_many: &[],
            unique: &[],
            indexes: &[],
            checks: &[],
            soft_delete: None,
        }
    }

    /// Puts it in a database schema.
    pub const fn schema(mut self, name: &'static str) -> Self {
        self.schema = Some(name);
        self
    }

    /// Says which name it had before.
    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    /// Sets its columns.
    pub const fn columns(mut self, columns: &'static [Column]) -> Self {
        self.columns = columns;
        self
    }

    /// Sets its primary key.
    pub const fn primary_key(mut self, columns: &'static [usize]) -> Self {
        self.primary_key = columns;
        self
    }

    /// Sets its foreign keys.
    pub const fn foreign_keys(mut self, foreign_keys: &'static [ForeignKey]) -> Self {
        self.foreign_keys = foreign_keys;
        self
    }

    /// Sets its many-to-many relations.
    pub const fn many_to_many(mut self, relations: &'static [ManyToMany]) -> Self {
        self.many_to_many = relations;
        self
    }

    /// Sets which columns are unique together.
    pub const fn unique(mut self, sets: &'static [&'static [usize]]) -> Self {
        self.unique = sets;
        self
    }

    /// Sets which columns have an index.
    pub const fn indexes(mut self, sets: &'static [&'static [usize]]) -> Self {
        self.indexes = sets;
        self
    }

    /// Sets the conditions on each row.
    pub const fn checks(mut self, checks: &'static [&'static str]) -> Self {
        self.checks = checks;
        self
    }

    /// Has a deletion set this column instead of deleting the row.
    pub const fn soft_delete(mut self, column: usize) -> Self {
        self.soft_delete = Some(column);
        self
    }

    /// The foreign key that consists of this column.
    pub(crate) fn foreign_key_of(&self, column: usize) -> &'static ForeignKey {
        self.foreign_keys
            .iter()
            .find(|key| key.columns == [column])
            .expect("the derive checks that a `through` field is a foreign key")
    }

    /// The first foreign key to a table.
    pub(crate) fn foreign_key_to(&self, target: &Table) -> &'static ForeignKey {
        self.foreign_keys
            .iter()
            .find(|key| (key.target)() == target)
            .expect("the derive checks that a `through` model has both foreign keys")
    }

    /// What a constraint of this table covers, by the constraint's name: the columns, and the suffix that says its kind.
    pub(crate) fn constraint(&self, name: &str) -> Option<(&'static str, Vec<String>)> {
        const SUFFIXES: [&str; 6] = [
            "key",
            "fkey",
            "check",
            "variant_check",
            "length_check",
            "range_check",
        ];
        let named =
            |columns: &[usize], suffix| super::constraint_name(self, columns, suffix) == name;
        let names = |columns: &[usize]| {
            let names = columns.iter().map(|&column| self.columns[column].name);
            names.map(str::to_owned).collect()
        };
        if named(&[], "pkey") {
            return Some(("pkey", names(self.primary_key)));
        }
        let alone = (0..self.columns.len()).map(|column| vec![column]);
        let keys = self.foreign_keys.iter().map(|key| key.columns.to_vec());
        let sets = self.unique.iter().map(|set| set.to_vec());
        alone.chain(keys).chain(sets).find_map(|columns| {
            let suffix = SUFFIXES
                .into_iter()
                .find(|suffix| named(&columns, suffix))?;
            Some((suffix, names(&columns)))
        })
    }

    /// Whether no two rows can agree in these columns, those aside that were deleted softly.
    pub(crate) fn is_unique(&self, columns: &[usize]) -> bool {
        let within = |set: &[usize]| !set.is_empty() && set.iter().all(|c| columns.contains(c));
        within(self.primary_key)
            || self.unique.iter().any(|set| within(set))
            || columns.iter().any(|&c| self.columns[c].unique)
            || self
                .foreign_keys
                .iter()
                .any(|key| key.unique && within(key.columns))
    }
}

/// Two tables are the same if they have one name in one database schema.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.schema, self.name) == (other.schema, other.name)
    }
}

impl Eq for Table {}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({})", self.name)
    }
}
