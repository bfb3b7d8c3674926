//! Random schemas, random edits of them, and rows that fit.
//!
//! A column and a table keep their number whatever they are called, so that a test knows what was renamed.

use fastrand::Rng;
use orm::schema::Action;
use orm::schema::snapshot::{
    CheckSnapshot, ColumnSnapshot, Condition, DefaultSnapshot, ForeignKeySnapshot, KeySnapshot,
    Snapshot, TableName, TableSnapshot,
};
use orm::types::SqlType;

#[derive(Clone, Debug)]
pub struct Spec {
    pub tables: Vec<Table>,
    next: u32,
    /// Columns that have another type since the last step: no database turns every type into every other one.
    retyped: Vec<u32>,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub number: u32,
    pub name: String,
    pub columns: Vec<Column>,
    pub key: Vec<u32>,
    pub unique: Vec<Vec<u32>>,
    pub indexes: Vec<Vec<u32>>,
    pub keys: Vec<ForeignKey>,
    pub soft_delete: Option<u32>,
    /// Whether a column's values are above zero, by the column.
    pub positive: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub number: u32,
    pub name: String,
    pub ty: SqlType,
    pub max_length: Option<u32>,
    pub nullable: bool,
    pub generated: bool,
    pub default: Option<DefaultSnapshot>,
    /// The column that it is twice as much as.
    pub computed: Option<u32>,
    pub variants: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    pub columns: Vec<u32>,
    pub target: u32,
    pub references: Vec<u32>,
    pub on_delete: Action,
    pub on_update: Action,
}

const TYPES: [SqlType; 15] = [
    SqlType::Bool,
    SqlType::Int16,
    SqlType::Int32,
    SqlType::Int64,
    SqlType::Float32,
    SqlType::Float64,
    SqlType::Text,
    SqlType::Bytes,
    SqlType::Timestamp,
    SqlType::DateTime,
    SqlType::Date,
    SqlType::Time,
    SqlType::Uuid,
    SqlType::Decimal,
    SqlType::Json,
];

const VARIANTS: [&str; 4] = ["new", "it's", "sold", "lost"];

fn pick<T: Clone>(rng: &mut Rng, from: &[T]) -> Option<T> {
    (!from.is_empty()).then(|| from[rng.usize(..from.len())].clone())
}

impl Spec {
    pub fn random(rng: &mut Rng) -> Self {
        let mut spec = Spec {
            tables: Vec::new(),
            next: 0,
            retyped: Vec::new(),
        };
        for _ in 0..rng.usize(1..=12) {
            spec.add_table(rng);
        }
        spec
    }

