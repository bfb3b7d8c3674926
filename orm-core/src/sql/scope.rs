use super::Writer;
use super::grouped_join::GroupedJoin;
use super::repeated::Repeated;
use crate::error::{Error, Result};
use crate::query::syntax::{ColumnPath, Expr, Lock, OuterColumn};
use crate::schema::{RelationKind, RelationRef, Table};

/// What names mean at a place of the statement: a root table, and the tables that to-one relations join to it.
pub(super) struct Scope {
    pub alias: String,
    pub table: &'static Table,
    /// The join table's alias, in a scope over a many-to-many.
    pub join: Option<(String, &'static Table)>,
    pub joins: Vec<Joined>,
    pub grouped: Vec<GroupedJoin>,
    pub repeated: Vec<Repeated>,
    /// Whether every row of the table is looked at, whatever is asked of related rows.
    pub looks_at_every_row: bool,
}

/// A table that a path of to-one relations joins, once for each path.
pub(super) struct Joined {
    pub path: Vec<RelationRef>,
    pub alias: String,
    /// Whether a row without a related row drops out: where the relation always leads to one, or a filter demands it.
    pub inner: bool,
}

impl Scope {
    /// What is joined along a path.
    pub(super) fn joined(&self, path: &[RelationRef]) -> Option<&Joined> {
        self.joins.iter().find(|joined| joined.path == path)
    }

    pub(super) fn alias_of(&self, path: &[RelationRef]) -> &str {
        if path.is_empty() {
            return &self.alias;
        }
        self.joined(path)
            .map(|joined| joined.alias.as_str())
            .expect("every path of the scope was collected before it was written")
    }
}

impl Writer<'_> {
    /// The scope of the enclosing query that is meant.
    fn enclosing(&self, outer: &OuterColumn) -> Result<&Scope> {
        let of = outer.of;
        let (_, enclosing) = self.scopes.split_last().expect("a statement has a scope");
        let mut scopes = enclosing.iter().rev().filter(|scope| scope.table == of);
        scopes.nth(outer.nearer).ok_or_else(|| {
            Error::configuration(format!(
                "`outer({}::…)` stands in no sub-query of a query for `{}`, so there is no row that it could mean",
                of.model, of.model
            ))
        })
    }

    pub(super) fn outer_column(&mut self, outer: &OuterColumn) -> Result<()> {
        let ColumnPath {
            path,
            table,
            column,
        } = &outer.column;
        let alias = self.enclosing(outer)?.alias_of(path).to_owned();
        self.column(&alias, table.columns[*column].name);
        Ok(())
    }
}

/// The paths that expressions of one scope follow, each with all its beginnings, in the order in which they occur.
pub(super) struct Paths {
    /// The scope's own table.
    table: &'static Table,
    pub all: Vec<Vec<RelationRef>>,
    /// Those at whose end a filter demands a row.
    pub demanded: Vec<Vec<RelationRef>>,
}

impl Paths {
    pub(super) fn from(table: &'static Table) -> Self {
        Paths {
            table,
            all: Vec::new(),
            demanded: Vec::new(),
        }
    }

    pub(super) fn of_filter(&mut self, filter: &[Expr]) {
        for term in filter {
            self.demand(term);
        }
        self.of(filter);
    }

    pub(super) fn of_lock(&mut self, lock: &Lock) {
        for path in &lock.of {
            self.add(path);
        }
    }

    /// A condition that must hold demands the rows that it says are present.
    fn demand(&mut self, term: &Expr) {
        match term {
            Expr::And(terms) => terms.iter().for_each(|term| self.demand(term)),
            Expr::Present(path) => self.demanded.push(path.clone()),
            _ => {}
        }
    }

