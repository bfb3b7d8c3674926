use std::fmt;

use super::{ForeignKey, Table};

/// A many-to-many relation: a row of the join table for each pair.
#[derive(Clone, Copy)]
pub struct ManyToMany {
    /// The accessor's name, and the relation's.
    pub name: &'static str,
    /// The accessor on the target's side.
    pub related_name: Option<&'static str>,
    /// The accessor's name before, for the next migration.
    pub renamed_from: Option<&'static str>,
    /// The table on the far side.
    pub target: fn() -> &'static Table,
    /// The join table.
    pub join: fn() -> &'static Table,
    /// The columns of the join table that refer to the owner and to the target, where several might.
    pub through_fields: Option<(usize, usize)>,
    /// Whether the join table is made by this relation, and not a model of its own.
    pub generated: bool,
    /// Whether each pair is stored both ways round: friends.
    pub symmetrical: bool,
}

impl ManyToMany {
    /// A relation over a join table of its own.
    pub const fn generated(
        name: &'static str,
        target: fn() -> &'static Table,
        join: fn() -> &'static Table,
    ) -> Self {
        ManyToMany {
            name,
            related_name: None,
            renamed_from: None,
            target,
            join,
            through_fields: None,
            generated: true,
            symmetrical: false,
        }
    }

    /// A relation over the table of a model.
    pub const fn through(
        name: &'static str,
        target: fn() -> &'static Table,
        join: fn() -> &'static Table,
    ) -> Self {
        ManyToMany {
            generated: false,
            ..ManyToMany::generated(name, target, join)
        }
    }

    /// Names the accessor on the target's side.
    pub const fn related_name(mut self, name: &'static str) -> Self {
        self.related_name = Some(name);
        self
    }

    /// Says what the accessor was called before.
    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    /// Says which columns of the join table refer to the owner and to the target.
    pub const fn through_fields(mut self, owner: usize, target: usize) -> Self {
        self.through_fields = Some((owner, target));
        self
    }

    /// Stores each pair both ways round.
    pub const fn symmetrical(mut self) -> Self {
        self.symmetrical = true;
        self
    }

    /// The join table's two foreign keys: to the owner and to the target.
    ///
    /// # Panics
    ///
    /// Where the join table has no such foreign keys. The derive has the compiler refuse that.
    pub(crate) fn foreign_keys(
        &self,
        owner: &'static Table,
    ) -> (&'static ForeignKey, &'static ForeignKey) {
        let join = (self.join)();
        if let Some((owner, target)) = self.through_fields {
            return (join.foreign_key_of(owner), join.foreign_key_of(target));
        }
        if self.generated {
            return (&join.foreign_keys[0], &join.foreign_keys[1]);
        }
        (
            join.foreign_key_to(owner),
            join.foreign_key_to((self.target)()),
        )
    }
}

impl fmt::Debug for ManyToMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManyToMany")
            .field("name", &self.name)
            .field("target", &(self.target)().name)
            .finish_non_exhaustive()
    }
}