    /// The same, whose edits give numbers that those of another one do not give.
    pub fn branch(&self) -> Self {
        Spec {
            next: self.next + 1_000,
            ..self.clone()
        }
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn name(&mut self, prefix: &str, rng: &mut Rng) -> (u32, String) {
        let number = self.number();
        let odd = ["", "", "", " x", "É", "\"q", "'s", "."];
        // A point would be read as the name of a database schema.
        let odd = odd[rng.usize(..odd.len() - 1)];
        (number, format!("{prefix}{number}{odd}"))
    }

    fn add_table(&mut self, rng: &mut Rng) {
        let (number, name) = self.name("t", rng);
        let mut table = Table {
            number,
            name,
            columns: Vec::new(),
            key: Vec::new(),
            unique: Vec::new(),
            indexes: Vec::new(),
            keys: Vec::new(),
            soft_delete: None,
            positive: Vec::new(),
        };
        let kind = rng.u8(..6);
        let types: &[SqlType] = match kind {
            0..=2 => &[SqlType::Int64],
            3 => &[SqlType::Text],
            4 => &[SqlType::Uuid],
            _ => &[SqlType::Int64, SqlType::Int32],
        };
        for ty in types {
            let (number, name) = self.name("id", rng);
            table.key.push(number);
            table.columns.push(Column {
                number,
                name,
                ty: *ty,
                max_length: (*ty == SqlType::Text).then_some(40),
                nullable: false,
                generated: kind < 2,
                default: None,
                computed: None,
                variants: 0,
            });
        }
        for _ in 0..rng.usize(..5) {
            let column = self.column(rng);
            table.columns.push(column);
        }
        self.tables.push(table);
        let position = self.tables.len() - 1;
        for _ in 0..rng.usize(..3) {
            self.add_foreign_key(position, rng);
        }
        for _ in 0..rng.usize(..3) {
            self.toggle_key(position, rng);
        }
        if rng.u8(..4) == 0 {
            self.add_soft_delete(position, rng);
        }
        if rng.u8(..3) == 0 {
            self.add_computed(position, rng);
        }
    }

    fn column(&mut self, rng: &mut Rng) -> Column {
        let (number, name) = self.name("c", rng);
        let ty = TYPES[rng.usize(..TYPES.len())];
        let is_text = ty == SqlType::Text;
        let variants = if is_text && rng.u8(..3) == 0 {
            rng.usize(1..4)
        } else {
            0
        };
        let mut column = Column {
            number,
            name,
            ty,
            max_length: (is_text && variants == 0 && rng.bool()).then(|| rng.u32(20..60)),
            nullable: rng.bool(),
            generated: false,
            default: None,
            computed: None,
            variants,
        };
        if rng.bool() {
            column.default = default_for(&column, rng);
        }
        column
    }

    fn add_soft_delete(&mut self, table: usize, rng: &mut Rng) {
        let (number, name) = self.name("deleted", rng);
        let table = &mut self.tables[table];
        table.columns.push(Column {
            number,
            name,
            ty: SqlType::Timestamp,
            max_length: None,
            nullable: true,
            generated: false,
            default: None,
            computed: None,
            variants: 0,
        });
        table.soft_delete = Some(number);
    }

    fn add_computed(&mut self, table: usize, rng: &mut Rng) {
        let columns = self.tables[table].columns.iter();
        let numbers: Vec<u32> = columns
            .filter(|column| {
                column.ty == SqlType::Int32 && !column.generated && column.computed.is_none()
            })
            .map(|column| column.number)
            .collect();
        let Some(of) = pick(rng, &numbers) else {
            return;
        };
        let (number, name) = self.name("twice", rng);
        self.tables[table].columns.push(Column {
            number,
            name,
            ty: SqlType::Int64,
            max_length: None,
            nullable: true,
            generated: false,
            default: None,
            computed: Some(of),
            variants: 0,
        });
    }

    /// Columns for a foreign key to a key of some table.
    fn add_foreign_key(&mut self, holder: usize, rng: &mut Rng) {
        let target = &self.tables[rng.usize(..self.tables.len())];
        let is_whole = target.soft_delete.is_none();
        let mut sets: Vec<Vec<u32>> = vec![target.key.clone()];
        if is_whole {
            let is_plain = |set: &&Vec<u32>| {
                set.iter()
                    .all(|number| target.column(*number).computed.is_none())
            };
            sets.extend(target.unique.iter().filter(is_plain).cloned());
        }
        let references = pick(rng, &sets).unwrap();
        let target_number = target.number;
        let referred: Vec<Column> = references
            .iter()
            .map(|&number| target.column(number).clone())
            .collect();
        let nullable = rng.bool();
        let mut columns = Vec::new();
        for column in referred {
            let (number, name) = self.name("fk", rng);
            columns.push(number);
            self.tables[holder].columns.push(Column {
                number,
                name,
                nullable,
                generated: false,
                default: None,
                ..column
            });
        }
        let actions: &[Action] = match nullable {
            true => &[
                Action::Cascade,
                Action::Restrict,
                Action::NoAction,
                Action::SetNull,
            ],
            false => &[Action::Cascade, Action::Restrict, Action::NoAction],
        };
        let on_update = [Action::NoAction, Action::Cascade];
        self.tables[holder].keys.push(ForeignKey {
            columns,
            target: target_number,
            references,
            on_delete: pick(rng, actions).unwrap(),
            on_update: pick(rng, &on_update).unwrap(),
        });
    }

    /// Makes some columns unique or indexed, or takes that away.
    fn toggle_key(&mut self, table: usize, rng: &mut Rng) {
        let is_unique = rng.bool();
        let referred: Vec<Vec<u32>> = self.references_to(self.tables[table].number);
        let table = &mut self.tables[table];
        let is_sortable = |column: &&Column| column.ty != SqlType::Json && !column.generated;
        let numbers: Vec<u32> = table
            .columns
            .iter()
            .filter(is_sortable)
            .map(|column| column.number)
            .collect();
        let mut set: Vec<u32> = (0..rng.usize(1..3))
            .filter_map(|_| pick(rng, &numbers))
            .collect();
        set.dedup();
        if set.is_empty() || set == table.key {
            return;
        }
        let sets = if is_unique {
            &mut table.unique
        } else {
            &mut table.indexes
        };
        match sets.iter().position(|known| *known == set) {
            Some(_) if is_unique && referred.contains(&set) => {}
            Some(position) => {
                sets.remove(position);
            }
            None => sets.push(set),
        }
    }

    fn references_to(&self, number: u32) -> Vec<Vec<u32>> {
        let keys = self.tables.iter().flat_map(|table| &table.keys);
        keys.filter(|key| key.target == number)
            .map(|key| key.references.clone())
            .collect()
    }

    pub fn table(&self, number: u32) -> &Table {
        self.tables
            .iter()
            .find(|table| table.number == number)
            .unwrap()
    }

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

    /// The schema, whose hints say what is called otherwise than before.
    pub fn snapshot(&self, before: Option<&Spec>) -> Snapshot {
        let tables = self.tables.iter().map(|table| {
            let former = before.and_then(|spec| {
                spec.tables
                    .iter()
                    .find(|former| former.number == table.number)
            });
            table.snapshot(self, former)
        });
        Snapshot {
            tables: tables.collect(),
        }
    }
}

impl Table {
    pub fn column(&self, number: u32) -> &Column {
        self.columns
            .iter()
            .find(|column| column.number == number)
            .unwrap()
    }

