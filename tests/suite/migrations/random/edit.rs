//! Edits of a random schema, each of which leaves it valid.

use fastrand::Rng;
use orm::schema::Action;
use orm::schema::snapshot::DefaultSnapshot;
use orm::types::SqlType;

use super::{Column, ForeignKey, Spec, VARIANTS, default_for, pick};

impl Spec {
    /// One random edit.
    pub fn edit(&mut self, rng: &mut Rng) {
        let table = rng.usize(..self.tables.len().max(1));
        if self.tables.is_empty() {
            return self.add_table(rng);
        }
        match rng.u8(..15) {
            0 if self.tables.len() < 12 => self.add_table(rng),
            1 => self.drop_table(table),
            2 => self.tables[table].name = self.name("renamed", rng).1,
            3 => {
                let column = self.column(rng);
                self.tables[table].columns.push(column);
            }
            4 => self.drop_column(table, rng),
            5 => {
                let name = self.name("other", rng).1;
                let heir = self.column(rng);
                let columns = &mut self.tables[table].columns;
                let position = rng.usize(..columns.len());
                let former = std::mem::replace(&mut columns[position].name, name);
                if rng.u8(..3) == 0 {
                    columns.push(Column {
                        name: former,
                        ..heir
                    });
                }
            }
            6 => self.change_type(table, rng),
            7 => self.change_null(table, rng),
            8 => self.change_default(table, rng),
            9 | 10 => self.toggle_key(table, rng),
            11 => self.add_foreign_key(table, rng),
            12 => self.change_foreign_key(table, rng),
            13 => self.change_check(table, rng),
            _ => match rng.bool() {
                true => self.add_computed(table, rng),
                false => match self.tables[table].soft_delete {
                    None => self.add_soft_delete(table, rng),
                    Some(_) => self.tables[table].soft_delete = None,
                },
            },
        }
        self.settle();
    }

    /// One to three edits, which one migration makes.
    pub fn step(&mut self, rng: &mut Rng) {
        let before = self.clone();
        self.retyped.clear();
        for _ in 0..rng.usize(1..=3) {
            self.edit(rng);
        }
        self.tell_from_dropped(&before);
    }

    /// Calls columns otherwise that have the name of one that is dropped: they would be taken for it.
    fn tell_from_dropped(&mut self, before: &Spec) {
        for table in &mut self.tables {
            let former = before.tables.iter().find(|t| t.number == table.number);
            let former = former.map_or(&[][..], |former| &former.columns);
            let kept: Vec<u32> = table.columns.iter().map(|column| column.number).collect();
            for column in &mut table.columns {
                let is_dropped = |other: &Column| !kept.contains(&other.number);
                if former
                    .iter()
                    .any(|other| other.name == column.name && is_dropped(other))
                {
                    column.name = format!("heir{}", column.number);
                }
            }
        }
    }

    fn drop_table(&mut self, position: usize) {
        let number = self.tables.remove(position).number;
        for table in &mut self.tables {
            table.keys.retain(|key| key.target != number);
        }
    }

    fn drop_column(&mut self, table: usize, rng: &mut Rng) {
        let number = self.tables[table].number;
        let referred = self.references_to(number).concat();
        let table = &mut self.tables[table];
        let can_go = |column: &&Column| {
            !table.key.contains(&column.number)
                && !referred.contains(&column.number)
                && !table
                    .columns
                    .iter()
                    .any(|other| other.computed == Some(column.number))
        };
        let numbers: Vec<u32> = table
            .columns
            .iter()
            .filter(can_go)
            .map(|column| column.number)
            .collect();
        let Some(gone) = pick(rng, &numbers) else {
            return;
        };
        table.columns.retain(|column| column.number != gone);
        table.unique.retain(|set| !set.contains(&gone));
        table.indexes.retain(|set| !set.contains(&gone));
        table.keys.retain(|key| !key.columns.contains(&gone));
        table.positive.retain(|number| *number != gone);
        table.soft_delete = table.soft_delete.filter(|number| *number != gone);
    }

