//! Related rows in a statement of their own: planned from the relation, fetched, and dealt out to their parents.

use std::collections::HashMap;

use super::{JoinMode, LoadSet, Nested};
use crate::db::Session;
use crate::error::Result;
use crate::model::Model;
use crate::query::syntax::{Expr, Membership, OrderTerm, Select, Via};
use crate::relation::Relation;
use crate::schema::{RelationRef, Table};
use crate::sql;
use crate::types::{Datum, SqlType};

/// The related rows of each parent, with their join rows if `J` says so.
pub(super) async fn fetch<R, L, N, J>(
    nested: &Nested<R, L, N>,
    parents: &[R::From],
    session: &mut Session<'_>,
) -> Result<Vec<Vec<J::Item<L::Row>>>>
where
    R: Relation,
    L: LoadSet<R::To>,
    J: JoinMode<R>,
{
    let relation = R::reference();
    let link = Link::new(relation);
    let places = Places::of(parents, relation.near());
    if places.keys.is_empty() {
        return Ok(parents.iter().map(|_| Vec::new()).collect());
    }
    let select = plan::<R, L, N, J>(nested, &link, places.keys);
    let statement = sql::select(&select, session.dialect())?;

    let (mut owners, mut rows, mut riding, mut joined) = (vec![], vec![], vec![], vec![]);
    let table = relation.to();
    session
        .fetch(&statement, &mut |row| {
            row.enter(table.name);
            let key = link.read(row)?;
            let start = row.position();
            // A to-one parent may stand in the list several times: each gets a row of its own.
            for &owner in places.parents.get(&key).map_or(&[][..], Vec::as_slice) {
                row.rewind(start);
                row.enter(table.name);
                rows.push(R::To::from_row(row)?);
                joined.push(J::read(row)?);
                riding.push(nested.loads.read(row)?);
                owners.push(owner);
            }
            Ok(())
        })
        .await?;

    let rows = nested.loads.finish(rows, riding, session).await?;
    let items = rows
        .into_iter()
        .zip(joined)
        .map(|(row, joined)| J::item(row, joined));
    Ok(deal_out(parents.len(), owners, items))
}

fn deal_out<T>(parents: usize, owners: Vec<usize>, items: impl Iterator<Item = T>) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = (0..parents).map(|_| Vec::new()).collect();
    for (owner, item) in owners.into_iter().zip(items) {
        groups[owner].push(item);
    }
    groups
}

/// Which parents have which key; a parent with a `NULL` in it has no related rows.
struct Places {
    keys: Vec<Vec<Datum>>,
    parents: HashMap<Vec<Datum>, Vec<usize>>,
}

impl Places {
    fn of<M: Model>(parents: &[M], near: &[usize]) -> Self {
        let mut places = Places {
            keys: Vec::with_capacity(parents.len()),
            parents: HashMap::with_capacity(parents.len()),
        };
        for (position, parent) in parents.iter().enumerate() {
            let key: Vec<Datum> = near.iter().map(|&column| parent.datum(column)).collect();
            if key.iter().any(Datum::is_null) {
                continue;
            }
            let known = places.parents.entry(key.clone()).or_default();
            if known.is_empty() {
                places.keys.push(key);
            }
            known.push(position);
        }
        places
    }
}

/// The columns of a related row, or of its join row, that say which parent it belongs to.
struct Link {
    relation: RelationRef,
    columns: &'static [usize],
    table: &'static Table,
    is_joined: bool,
}

impl Link {
    fn new(relation: RelationRef) -> Self {
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

    fn read(&self, row: &mut crate::db::Row<'_>) -> Result<Vec<Datum>> {
        self.columns
            .iter()
            .map(|&column| row.datum(self.table.columns[column].ty))
            .collect()
    }
}

fn plan<R, L, N, J>(nested: &Nested<R, L, N>, link: &Link, keys: Vec<Vec<Datum>>) -> Select
where
    R: Relation,
    L: LoadSet<R::To>,
    J: JoinMode<R>,
{
    let table = link.relation.to();
    let mut outputs = link.exprs();
    outputs.extend((0..table.columns.len()).map(|column| Expr::column(table, column)));
    if J::JOINED {
        outputs.extend((0..link.table.columns.len()).map(Expr::JoinColumn));
    }
    nested.loads.ride(&[], &mut outputs);

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