    fn names(&self, numbers: &[u32]) -> Vec<String> {
        numbers
            .iter()
            .map(|&number| self.column(number).name.clone())
            .collect()
    }

    fn constraint(&self, columns: &[String], suffix: &str) -> String {
        let mut parts = vec![self.name.clone()];
        parts.extend(columns.iter().cloned());
        parts.push(suffix.to_owned());
        parts.join("_")
    }

    fn snapshot(&self, spec: &Spec, former: Option<&Table>) -> TableSnapshot {
        let key = |set: &Vec<u32>, suffix: &str| {
            let columns = self.names(set);
            KeySnapshot {
                name: self.constraint(&columns, suffix),
                columns,
                unless: None,
            }
        };
        let unless = self
            .soft_delete
            .map(|number| self.column(number).name.clone());
        let unique = self.unique.iter().map(|set| KeySnapshot {
            unless: unless.clone(),
            ..key(set, "key")
        });
        let mut checks: Vec<CheckSnapshot> = Vec::new();
        for column in &self.columns {
            if self.positive.contains(&column.number) {
                let name = std::slice::from_ref(&column.name);
                checks.push(CheckSnapshot {
                    name: self.constraint(name, "check"),
                    condition: Condition::Sql(format!(
                        "\"{}\" > 0",
                        column.name.replace('"', "\"\"")
                    )),
                });
            }
            if column.variants > 0 {
                let name = std::slice::from_ref(&column.name);
                checks.push(CheckSnapshot {
                    name: self.constraint(name, "variant_check"),
                    condition: Condition::Variants {
                        column: column.name.clone(),
                        values: VARIANTS[..column.variants]
                            .iter()
                            .map(|&v| v.to_owned())
                            .collect(),
                    },
                });
            }
        }
        let foreign_keys = self.keys.iter().map(|foreign_key| {
            let target = spec.table(foreign_key.target);
            let columns = self.names(&foreign_key.columns);
            ForeignKeySnapshot {
                name: self.constraint(&columns, "fkey"),
                columns,
                target: TableName::new(&target.name),
                references: target.names(&foreign_key.references),
                on_delete: foreign_key.on_delete,
                on_update: foreign_key.on_update,
            }
        });
        TableSnapshot {
            name: TableName::new(&self.name),
            renamed_from: former
                .filter(|former| former.name != self.name)
                .map(|former| TableName::new(&former.name)),
            joins: None,
            formerly_joins: None,
            columns: self
                .columns
                .iter()
                .map(|column| self.column_snapshot(column, former))
                .collect(),
            primary_key: KeySnapshot {
                name: self.constraint(&[], "pkey"),
                columns: self.names(&self.key),
                unless: None,
            },
            unique: unique.collect(),
            indexes: self.indexes.iter().map(|set| key(set, "idx")).collect(),
            foreign_keys: foreign_keys.collect(),
            checks,
        }
    }

    fn column_snapshot(&self, column: &Column, former: Option<&Table>) -> ColumnSnapshot {
        let former = former.and_then(|table| {
            table
                .columns
                .iter()
                .find(|former| former.number == column.number)
        });
        let computed = column
            .computed
            .map(|of| format!("\"{}\" * 2", self.column(of).name.replace('"', "\"\"")));
        ColumnSnapshot {
            name: column.name.clone(),
            renamed_from: former
                .filter(|former| former.name != column.name)
                .map(|former| former.name.clone()),
            ty: column.ty,
            max_length: column.max_length,
            nullable: column.nullable,
            generated: column.generated,
            default: column.default.clone(),
            computed,
            backfill: None,
        }
    }
}

fn default_for(column: &Column, rng: &mut Rng) -> Option<DefaultSnapshot> {
    Some(match column.ty {
        SqlType::Bool => DefaultSnapshot::Bool(rng.bool()),
        SqlType::Int16 | SqlType::Int32 | SqlType::Int64 => DefaultSnapshot::Int(rng.i64(-3..100)),
        SqlType::Float64 | SqlType::Decimal => DefaultSnapshot::Number("2.50".to_owned()),
        SqlType::Text if column.variants > 0 => DefaultSnapshot::Text("new".to_owned()),
        SqlType::Text => DefaultSnapshot::Text("it's \"x\"".to_owned()),
        SqlType::Timestamp => DefaultSnapshot::Sql("CURRENT_TIMESTAMP".to_owned()),
        _ => return None,
    })
}