    pub(super) fn of(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(ColumnPath { path, .. }) => return self.add(path),
            Expr::Present(path) => self.add(present_from(path)),
            Expr::Exists(rows) => self.add(&rows.path),
            Expr::Aggregate { rows, .. } => self.add(&rows.path),
            _ => {}
        }
        expr.for_each_child(&mut |child| self.expr(child));
        // A sub-query may ask for a column that this scope has to join; a path from another table is none of its own.
        expr.for_each_outer_of(self.table, &mut |outer| self.add(&outer.column.path));
    }

    fn add(&mut self, path: &[RelationRef]) {
        for end in 1..=path.len() {
            let part = &path[..end];
            if !self.all.iter().any(|known| known == part) {
                self.all.push(part.to_vec());
            }
        }
    }

    /// Whether a row at the end of the path is certain, or demanded together with all before it.
    fn is_inner(&self, path: &[RelationRef]) -> bool {
        let demanded = self.demanded.iter().any(|known| known.starts_with(path));
        demanded || !path.iter().any(RelationRef::may_be_absent)
    }
}

/// The path to the table whose columns say whether there is a row at the end: a foreign key says it itself.
pub(super) fn present_from(path: &[RelationRef]) -> &[RelationRef] {
    match path.split_last() {
        Some((last, before)) if last.kind == RelationKind::ForeignKey => before,
        _ => path,
    }
}

/// The columns that have a value where there is a row at the end of the path; of no relation, none.
pub(super) fn present_columns(path: &[RelationRef]) -> Vec<ColumnPath> {
    let Some(last) = path.last() else {
        return Vec::new();
    };
    let is_own = last.kind == RelationKind::ForeignKey;
    let (table, columns) = match is_own {
        true => (last.from(), last.near()),
        false => (last.to(), &last.to().primary_key[..1]),
    };
    let says_it = |column: &&usize| !is_own || table.columns[**column].nullable;
    let mut columns: Vec<usize> = columns.iter().filter(says_it).copied().collect();
    if columns.is_empty() {
        columns.push(last.near()[0]);
    }
    let at = |column| ColumnPath {
        path: present_from(path).to_vec(),
        table,
        column,
    };
    columns.into_iter().map(at).collect()
}

impl Writer<'_> {
    /// A scope over a table with the joins of these paths, none of which is written yet.
    pub(super) fn enter(
        &mut self,
        alias: String,
        join: Option<(String, &'static Table)>,
        paths: Paths,
    ) {
        let joins = paths
            .all
            .iter()
            .map(|path| Joined {
                alias: self.alias(path[path.len() - 1].to()),
                inner: paths.is_inner(path),
                path: path.clone(),
            })
            .collect();
        self.scopes.push(Scope {
            alias,
            table: paths.table,
            join,
            joins,
            grouped: Vec::new(),
            repeated: Vec::new(),
            looks_at_every_row: false,
        });
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    pub(super) fn scope(&self) -> &Scope {
        self.scopes.last().expect("a statement has a scope")
    }

    pub(super) fn scope_mut(&mut self) -> &mut Scope {
        self.scopes.last_mut().expect("a statement has a scope")
    }

    /// The joins of the innermost scope.
    pub(super) fn joins(&mut self) -> Result<()> {
        let scope = self.scope();
        let joins: Vec<_> = scope
            .joins
            .iter()
            .map(|joined| {
                let (last, before) = joined.path.split_last().expect("a path has an end");
                let near = scope.alias_of(before).to_owned();
                (*last, near, joined.alias.clone(), joined.inner)
            })
            .collect();
        for (relation, near, alias, inner) in joins {
            self.clause(if inner { "JOIN " } else { "LEFT JOIN " });
            self.source(relation.to(), &alias);
            self.push(" ON ");
            self.link(relation, &near, &alias);
        }
        self.write_grouped_joins()
    }

    /// The far side's columns equal the near side's, and its row was not deleted softly.
    pub(super) fn link(&mut self, relation: RelationRef, near: &str, far: &str) {
        let pairs = relation.far().iter().zip(relation.near());
        for (position, (&far_column, &near_column)) in pairs.enumerate() {
            if position > 0 {
                self.push(" AND ");
            }
            self.column(far, relation.to().columns[far_column].name);
            self.push(" = ");
            self.column(near, relation.from().columns[near_column].name);
        }
        self.not_deleted(relation, far);
    }

    /// One more condition: the related row was not deleted softly.
    pub(super) fn not_deleted(&mut self, relation: RelationRef, alias: &str) {
        if let Some(column) = relation.soft_delete() {
            self.push(" AND ");
            self.column(alias, relation.to().columns[column].name);
            self.push(" IS NULL");
        }
    }
}
