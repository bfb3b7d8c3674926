//! What only the text of a `CREATE TABLE` tells: the names of constraints, checks, collations and expressions.

use crate::dialect::Lexicon;
use crate::sql::tokens::{self, Token, TokenKind};

/// A definition, as far as the pragmas do not tell it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Definition {
    pub(super) autoincrement: bool,
    pub(super) collations: Vec<(String, String)>,
    /// The expressions of columns that are computed.
    pub(super) computed: Vec<(String, String)>,
    pub(super) primary_key: Option<Constraint>,
    pub(super) unique: Vec<Constraint>,
    pub(super) foreign_keys: Vec<Constraint>,
    /// Names and conditions.
    pub(super) checks: Vec<(Option<String>, String)>,
}

/// A constraint over columns.
#[derive(Debug, PartialEq)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) options: Option<String>,
}

impl Definition {
    pub(super) fn parse(sql: &str, lexicon: &Lexicon) -> Self {
        let mut definition = Definition::default();
        let tokens = tokens::tokens(sql, lexicon);
        let opening = tokens
            .iter()
            .position(|token| token.kind == TokenKind::Open);
        let body = opening.and_then(|opening| tokens::group(&tokens[opening..]));
        for item in body.map_or(Vec::new(), |(body, _)| tokens::parts(body)) {
            let column = (!begins_constraint(item[0])).then(|| item[0].name());
            let rest = if column.is_some() { &item[1..] } else { item };
            let mut reader = Reader {
                rest,
                column,
                name: None,
            };
            while let Some(token) = reader.next() {
                reader.clause(token, &mut definition);
            }
        }
        definition
    }
}

fn begins_constraint(token: Token<'_>) -> bool {
    ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        .iter()
        .any(|word| token.is(word))
}

/// Reads the clauses of one column or of constraints of the table, which need no comma between them.
struct Reader<'a, 't> {
    rest: &'a [Token<'t>],
    /// The column, outside of constraints of the table.
    column: Option<String>,
    /// The name that the next constraint has.
    name: Option<String>,
}

impl<'a, 't> Reader<'a, 't> {
    fn next(&mut self) -> Option<Token<'t>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn next_if(&mut self, word: &str) -> bool {
        let found = self.rest.first().is_some_and(|token| token.is(word));
        if found {
            self.next();
        }
        found
    }

    fn group(&mut self) -> Option<&'a [Token<'t>]> {
        let (inner, rest) = tokens::group(self.rest)?;
        self.rest = rest;
        Some(inner)
    }

    fn clause(&mut self, token: Token<'t>, definition: &mut Definition) {
        if token.is("CONSTRAINT") {
            self.name = self.next().map(Token::name);
        } else if token.is("PRIMARY") {
            self.next_if("KEY");
            definition.primary_key = Some(self.key());
            definition.autoincrement |= self.next_if("AUTOINCREMENT");
        } else if token.is("UNIQUE") {
            let key = self.key();
            definition.unique.push(key);
        } else if token.is("CHECK") {
            if let Some(condition) = self.group() {
                let condition = tokens::text(tokens::bare(condition));
                definition.checks.push((self.name.take(), condition));
            }
        } else if token.is("FOREIGN") {
            self.next_if("KEY");
            let columns = self.group().map_or(Vec::new(), names);
            self.next_if("REFERENCES");
            self.reference(columns, definition);
        } else if token.is("REFERENCES") {
            let columns = self.column.iter().cloned().collect();
            self.reference(columns, definition);
        } else if let Some(column) = self.column.clone() {
            self.of_column(token, column, definition);
        }
    }

    /// The columns behind `PRIMARY KEY` or `UNIQUE`, or the one before it.
    fn key(&mut self) -> Constraint {
        let name = self.name.take();
        let group = if self.column.is_none() {
            self.group()
        } else {
            None
        };
        let columns = match group {
            Some(group) => names(group),
            None => self.column.iter().cloned().collect(),
        };
        let mut options = Vec::new();
        let parts = tokens::parts(group.unwrap_or_default());
        // A part that is more than a name: `title COLLATE NOCASE`.
        options.extend(
            parts
                .into_iter()
                .filter(|part| part.len() > 1)
                .map(tokens::text),
        );
        for order in ["ASC", "DESC"] {
            if self.next_if(order) {
                options.push(order.to_owned());
            }
        }
        options.extend(self.conflict());
        Constraint {
            name,
            columns,
            options: Some(options.join(", ")).filter(|text| !text.is_empty()),
        }
    }

    /// `ON CONFLICT IGNORE`
    fn conflict(&mut self) -> Option<String> {
        match self.rest {
            [on, conflict, action, rest @ ..] if on.is("ON") && conflict.is("CONFLICT") => {
                self.rest = rest;
                Some(format!("ON CONFLICT {}", action.text.to_ascii_uppercase()))
            }
            _ => None,
        }
    }

    /// What stands behind `REFERENCES`: the table, its columns, and then words of which only those that defer it are told by
    /// nothing else.
    fn reference(&mut self, columns: Vec<String>, definition: &mut Definition) {
        let name = self.name.take();
        self.next();
        self.group();
        let mut words = Vec::new();
        while let Some(token) = self.rest.first() {
            let belongs = ["ON", "MATCH", "NOT", "DEFERRABLE", "INITIALLY"];
            let width = match belongs.iter().position(|word| token.is(word)) {
                // `NOT NULL` is the column's.
                Some(2) if !self.rest.get(1).is_some_and(|next| next.is("DEFERRABLE")) => break,
                Some(0) => action_width(self.rest),
                Some(3) => 1,
                Some(_) => 2,
                None => break,
            };
            let (clause, rest) = self.rest.split_at(width.min(self.rest.len()));
            self.rest = rest;
            words.extend(clause.iter().map(|token| token.text.to_ascii_uppercase()));
        }
        let deferred = words.join(" ").contains("DEFERRABLE INITIALLY DEFERRED");
        let deferred = deferred && !words.join(" ").contains("NOT DEFERRABLE");
        definition.foreign_keys.push(Constraint {
            name,
            columns,
            options: deferred.then(|| "DEFERRABLE INITIALLY DEFERRED".to_owned()),
        });
    }

    fn of_column(&mut self, token: Token<'t>, column: String, definition: &mut Definition) {
        if token.is("COLLATE") {
            let collation = self.next().map(Token::name).unwrap_or_default();
            if !collation.eq_ignore_ascii_case("BINARY") {
                definition.collations.push((column, collation));
            }
        } else if token.is("AS") {
            if let Some(expression) = self.group() {
                let expression = tokens::text(tokens::bare(expression));
                definition.computed.push((column, expression));
            }
        } else if token.is("DEFAULT") {
            // A name may be a default, and is then no keyword: `DEFAULT "check"`.
            if self.group().is_none() {
                self.next();
            }
        }
    }
}

