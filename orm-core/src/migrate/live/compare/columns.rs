use super::Comparison;
use crate::migrate::live::{Generation, LiveColumn, LiveTable, Part, Weight};
use crate::sql::tokens::{self, TokenKind};

impl Comparison<'_> {
    pub(super) fn columns(&mut self, live: &LiveTable, columns: &[LiveColumn]) {
        let expected = self.table;
        for column in &expected.columns {
            match live.column(&column.name) {
                Some(found) => self.column(live, found, column),
                None => self.only(part(column), None, Some(definition(column))),
            }
        }
        for column in columns {
            if expected.column(&column.name).is_none() {
                self.only(part(column), Some(definition(column)), None);
            }
        }
    }

    fn column(&mut self, table: &LiveTable, live: &LiveColumn, expected: &LiveColumn) {
        let LiveColumn {
            name: _,
            comment: _,
            ty,
            // A domain may refuse what its base takes.
            base: _,
            nullable,
            default,
            generation,
            computed,
            is_virtual,
            collation,
        } = live;
        if *ty != expected.ty {
            let alike = self.dialect.grammar().reads_alike(ty, &expected.ty);
            let weight = if alike {
                Weight::Form
            } else {
                Weight::Substance
            };
            self.both(part(live), ty.clone(), expected.ty.clone(), weight);
        }
        if *nullable != expected.nullable {
            // The models write no `NULL` into a key.
            let is_key = self.table.is_key(&live.name) && table.is_key(&live.name);
            let weight = if is_key {
                Weight::Form
            } else {
                Weight::Substance
            };
            let text = |nullable| if nullable { "may be NULL" } else { "NOT NULL" };
            let (database, schema) = (text(*nullable), text(expected.nullable));
            self.both(part(live), database.to_owned(), schema.to_owned(), weight);
        }
        self.generation(live, generation.as_ref(), expected.generation.as_ref());
        let default_of = |text: &Option<String>| text.as_deref().map(|text| self.untyped(text));
        let defaults = (default_of(default), default_of(&expected.default));
        self.text(live, "DEFAULT", defaults.0, defaults.1);
        self.text(
            live,
            "GENERATED ALWAYS AS",
            computed.clone(),
            expected.computed.clone(),
        );
        if *is_virtual != expected.is_virtual {
            let text = |is_virtual| if is_virtual { "VIRTUAL" } else { "STORED" };
            let (database, schema) = (text(*is_virtual), text(expected.is_virtual));
            let weight = Weight::Substance;
            self.both(part(live), database.to_owned(), schema.to_owned(), weight);
        }
        self.text(
            live,
            "COLLATE",
            collation.clone(),
            expected.collation.clone(),
        );
    }

    fn generation(
        &mut self,
        column: &LiveColumn,
        live: Option<&Generation>,
        expected: Option<&Generation>,
    ) {
        if live == expected {
            return;
        }
        let refuses = |side| side == Some(&Generation::Always);
        // One database numbers every key of one integer, asked or not.
        let is_incidental = live == Some(&Generation::RowNumber);
        let numbers = live.is_some() && (expected.is_some() || is_incidental);
        let weight = match numbers && refuses(live) == refuses(expected) {
            true => Weight::Form,
            false => Weight::Substance,
        };
        let text = |side: Option<&Generation>| {
            side.map_or("not numbered".to_owned(), Generation::to_string)
        };
        self.both(part(column), text(live), text(expected), weight);
    }

    /// A default without the type that the database writes behind a string: `'x'::text`.
    fn untyped(&self, default: &str) -> String {
        match &tokens::tokens(default, self.lexicon())[..] {
            [literal, first, second, ..]
                if literal.kind == TokenKind::Text && first.text == ":" && second.text == ":" =>
            {
                literal.text.to_owned()
            }
            _ => default.to_owned(),
        }
    }

    /// A clause that either side may have, in SQL.
    fn text(
        &mut self,
        column: &LiveColumn,
        clause: &str,
        live: Option<String>,
        expected: Option<String>,
    ) {
        let alike = match (&live, &expected) {
            (Some(live), Some(expected)) => tokens::is_same(live, expected, self.lexicon()),
            (live, expected) => live == expected,
        };
        if !alike {
            let text = |side: Option<String>| match side {
                Some(text) => format!("{clause} {text}"),
                None => format!("no {clause}"),
            };
            let (database, schema) = (text(live), text(expected));
            self.both(part(column), database, schema, Weight::Substance);
        }
    }
}

fn part(column: &LiveColumn) -> Part {
    Part::Column(column.name.clone())
}

/// `text NOT NULL DEFAULT 'x'`
fn definition(column: &LiveColumn) -> String {
    let mut text = column.ty.clone();
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(generation) = &column.generation {
        text.push_str(&format!(" {generation}"));
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(computed) = &column.computed {
        text.push_str(&format!(" GENERATED ALWAYS AS ({computed})"));
    }
    text.trim_start().to_owned()
}
