//! What was parsed: the model with its columns and relations, owned, each name with the span of the user's token.

mod parse;
mod relations;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, GenericArgument, LitInt, LitStr, Path, PathArguments, Type, Visibility};

use crate::attributes::{Action, Literal};

pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// The facade crate.
    pub(crate) orm: Path,
    pub(crate) table: Name,
    pub(crate) schema: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) fields: Vec<Field>,
    /// The key's fields, by position; empty where there is none.
    pub(crate) key: Vec<usize>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) many_to_many: Vec<ManyToMany>,
    pub(crate) unique: Vec<Vec<usize>>,
    pub(crate) indexes: Vec<Vec<usize>>,
    pub(crate) checks: Vec<LitStr>,
    pub(crate) soft_delete: Option<SoftDelete>,
    pub(crate) hooks: Vec<Ident>,
}

/// The field that a deletion sets, and where it was named.
pub(crate) struct SoftDelete {
    pub(crate) column: usize,
    pub(crate) name: Ident,
}

/// A name in the database, and the token that it comes from.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) column: Name,
    pub(crate) max_length: Option<LitInt>,
    pub(crate) unique: bool,
    pub(crate) index: bool,
    pub(crate) default: Option<Default>,
    pub(crate) check: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    /// The word that says that it counts the row's changes.
    pub(crate) version: Option<Ident>,
    pub(crate) on_update_with: Option<Path>,
    /// The SQL that the database computes it by, and the word that says so.
    pub(crate) generated: Option<(LitStr, Ident)>,
    pub(crate) validators: Vec<Path>,
}

pub(crate) enum Default {
    Literal(Literal),
    Sql(LitStr),
    With(Path),
}

/// Who makes a key's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// The database.
    Generated,
    /// This crate: a UUID of version 7.
    Uuid,
    /// The user.
    Given,
}

pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<usize>,
    pub(crate) target: Path,
    pub(crate) name: Ident,
    /// The accessor on the target's side, unless there is to be none.
    pub(crate) reverse: Option<Reverse>,
    pub(crate) on_delete: Option<(Action, Ident)>,
    pub(crate) on_update: Option<(Action, Ident)>,
    pub(crate) index: bool,
    pub(crate) unique: bool,
    pub(crate) references: Option<Ident>,
}

pub(crate) struct ManyToMany {
    pub(crate) target: Path,
    pub(crate) name: Ident,
    pub(crate) reverse: Option<Reverse>,
    pub(crate) through: Option<Path>,
    pub(crate) through_fields: Option<(Ident, Ident)>,
    pub(crate) symmetrical: bool,
    pub(crate) renamed_from: Option<LitStr>,
}

/// The accessor that a relation gives to its target.
pub(crate) struct Reverse {
    pub(crate) name: Ident,
    /// Whether the user named it.
    pub(crate) named: bool,
    /// The trait that it comes in, where the target is another crate's.
    pub(crate) extension: Option<Ident>,
}

impl Model {
    /// Who makes the key.
    pub(crate) fn key_kind(&self) -> KeyKind {
        let &[key] = self.key.as_slice() else {
            return KeyKind::Given;
        };
        let field = &self.fields[key];
        let refers = self
            .foreign_keys
            .iter()
            .any(|foreign| foreign.columns.contains(&key));
        if refers || field.default.is_some() {
            return KeyKind::Given;
        }
        match raw_key(&field.ty).as_str() {
            "i64" | "i32" => KeyKind::Generated,
            "Uuid" => KeyKind::Uuid,
            _ => KeyKind::Given,
        }
    }

    /// The columns that `create()` asks for, by position.
    pub(crate) fn required(&self) -> Vec<usize> {
        let made = self.key_kind() != KeyKind::Given;
        (0..self.fields.len())
            .filter(|column| {
                let field = &self.fields[*column];
                let is_made = made && self.key.contains(column);
                !field.is_optional() && !field.is_filled_in() && !is_made
            })
            .collect()
    }

    /// The sets of columns in which no two rows agree, each once.
    pub(crate) fn unique_keys(&self) -> Vec<Vec<usize>> {
        let alone = (0..self.fields.len()).filter(|&column| self.fields[column].unique);
        let alone = alone.map(|column| vec![column]);
        let one_to_one = self.foreign_keys.iter().filter(|key| key.unique);
        let one_to_one = one_to_one.map(|key| key.columns.clone());
        let mut keys: Vec<Vec<usize>> = Vec::new();
        for key in std::iter::once(self.key.clone())
            .chain(alone)
            .chain(one_to_one)
            .chain(self.unique.iter().cloned())
        {
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Whether a target is this model itself.
    pub(crate) fn is_self(&self, target: &Path) -> bool {
        target.is_ident(&self.ident)
    }
}

impl Field {
    /// Whether it is written as an `Option`.
    pub(crate) fn is_optional(&self) -> bool {
        in_option(&self.ty).is_some()
    }

    /// Whether it gets a value where none is given.
    fn is_filled_in(&self) -> bool {
        self.default.is_some()
            || self.version.is_some()
            || self.on_update_with.is_some()
            || self.generated.is_some()
    }

    /// Whether `create()` may set it.
    pub(crate) fn is_settable(&self) -> bool {
        self.version.is_none() && self.generated.is_none()
    }

    /// Its type without its `Option`.
    pub(crate) fn base(&self) -> &Type {
        in_option(&self.ty).unwrap_or(&self.ty)
    }
}

impl ForeignKey {
    /// Whether it may lead to no row.
    pub(crate) fn may_be_absent(&self, model: &Model) -> bool {
        self.columns.iter().any(|&c| model.fields[c].is_optional())
    }
}

/// A path by which targets are told apart.
pub(crate) fn path_text(path: &Path) -> String {
    path.to_token_stream().to_string()
}

/// The last name and the types behind it: `Option`, [`T`].
fn last_segment(ty: &Type) -> Option<(&Ident, Vec<&Type>)> {
    let Type::Path(path) = ty else {
        // A type that came through a `macro_rules!` may stand in an invisible group.
        return match ty {
            Type::Group(group) => last_segment(&group.elem),
            _ => None,
        };
    };
    let segment = path.path.segments.last()?;
    let types = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    Some((&segment.ident, types))
}

fn in_option(ty: &Type) -> Option<&Type> {
    match last_segment(ty)? {
        (name, types) if name == "Option" && types.len() == 1 => Some(types[0]),
        _ => None,
    }
}

/// The last name of what a key stores: `i64` for `i64`, `Id<Book>` and `Id<Book, i64>`.
fn raw_key(ty: &Type) -> String {
    match last_segment(ty) {
        Some((name, types)) if name == "Id" => match types.as_slice() {
            [_] => "i64".to_owned(),
            [_, raw] => raw_key(raw),
            _ => String::new(),
        },
        Some((name, types)) if types.is_empty() => name.to_string(),
        _ => String::new(),
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        LitStr::new(&self.text, self.span).to_tokens(tokens);
    }
}