/// How many words `ON DELETE SET NULL` has.
fn action_width(rest: &[Token<'_>]) -> usize {
    let two = rest
        .get(2)
        .is_some_and(|word| word.is("SET") || word.is("NO"));
    if two { 4 } else { 3 }
}

fn names(group: &[Token<'_>]) -> Vec<String> {
    let parts = tokens::parts(group).into_iter();
    parts.map(|part| part[0].name()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;

    fn parse(sql: &str) -> Definition {
        Definition::parse(sql, Dialect::Sqlite.grammar().lexicon())
    }

    fn constraint(name: &str, columns: &[&str], options: Option<&str>) -> Constraint {
        Constraint {
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            options: options.map(str::to_owned),
        }
    }

    #[test]
    fn clauses_of_columns() {
        let found = parse(
            "CREATE TABLE IF NOT EXISTS [a b](id INTEGER CONSTRAINT k PRIMARY KEY DESC AUTOINCREMENT NOT NULL,
             'name' TEXT COLLATE NOCASE DEFAULT 'x, CHECK (1)' CONSTRAINT c CHECK ((length(name) > 0)) UNIQUE ON CONFLICT IGNORE,
             \"check\" INT DEFAULT (1 + (2)) CHECK (\"check\" > 0), -- CHECK (0)
             twice INT GENERATED ALWAYS AS ( id*2 ) STORED NOT NULL,
             boss INT REFERENCES [a b] (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT NULL UNIQUE)",
        );
        assert!(found.autoincrement);
        assert_eq!(
            found.primary_key,
            Some(constraint("k", &["id"], Some("DESC")))
        );
        assert_eq!(found.collations, [("name".to_owned(), "NOCASE".to_owned())]);
        assert_eq!(found.computed, [("twice".to_owned(), "id*2".to_owned())]);
        let conflict = constraint("", &["name"], Some("ON CONFLICT IGNORE"));
        assert_eq!(found.unique, [conflict, constraint("", &["boss"], None)]);
        let deferred = Some("DEFERRABLE INITIALLY DEFERRED");
        assert_eq!(found.foreign_keys, [constraint("", &["boss"], deferred)]);
        let checks = [(Some("c"), "length(name) > 0"), (None, "\"check\" > 0")];
        let checks = checks.map(|(name, sql)| (name.map(str::to_owned), sql.to_owned()));
        assert_eq!(found.checks, checks);
    }

    #[test]
    fn constraints_of_the_table_need_no_commas() {
        let found = parse(
            "create table t (a int, b int /* , c int */, constraint \"p\"\"k\" primary key (a, b desc) unique (b, a collate nocase)
             constraint f foreign key (a, b) references u (x, y) on delete no action not deferrable initially deferred check (a in (1, 2)))",
        );
        assert_eq!(
            found.primary_key,
            Some(constraint("p\"k", &["a", "b"], Some("b desc")))
        );
        assert_eq!(
            found.unique,
            [constraint("", &["b", "a"], Some("a collate nocase"))]
        );
        assert_eq!(found.foreign_keys, [constraint("f", &["a", "b"], None)]);
        assert_eq!(found.checks, [(None, "a in (1, 2)".to_owned())]);
    }
}
