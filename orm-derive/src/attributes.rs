//! Every option of every attribute: its name, the form of its value and an example, in one table, and the parser that
//! the table drives.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Lit, LitBool, LitInt, LitStr, Meta, Path, Token, parenthesized};

use crate::errors::Errors;
use crate::naming::{did_you_mean, text};

/// An attribute: which options it takes.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Whether it begins with a model: `#[foreign_key(Author, …)]`.
    takes_target: bool,
    options: &'static [Spec],
}

/// An option: its name, what stands behind it, an example, and whether it may be given several times.
struct Spec {
    name: &'static str,
    form: Form,
    example: &'static str,
    repeats: bool,
}

impl Spec {
    /// What to write instead of a value of another form.
    fn mend(&self) -> String {
        match self.form {
            Form::Flag => format!("`{}` takes no value: write it alone", self.name),
            _ => format!("`{}` is written `{}`", self.name, self.example),
        }
    }
}

/// What stands behind an option's name.
#[derive(Clone, Copy)]
enum Form {
    /// Nothing: `unique`.
    Flag,
    /// `= "text"`.
    Text,
    /// `= 100`.
    Number,
    /// `= true` or `= false`.
    Switch,
    /// `= literal`, perhaps negative.
    Literal,
    /// `= path::to::function`.
    Path,
    /// `= name`.
    Name,
    /// `(a, b)`.
    Names,
    /// `= cascade`.
    Action,
}

const fn once(name: &'static str, form: Form, example: &'static str) -> Spec {
    Spec {
        name,
        form,
        example,
        repeats: false,
    }
}

const fn repeated(name: &'static str, form: Form, example: &'static str) -> Spec {
    Spec {
        name,
        form,
        example,
        repeats: true,
    }
}

