use super::{ForeignKey, ManyToMany, Table};

/// A relation, seen from one side: plain data that the syntax tree carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelationRef {
    /// Which relation of the declaring table, and from which side.
    pub kind: RelationKind,
    /// The table that declares it.
    pub table: &'static Table,
    /// Its position among the declaring table's foreign keys or many-to-many relations.
    pub index: usize,
    /// Whether it leads to rows that were deleted softly, too.
    pub with_deleted: bool,
}

/// Which side a relation is seen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// From the holder of a foreign key to the row it refers to.
    ForeignKey,
    /// From a row to the holders of a foreign key to it.
    Reverse,
    /// From the model that declares a many-to-many to the other.
    ManyToMany,
    /// From the other model to the one that declares the many-to-many.
    ManyToManyBack,
}

/// A join table between the two sides of a many-to-many.
#[derive(Debug, Clone, Copy)]
pub struct Join {
    /// The join table.
    pub table: &'static Table,
    /// Its foreign key to the near side.
    pub near: &'static ForeignKey,
    /// Its foreign key to the far side.
    pub far: &'static ForeignKey,
}

impl RelationRef {
    fn foreign_key(&self) -> &'static ForeignKey {
        &self.table.foreign_keys[self.index]
    }

    pub(crate) fn many_to_many(&self) -> &'static ManyToMany {
        &self.table.many_to_many[self.index]
    }

    /// The same relation, leading to rows that were deleted softly, too.
    pub(crate) fn with_deleted(self) -> RelationRef {
        RelationRef {
            with_deleted: true,
            ..self
        }
    }

    /// The column that is set in rows which it does not lead to. A foreign key says that its row is there, and leads to it
    /// though it was deleted softly.
    pub(crate) fn soft_delete(&self) -> Option<usize> {
        let follows = self.with_deleted || self.kind == RelationKind::ForeignKey;
        self.to().soft_delete.filter(|_| !follows)
    }

    /// The table that it starts from.
    pub fn from(&self) -> &'static Table {
        match self.kind {
            RelationKind::ForeignKey | RelationKind::ManyToMany => self.table,
            RelationKind::Reverse => (self.foreign_key().target)(),
            RelationKind::ManyToManyBack => (self.many_to_many().target)(),
        }
    }

    /// The table that it leads to.
    pub fn to(&self) -> &'static Table {
        match self.kind {
            RelationKind::ForeignKey => (self.foreign_key().target)(),
            RelationKind::ManyToMany => (self.many_to_many().target)(),
            RelationKind::Reverse | RelationKind::ManyToManyBack => self.table,
        }
    }

    /// The accessor's name on this side.
    pub fn name(&self) -> &'static str {
        match self.kind {
            RelationKind::ForeignKey => self.foreign_key().name,
            RelationKind::Reverse => self.foreign_key().related_name.unwrap_or(""),
            RelationKind::ManyToMany => self.many_to_many().name,
            RelationKind::ManyToManyBack => self.many_to_many().related_name.unwrap_or(""),
        }
    }

    /// The same relation from the other side.
    pub fn reverse(&self) -> RelationRef {
        let kind = match self.kind {
            RelationKind::ForeignKey => RelationKind::Reverse,
            RelationKind::Reverse => RelationKind::ForeignKey,
            RelationKind::ManyToMany => RelationKind::ManyToManyBack,
            RelationKind::ManyToManyBack => RelationKind::ManyToMany,
        };
        RelationRef { kind, ..*self }
    }

    /// Whether it may lead to no row.
    pub fn may_be_absent(&self) -> bool {
        match self.kind {
            RelationKind::ForeignKey => self
                .near()
                .iter()
                .any(|&column| self.table.columns[column].nullable),
            _ => true,
        }
    }

    /// Whether the rows that it leads to are found by an index, as they are unless a foreign key was declared without.
    pub(crate) fn is_indexed(&self) -> bool {
        let (table, key) = match self.kind {
            RelationKind::ForeignKey => return true,
            RelationKind::Reverse => (self.table, self.foreign_key()),
            RelationKind::ManyToMany | RelationKind::ManyToManyBack => {
                let join = self.joined();
                (join.table, join.near)
            }
        };
        key.index || key.unique || table.primary_key.starts_with(key.columns)
    }

    /// The columns of the near table that link.
    pub fn near(&self) -> &'static [usize] {
        match self.kind {
            RelationKind::ForeignKey => self.foreign_key().columns,
            RelationKind::Reverse => self.foreign_key().referenced(),
            RelationKind::ManyToMany | RelationKind::ManyToManyBack => {
                self.joined().near.referenced()
            }
        }
    }

    /// The columns of the far table that link.
    pub fn far(&self) -> &'static [usize] {
        match self.kind {
            RelationKind::ForeignKey => self.foreign_key().referenced(),
            RelationKind::Reverse => self.foreign_key().columns,
            RelationKind::ManyToMany | RelationKind::ManyToManyBack => {
                self.joined().far.referenced()
            }
        }
    }

    /// The join table, for a many-to-many.
    pub fn join(&self) -> Option<Join> {
        matches!(
            self.kind,
            RelationKind::ManyToMany | RelationKind::ManyToManyBack
        )
        .then(|| self.joined())
    }

    fn joined(&self) -> Join {
        let relation = self.many_to_many();
        let (owner, target) = relation.foreign_keys(self.table);
        let (near, far) = match self.kind {
            RelationKind::ManyToManyBack => (target, owner),
            _ => (owner, target),
        };
        Join {
            table: (relation.join)(),
            near,
            far,
        }
    }
}

impl Join {
    /// Whether a pair has at most one join row.
    pub(crate) fn is_unique(&self) -> bool {
        let pair: Vec<usize> = [self.near.columns, self.far.columns].concat();
        self.table.is_unique(&pair)
    }
}
