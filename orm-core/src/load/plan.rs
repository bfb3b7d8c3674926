//! The statement that fetches the related rows of many parents.

use super::{JoinMode, Nested, Outputs, Projection, WithoutJoinRow};
use crate::db::Row;
use crate::error::Result;
use crate::query::syntax::{ColumnPath, Comparison, Expr, Membership, OrderTerm, OuterColumn};
use crate::query::syntax::{Recursive, Select, Via};
use crate::relation::Relation;
use crate::schema::{RelationRef, Table};
use crate::types::{Datum, SqlType};

/// The most steps that the database counts. Where it counts, a cycle is walked as often as the steps allow, and not once;
/// what lies beyond a greater depth is left out of the rows that came.
const MOST_COUNTED: u64 = 100;

/// The columns of a related row, or of its join row, that say which parent it belongs to.
pub(super) struct Link {
    relation: RelationRef,
    columns: &'static [usize],
    table: &'static Table,
    is_joined: bool,
}

impl Link {
    pub(super) fn new(relation: RelationRef) -> Self {
        let (table, columns, is_joined) = match relation.join() {
            Some(join) => (join.table, join.near.columns, true),
            None => (relation.to(), relation.far(), false),
        };
        Link {
            relation,
            columns,
            table,
            is_joined,
        }
    }

    fn exprs(&self) -> Vec<Expr> {
        self.columns
            .iter()
            .map(|&column| match self.is_joined {
                true => Expr::JoinColumn(column),
                false => Expr::column(self.table, column),
            })
            .collect()
    }

    fn types(&self) -> Vec<SqlType> {
        self.columns
            .iter()
            .map(|&column| self.table.columns[column].ty)
            .collect()
    }

    /// The row belongs to the parents with this key.
    fn is(&self, key: Vec<Datum>) -> impl Iterator<Item = Expr> {
        let columns = self.exprs().into_iter().zip(self.columns).zip(key);
        columns.map(|((link, &column), datum)| link.equals((self.table, column), datum))
    }

    /// The row belongs to one of the parents with these keys.
    fn is_in(&self, keys: Vec<Vec<Datum>>) -> Expr {
        Expr::In(Box::new(Membership {
            operands: self.exprs(),
            types: self.types(),
            rows: keys,
            negated: false,
        }))
    }

    /// The row belongs to the row of the enclosing query to which this path leads.
    fn is_of(&self, path: &[RelationRef]) -> impl Iterator<Item = Expr> {
        let near = self.relation.from();
        let outer = move |column: usize| OuterColumn {
            of: path.first().map_or(near, RelationRef::from),
            nearer: 0,
            column: ColumnPath {
                path: path.to_vec(),
                table: near,
                column,
            },
        };
        let columns = self.exprs().into_iter().zip(self.relation.near());
        columns.map(move |(link, &column)| Expr::Compare {
            operator: Comparison::Equal,
            left: Box::new(link),
            right: Box::new(Expr::Outer(outer(column))),
        })
    }

    /// Whether a row belongs to the parents with this key.
    pub(super) fn reads(&self, row: &mut Row<'_>, key: &[Datum]) -> Result<bool> {
        for (&column, datum) in self.columns.iter().zip(key) {
            if row.cell(self.table.columns[column].ty)? != datum.as_cell() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn read(&self, row: &mut Row<'_>) -> Result<Vec<Datum>> {
        let mut key = Vec::with_capacity(self.columns.len());
        self.read_into(row, &mut key)?;
        Ok(key)
    }

    /// Reads the key of a row's parents in place of another one.
    pub(super) fn read_into(&self, row: &mut Row<'_>, key: &mut Vec<Datum>) -> Result<()> {
        key.clear();
        for &column in self.columns {
            key.push(row.datum(self.table.columns[column].ty)?);
        }
        Ok(())
    }
}

/// The related rows of the parents with these keys. Those of a single key are a list, so that a limit is its own; those of several
/// are numbered for each.
pub(super) fn plan<R, L, N, J>(
    nested: &Nested<R, L, N>,
    link: &Link,
    mut keys: Vec<Vec<Datum>>,
) -> Select
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    let mut outputs = Outputs::default();
    outputs.extend(link.exprs());
    ask_for_rows::<R, L, N, J>(nested, link, &mut outputs);
    let mut select = rows::<R, L, N, J>(nested, link, outputs);
    match keys.len() {
        1 => drop(select.filter.splice(..0, link.is(keys.remove(0)))),
        _ => {
            select.filter.insert(0, link.is_in(keys));
            select.partition = link.exprs();
        }
    }
    Select {
        limit: nested.limit,
        offset: nested.offset,
        ..select
    }
}

/// The related rows of the row at the end of a path from the root of the enclosing query.
pub(super) fn plan_brought<R, L, J>(nested: &Nested<R, L, J>, path: &[RelationRef]) -> Select
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    let link = Link::new(nested.relation());
    let mut outputs = Outputs::bringing_rows(true);
    ask_for_rows::<R, L, J, J>(nested, &link, &mut outputs);
    let mut select = rows::<R, L, J, J>(nested, &link, outputs);
    select.filter.splice(..0, link.is_of(path));
    Select {
        limit: nested.limit,
        offset: nested.offset,
        ..select
    }
}

/// The join row's columns, if they are wanted, and the related row's.
fn ask_for_rows<R, L, N, J>(nested: &Nested<R, L, N>, link: &Link, outputs: &mut Outputs)
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    if J::JOINED {
        outputs.extend((0..link.table.columns.len()).map(Expr::JoinColumn));
    }
    nested.loads.outputs(&[], outputs);
}

/// The related rows of the rows with these keys, theirs, and so on.
pub(crate) fn plan_recursive<R: Relation>(
    nested: &Nested<R>,
    keys: Vec<Vec<Datum>>,
    max_depth: Option<u64>,
) -> Recursive {
    let link = Link::new(nested.relation());
    let table = link.relation.to();
    let mut outputs = Outputs::default();
    outputs.extend(link.exprs());
    Projection::<R::To>::outputs(&nested.loads, &[], &mut outputs);
    let near = link.relation.near().iter();
    Recursive {
        step: rows::<R, _, _, WithoutJoinRow>(nested, &link, outputs),
        link: link.exprs(),
        next: near.map(|&column| Expr::column(table, column)).collect(),
        start: link.is_in(keys),
        max_depth: max_depth.filter(|&steps| steps <= MOST_COUNTED),
    }
}

/// The related rows of any parents.
fn rows<R, L, N, J>(nested: &Nested<R, L, N>, link: &Link, outputs: Outputs) -> Select
where
    R: Relation,
    J: JoinMode<R>,
{
    let table = link.relation.to();
    Select {
        via: link.relation.join().map(|join| Via {
            relation: link.relation,
            distinct: !J::JOINED && !join.is_unique(),
        }),
        outputs: outputs.into_exprs(),
        filter: nested.filter.clone(),
        order: order(nested, table),
        with_deleted: link.relation.soft_delete().is_none(),
        ..Select::new(table)
    }
}

/// The order asked for, and the key's where none was: the same rows always come in the same order.
fn order<R, L, J>(nested: &Nested<R, L, J>, table: &'static Table) -> Vec<OrderTerm> {
    if !nested.order.is_empty() {
        return nested.order.clone();
    }
    OrderTerm::by_key(table)
}