pub(crate) const MODEL: Kind = Kind {
    name: "model",
    takes_target: false,
    options: &[
        once("table", Form::Text, r#"table = "books""#),
        once("schema", Form::Text, r#"schema = "sales""#),
        once("renamed_from", Form::Text, r#"renamed_from = "old_name""#),
        repeated("unique", Form::Names, "unique(title, author_id)"),
        repeated("index", Form::Names, "index(title, author_id)"),
        repeated("check", Form::Text, r#"check = "price >= 0""#),
        once("soft_delete", Form::Name, "soft_delete = deleted_at"),
        once(
            "hooks",
            Form::Names,
            "hooks(before_save, after_save, before_delete, after_delete)",
        ),
        once("crate", Form::Path, "crate = my_crate::orm"),
    ],
};

pub(crate) const PRIMARY_KEY: Kind = Kind {
    name: "primary_key",
    takes_target: false,
    options: &[],
};

pub(crate) const COLUMN: Kind = Kind {
    name: "column",
    takes_target: false,
    options: &[
        once("name", Form::Text, r#"name = "title""#),
        once("unique", Form::Flag, "unique"),
        once("index", Form::Flag, "index"),
        once("max_length", Form::Number, "max_length = 100"),
        once("default", Form::Literal, "default = 0"),
        once("default_with", Form::Path, "default_with = Utc::now"),
        once("default_sql", Form::Text, r#"default_sql = "now()""#),
        once("check", Form::Text, r#"check = "price >= 0""#),
        once("renamed_from", Form::Text, r#"renamed_from = "old_name""#),
        once("version", Form::Flag, "version"),
        once("on_update_with", Form::Path, "on_update_with = Utc::now"),
        once("generated", Form::Text, r#"generated = "price * quantity""#),
        repeated("validate", Form::Path, "validate = not_empty"),
    ],
};

/// On a field, and with `columns(…)` on the struct.
pub(crate) const FOREIGN_KEY: Kind = Kind {
    name: "foreign_key",
    takes_target: true,
    options: RELATION,
};

/// As a foreign key, and unique.
pub(crate) const ONE_TO_ONE: Kind = Kind {
    name: "one_to_one",
    takes_target: true,
    options: RELATION,
};

const RELATION: &[Spec] = &[
    once("name", Form::Name, "name = author"),
    once("related_name", Form::Name, "related_name = books"),
    once("on_delete", Form::Action, "on_delete = cascade"),
    once("on_update", Form::Action, "on_update = cascade"),
    once("index", Form::Switch, "index = false"),
    once("references", Form::Name, "references = slug"),
    once("columns", Form::Names, "columns(order_id, line)"),
    once("extension", Form::Name, "extension = AuthorBooks"),
];

pub(crate) const MANY_TO_MANY: Kind = Kind {
    name: "many_to_many",
    takes_target: true,
    options: &[
        once("name", Form::Name, "name = courses"),
        once("related_name", Form::Name, "related_name = students"),
        once("through", Form::Path, "through = Enrollment"),
        once(
            "through_fields",
            Form::Names,
            "through_fields(student_id, course_id)",
        ),
        once("symmetrical", Form::Flag, "symmetrical"),
        once("renamed_from", Form::Text, r#"renamed_from = "old_name""#),
        once("extension", Form::Name, "extension = CourseStudents"),
    ],
};

/// On an enum and its variants.
pub(crate) const VALUE: Kind = Kind {
    name: "value",
    takes_target: false,
    options: &[
        once("rename", Form::Text, r#"rename = "in_print""#),
        once("rename_all", Form::Text, r#"rename_all = "kebab-case""#),
    ],
};

/// On a shape; a field's is an expression, which the shape parses.
pub(crate) const SHAPE: Kind = Kind {
    name: "shape",
    takes_target: true,
    options: &[once("crate", Form::Path, "crate = my_crate::orm")],
};

/// What the database does with a row whose target goes or changes its key.
#[derive(Clone, Copy)]
#[allow(clippy::enum_variant_names, reason = "SQL's own words")]
pub(crate) enum Action {
    Cascade,
    Restrict,
    SetNull,
    SetDefault,
    NoAction,
}

const ACTIONS: [(&str, Action); 5] = [
    ("cascade", Action::Cascade),
    ("restrict", Action::Restrict),
    ("set_null", Action::SetNull),
    ("set_default", Action::SetDefault),
    ("no_action", Action::NoAction),
];

/// A literal and the sign before it.
#[derive(Clone)]
pub(crate) struct Literal {
    pub(crate) negative: bool,
    pub(crate) lit: Lit,
}

enum Value {
    Flag,
    Text(LitStr),
    Number(LitInt),
    Switch(bool),
    Literal(Literal),
    Path(Path),
    Name(Ident),
    Names(Vec<Ident>),
    Action(Action, Ident),
}

struct Given {
    option: &'static str,
    name: Ident,
    value: Value,
}

/// What the attributes of one kind say at one place.
pub(crate) struct Options {
    /// The attribute's own name, to point at.
    pub(crate) name: Ident,
    pub(crate) target: Option<Path>,
    given: Vec<Given>,
}

impl Kind {
    /// All attributes of this kind among these, each by itself.
    pub(crate) fn each(&self, attributes: &[Attribute], errors: &mut Errors) -> Vec<Options> {
        let mut all = Vec::new();
        for attribute in attributes {
            if attribute.path().is_ident(self.name) {
                let mut options = self.nothing(attribute);
                self.read(attribute, &mut options, errors);
                all.push(options);
            }
        }
        all
    }

    /// All attributes of this kind among these as if they were one.
    pub(crate) fn merged(&self, attributes: &[Attribute], errors: &mut Errors) -> Option<Options> {
        let mut merged = None;
        for attribute in attributes {
            if attribute.path().is_ident(self.name) {
                let options = merged.get_or_insert_with(|| self.nothing(attribute));
                self.read(attribute, options, errors);
            }
        }
        merged
    }

    fn nothing(&self, attribute: &Attribute) -> Options {
        let name = attribute.path().get_ident().cloned();
        Options {
            name: name.unwrap_or_else(|| Ident::new(self.name, Span::call_site())),
            target: None,
            given: Vec::new(),
        }
    }

    fn read(&self, attribute: &Attribute, options: &mut Options, errors: &mut Errors) {
        let arguments = match &attribute.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(pair) => {
                errors.at(
                    pair,
                    format!(
                        "write `#[{}(…)]`, with its options in parentheses",
                        self.name
                    ),
                );
                return;
            }
        };
        if self.takes_target && arguments.is_empty() {
            errors.at(
                &attribute.meta,
                format!("name the model: `#[{}(Author)]`", self.name),
            );
            return;
        }
        let parsed = (|input: ParseStream| {
            if self.takes_target {
                self.read_target(input, options, errors);
            }
            while !input.is_empty() {
                self.read_option(input, options, errors);
            }
            Ok(())
        })
        .parse2(arguments);
        errors.keep(parsed);
    }

    fn read_target(&self, input: ParseStream, options: &mut Options, errors: &mut Errors) {
        let fork = input.fork();
        let first = Ident::parse_any(&fork).ok();
        let first = first.filter(|_| fork.is_empty() || !fork.peek(Token![::]));
        if first.is_some_and(|name| self.spec(&name).is_some()) {
            errors.here(
                input.span(),
                format!("name the model first: `#[{}(Author, …)]`", self.name),
            );
            return;
        }
        options.target = errors.keep(input.call(Path::parse_mod_style));
        self.end_option(input, errors);
    }

    fn spec(&self, name: &Ident) -> Option<&'static Spec> {
        let specs: &'static [Spec] = self.options;
        specs.iter().find(|spec| *name == spec.name)
    }

    /// Reads one option and the comma after it; after a mistake it goes on behind the next comma.
    fn read_option(&self, input: ParseStream, options: &mut Options, errors: &mut Errors) {
        let Some(name) = errors.keep(input.call(Ident::parse_any)) else {
            return skip(input);
        };
        let Some(spec) = self.spec(&name) else {
            errors.at(&name, self.unknown(&name));
            return skip(input);
        };
        let Ok(value) = spec.form.parse(input) else {
            errors.at(&name, spec.mend());
            return skip(input);
        };
        match value {
            Ok(value) => {
                let twice = options.given.iter().any(|given| given.option == spec.name);
                if twice && !spec.repeats {
                    errors.at(&name, format!("`{name}` is given twice; keep one of them"));
                }
                options.given.push(Given {
                    option: spec.name,
                    name,
                    value,
                });
            }
            Err(error) => errors.push(error),
        }
        self.end_option(input, errors);
    }

    fn end_option(&self, input: ParseStream, errors: &mut Errors) {
        if !input.is_empty() && input.parse::<Token![,]>().is_err() {
            errors.here(input.span(), "expected a comma");
            skip(input);
        }
    }

    fn unknown(&self, name: &Ident) -> String {
        let known: Vec<&str> = self.options.iter().map(|spec| spec.name).collect();
        if known.is_empty() {
            return format!("`#[{}]` has no options", self.name);
        }
        let nearest = did_you_mean(&text(name), known.iter().copied());
        if nearest.is_empty() {
            format!(
                "`#[{}]` has no option `{name}`; its options are {}",
                self.name,
                list(&known)
            )
        } else {
            format!("`#[{}]` has no option `{name}`{nearest}", self.name)
        }
    }
}

/// `` `a`, `b` and `c` ``.
pub(crate) fn list(names: &[impl std::fmt::Display]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

fn skip(input: ParseStream) {
    while !input.is_empty() {
        if input.parse::<Token![,]>().is_ok() {
            return;
        }
        let _ = input.parse::<TokenTree>();
    }
}

impl Form {
    /// The outer error says that the value has not the form; the inner one has words of its own.
    fn parse(self, input: ParseStream) -> syn::Result<syn::Result<Value>> {
        if let Form::Flag | Form::Names = self {
            return self.parse_bare(input).map(Ok);
        }
        input.parse::<Token![=]>()?;
        let value = match self {
            Form::Text => Value::Text(input.parse()?),
            Form::Number => Value::Number(input.parse()?),
            Form::Switch => Value::Switch(input.parse::<LitBool>()?.value),
            Form::Literal => return parse_literal(input),
            Form::Path => Value::Path(input.parse()?),
            Form::Name => Value::Name(input.call(Ident::parse_any)?),
            Form::Action => return input.call(Ident::parse_any).map(parse_action),
            Form::Flag | Form::Names => unreachable!("they have no `=`"),
        };
        at_end(input)?;
        Ok(Ok(value))
    }

    fn parse_bare(self, input: ParseStream) -> syn::Result<Value> {
        if let Form::Flag = self {
            at_end(input)?;
            return Ok(Value::Flag);
        }
        let names;
        parenthesized!(names in input);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&names, |name| {
            name.call(Ident::parse_any)
        })?;
        Ok(Value::Names(names.into_iter().collect()))
    }
}

fn at_end(input: ParseStream) -> syn::Result<()> {
    match input.is_empty() || input.peek(Token![,]) {
        true => Ok(()),
        false => Err(input.error("expected a comma")),
    }
}

fn parse_action(name: Ident) -> syn::Result<Value> {
    let action = ACTIONS.iter().find(|(action, _)| name == action);
    match action {
        Some((_, action)) => Ok(Value::Action(*action, name)),
        None => {
            let known: Vec<&str> = ACTIONS.iter().map(|(action, _)| *action).collect();
            let nearest = did_you_mean(&text(&name), known.iter().copied());
            let message = match nearest.is_empty() {
                true => format!("the actions are {}", list(&known)),
                false => format!("there is no action `{name}`{nearest}"),
            };
            Err(syn::Error::new(name.span(), message))
        }
    }
}

fn parse_literal(input: ParseStream) -> syn::Result<syn::Result<Value>> {
    let negative = input.parse::<Option<Token![-]>>()?.is_some();
    let Ok(lit) = input.parse::<Lit>() else {
        let mut rest = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<TokenTree>()?.to_tokens(&mut rest);
        }
        return Ok(Err(syn::Error::new_spanned(
            rest,
            "`default` takes a literal that the database also knows; for a value that Rust computes write \
             `default_with = path::to::function`, for one that the database computes `default_sql = \"…\"`",
        )));
    };
    at_end(input)?;
    Ok(Ok(Value::Literal(Literal { negative, lit })))
}

/// Looks an option up; the table has seen to the form of its value.
impl Options {
    fn given(&self, option: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.option == option)
    }

    /// The option's name as the user wrote it, to point at.
    pub(crate) fn key(&self, option: &str) -> Option<&Ident> {
        self.given(option).map(|given| &given.name)
    }

    pub(crate) fn has(&self, option: &str) -> bool {
        self.given(option).is_some()
    }

    pub(crate) fn text(&self, option: &str) -> Option<LitStr> {
        self.texts(option).next()
    }

    pub(crate) fn texts(&self, option: &str) -> impl Iterator<Item = LitStr> {
        let all = self.given.iter().filter(move |g| g.option == option);
        all.filter_map(|given| match &given.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    pub(crate) fn number(&self, option: &str) -> Option<LitInt> {
        match &self.given(option)?.value {
            Value::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    pub(crate) fn switch(&self, option: &str) -> Option<bool> {
        match &self.given(option)?.value {
            Value::Switch(on) => Some(*on),
            _ => None,
        }
    }

    pub(crate) fn literal(&self, option: &str) -> Option<Literal> {
        match &self.given(option)?.value {
            Value::Literal(literal) => Some(literal.clone()),
            _ => None,
        }
    }

    pub(crate) fn path(&self, option: &str) -> Option<Path> {
        self.paths(option).next()
    }

    pub(crate) fn paths(&self, option: &str) -> impl Iterator<Item = Path> {
        let all = self.given.iter().filter(move |g| g.option == option);
        all.filter_map(|given| match &given.value {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        })
    }

    pub(crate) fn ident(&self, option: &str) -> Option<Ident> {
        match &self.given(option)?.value {
            Value::Name(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// The names of each `option(a, b)`.
    pub(crate) fn name_lists(&self, option: &str) -> impl Iterator<Item = &[Ident]> {
        let all = self.given.iter().filter(move |g| g.option == option);
        all.filter_map(|given| match &given.value {
            Value::Names(names) => Some(names.as_slice()),
            _ => None,
        })
    }

    pub(crate) fn action(&self, option: &str) -> Option<(Action, Ident)> {
        match &self.given(option)?.value {
            Value::Action(action, name) => Some((*action, name.clone())),
            _ => None,
        }
    }
}
