//! The statement that fetches the related rows of many parents.

use super::{JoinMode, Nested, Projection};
use crate::db::Row;
use crate::error::Result;
use crate::query::syntax::{Expr, Membership, OrderTerm, Select, Via};
use crate::relation::Relation;
use crate::schema::{RelationRef, Table};
use crate::types::{Datum, SqlType};

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

    pub(super) fn read(&self, row: &mut Row<'_>) -> Result<Vec<Datum>> {
        self.columns
            .iter()
            .map(|&column| row.datum(self.table.columns[column].ty))
            .collect()
    }
}

/// The related rows of the parents with these keys.
pub(super) fn plan<R, L, N, J>(
    nested: &Nested<R, L, N>,
    link: &Link,
    keys: Vec<Vec<Datum>>,
) -> Select
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    let table = link.relation.to();
    let mut outputs = link.exprs();
    if J::JOINED {
        outputs.extend((0..link.table.columns.len()).map(Expr::JoinColumn));
    }
    nested.loads.outputs(&[], &mut outputs);

    let belongs = Expr::In(Box::new(Membership {
        operands: link.exprs(),
        types: link.types(),
        rows: keys,
        negated: false,
    }));
    let is_limited = nested.limit.is_some() || nested.offset.is_some();
    Select {
        via: link.relation.join().map(|join| Via {
            relation: link.relation,
            distinct: !J::JOINED && !join.is_unique(),
        }),
        outputs,
        filter: std::iter::once(belongs)
            .chain(nested.filter.iter().cloned())
            .collect(),
        order: order(nested, table),
        limit: nested.limit,
        offset: nested.offset,
        with_deleted: link.relation.soft_delete().is_none(),
        partition: is_limited.then(|| link.exprs()),
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