    fn change_type(&mut self, table: usize, rng: &mut Rng) {
        let number = self.tables[table].number;
        let referred = self.references_to(number).concat();
        let table = &mut self.tables[table];
        let held: Vec<u32> = table
            .keys
            .iter()
            .flat_map(|key| key.columns.clone())
            .collect();
        let computed: Vec<u32> = table
            .columns
            .iter()
            .filter_map(|column| column.computed)
            .collect();
        let position = rng.usize(..table.columns.len());
        let column = &mut table.columns[position];
        let is_bound = referred.contains(&column.number) || held.contains(&column.number);
        if is_bound
            || self.retyped.contains(&column.number)
            || column.generated
            || column.computed.is_some()
            || computed.contains(&column.number)
        {
            return;
        }
        if column.ty == SqlType::Text && column.variants == 0 {
            column.max_length = [None, Some(10), Some(50), Some(100)][rng.usize(..4)];
            return;
        }
        let targets: &[SqlType] = match column.ty {
            SqlType::Bool => &[SqlType::Int16, SqlType::Int32, SqlType::Int64],
            SqlType::Int16 => &[
                SqlType::Int32,
                SqlType::Int64,
                SqlType::Float64,
                SqlType::Text,
            ],
            SqlType::Int32 => &[SqlType::Int16, SqlType::Int64, SqlType::Float64],
            SqlType::Int64 => &[SqlType::Int32, SqlType::Int16, SqlType::Text],
            SqlType::Float32 => &[SqlType::Float64],
            SqlType::Uuid => &[SqlType::Text],
            SqlType::Date => &[SqlType::DateTime, SqlType::Timestamp],
            SqlType::DateTime => &[SqlType::Timestamp],
            SqlType::Timestamp => &[SqlType::DateTime],
            _ => return,
        };
        if table.soft_delete == Some(column.number) {
            return;
        }
        column.ty = pick(rng, targets).unwrap();
        column.default = None;
        let number = column.number;
        table.positive.retain(|positive| *positive != number);
        self.retyped.push(number);
    }

    fn change_null(&mut self, table: usize, rng: &mut Rng) {
        let table = &mut self.tables[table];
        let set_null = |key: &&ForeignKey| key.on_delete == Action::SetNull;
        let bound: Vec<u32> = table
            .keys
            .iter()
            .filter(set_null)
            .flat_map(|key| key.columns.clone())
            .collect();
        let key = table.key.clone();
        let position = rng.usize(..table.columns.len());
        let column = &mut table.columns[position];
        let is_bound = key.contains(&column.number)
            || bound.contains(&column.number)
            || column.computed.is_some()
            || table.soft_delete == Some(column.number);
        if !is_bound {
            column.nullable = !column.nullable;
        }
    }

    fn change_default(&mut self, table: usize, rng: &mut Rng) {
        let table = &mut self.tables[table];
        let position = rng.usize(..table.columns.len());
        let column = &table.columns[position];
        let is_held = table
            .keys
            .iter()
            .any(|key| key.columns.contains(&column.number));
        if column.generated
            || column.computed.is_some()
            || is_held
            || table.soft_delete == Some(column.number)
        {
            return;
        }
        let default = match rng.bool() {
            true => None,
            false => default_for(column, rng),
        };
        table.columns[position].default = default;
    }

    fn change_foreign_key(&mut self, table: usize, rng: &mut Rng) {
        let table = &mut self.tables[table];
        if table.keys.is_empty() {
            return;
        }
        let position = rng.usize(..table.keys.len());
        match rng.u8(..3) {
            0 => {
                table.keys.remove(position);
            }
            1 => {
                let columns = table.keys[position].columns.clone();
                if !table.unique.contains(&columns) {
                    table.unique.push(columns);
                }
            }
            _ => table.keys[position].on_delete = Action::Cascade,
        }
    }

    fn change_check(&mut self, table: usize, rng: &mut Rng) {
        let table = &mut self.tables[table];
        let position = rng.usize(..table.columns.len());
        let column = &mut table.columns[position];
        match column.ty {
            SqlType::Text if column.variants > 0 => {
                let variants = rng.usize(1..=VARIANTS.len());
                let fits = !matches!(&column.default, Some(DefaultSnapshot::Text(text)) if !VARIANTS[..variants].contains(&text.as_str()));
                if fits {
                    column.variants = variants;
                }
            }
            SqlType::Int32 | SqlType::Int64 if column.computed.is_none() && !column.generated => {
                let number = column.number;
                match table
                    .positive
                    .iter()
                    .position(|positive| *positive == number)
                {
                    Some(position) => {
                        table.positive.remove(position);
                    }
                    None => table.positive.push(number),
                }
            }
            _ => {}
        }
    }

    /// Takes away what other edits have made impossible.
    fn settle(&mut self) {
        let whole: Vec<u32> = self
            .tables
            .iter()
            .filter(|t| t.soft_delete.is_some())
            .map(|t| t.number)
            .collect();
        let keys: Vec<(u32, Vec<u32>)> = self
            .tables
            .iter()
            .map(|table| (table.number, table.key.clone()))
            .collect();
        for table in &mut self.tables {
            // Where rows are deleted softly, only the primary key can be referred to.
            table.keys.retain(|key| {
                !whole.contains(&key.target)
                    || keys
                        .iter()
                        .any(|(number, own)| *number == key.target && *own == key.references)
            });
            let defaults: Vec<u32> = table
                .columns
                .iter()
                .filter(
                    |column| matches!(&column.default, Some(DefaultSnapshot::Int(n)) if *n <= 0),
                )
                .map(|column| column.number)
                .collect();
            table.positive.retain(|number| !defaults.contains(number));
        }
    }
}
