//! Random schemas, random edits of them, and rows that fit.
//!
//! A column and a table keep their number whatever they are called, so that a test knows what was renamed.

use fastrand::Rng;
use orm::schema::Action;
use orm::schema::snapshot::DefaultSnapshot;
use orm::types::SqlType;

mod edit;
mod snapshot;

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
}

impl Table {
    pub fn column(&self, number: u32) -> &Column {
        self.columns
            .iter()
            .find(|column| column.number == number)
            .unwrap()
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
