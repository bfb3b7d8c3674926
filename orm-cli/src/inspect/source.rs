//! A plan as Rust. Names and texts of the database become identifiers and literals, and are never spliced into source.

use std::str::FromStr;

use orm_core::schema::Action;
use orm_core::types::SqlType;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::naming::{identifier, is_default_table};
use super::plan::{Default, Field, ForeignKey, ManyToMany, Model};

/// A key's other name.
pub(super) fn aliases(model: &Model<'_>) -> Vec<TokenStream> {
    model.fields.iter().filter_map(alias).collect()
}

/// A struct.
pub(super) fn model(model: &Model<'_>) -> TokenStream {
    let doc = doc(model.table.comment.as_deref());
    let options = model_options(model);
    let many = model.many_to_many.iter().map(many_to_many);
    let keys = model.foreign_keys.iter().map(|(fields, key)| {
        let names = fields
            .iter()
            .map(|&field| identifier(&model.fields[field].name));
        let columns = Some(quote!(columns(#(#names),*)));
        foreign_key(key, columns)
    });
    let name = identifier(&model.name);
    // The field `id` is the key without a word, if it is alone.
    let is_usual = |name: &str| name == "id" && model.key().len() == 1;
    let fields = model.fields.iter().map(|of| field(of, is_usual(&of.name)));
    quote! {
        #doc
        #[derive(Model, Debug, Clone, PartialEq)]
        #options
        #(#many)*
        #(#keys)*
        pub struct #name {
            #(#fields)*
        }
    }
}

/// `pub fn schema() -> Schema`, of all models.
pub(super) fn schema(models: &[Model<'_>]) -> TokenStream {
    let names = models.iter().map(|model| identifier(&model.name));
    quote! {
        /// The schema of all models.
        pub fn schema() -> orm::schema::Schema {
            schema![#(#names),*]
        }
    }
}

/// `#[doc = " …"]`. What is indented or fenced would be taken for code to run.
fn doc(comment: Option<&str>) -> Option<TokenStream> {
    let lines = comment?
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let lines = lines.map(|line| format!(" {}", line.replace("```", "'''")));
    Some(quote!(#(#[doc = #lines])*))
}

/// `#[table(…)]`, unless nothing is in it.
fn attribute(name: &str, options: &[TokenStream]) -> Option<TokenStream> {
    let name = identifier(name);
    (!options.is_empty()).then(|| quote!(#[#name(#(#options),*)]))
}

fn model_options(model: &Model<'_>) -> Option<TokenStream> {
    let mut options = Vec::new();
    let table = &model.table.name;
    if !is_default_table(&model.name, &table.name) {
        let name = &table.name;
        options.push(quote!(table = #name));
    }
    if let Some(schema) = &table.schema {
        options.push(quote!(schema = #schema));
    }
    let names = |set: &Vec<usize>| -> Vec<_> {
        set.iter()
            .map(|&field| identifier(&model.fields[field].name))
            .collect()
    };
    for set in model.unique.iter().map(names) {
        options.push(quote!(unique(#(#set),*)));
    }
    for set in model.indexes.iter().map(names) {
        options.push(quote!(index(#(#set),*)));
    }
    for check in &model.checks {
        options.push(quote!(check = #check));
    }
    attribute("model", &options)
}

fn many_to_many(many: &ManyToMany) -> TokenStream {
    let [target, name, related_name] =
        [&many.target, &many.name, &many.related_name].map(|name| identifier(name));
    let through = many.through.as_deref().map(identifier);
    let through = through.map(|model| quote!(, through = #model));
    let fields = many.through_fields.as_ref().map(|fields| {
        let [near, far] = fields.each_ref().map(|field| identifier(field));
        quote!(, through_fields(#near, #far))
    });
    quote!(#[many_to_many(#target, name = #name, related_name = #related_name #through #fields)])
}

fn foreign_key(key: &ForeignKey, columns: Option<TokenStream>) -> TokenStream {
    let target = identifier(&key.target);
    let mut options = vec![quote!(#target)];
    options.extend(columns);
    if let Some(name) = key.name.as_deref().map(identifier) {
        options.push(quote!(name = #name));
    }
    let related_name = identifier(&key.related_name);
    options.push(quote!(related_name = #related_name));
    if let Some(field) = key.references.as_deref().map(identifier) {
        options.push(quote!(references = #field));
    }
    if key.on_delete != Action::Restrict {
        let action = action(key.on_delete);
        options.push(quote!(on_delete = #action));
    }
    if key.on_update != Action::NoAction {
        let action = action(key.on_update);
        options.push(quote!(on_update = #action));
    }
    if !key.index {
        options.push(quote!(index = false));
    }
    let kind = identifier(if key.unique {
        "one_to_one"
    } else {
        "foreign_key"
    });
    quote!(#[#kind(#(#options),*)])
}

fn action(action: Action) -> proc_macro2::Ident {
    identifier(&action.sql().to_lowercase().replace(' ', "_"))
}

fn alias(field: &Field<'_>) -> Option<TokenStream> {
    let name = identifier(field.alias.as_ref()?);
    let ty = ty(field.ty);
    Some(quote! {
        /// A key that is given, and not numbered by the database.
        pub type #name = #ty;
    })
}

fn field(field: &Field<'_>, is_usual_key: bool) -> TokenStream {
    let doc = doc(field.column.comment.as_deref());
    let key = (field.is_key && !is_usual_key).then(|| quote!(#[primary_key]));
    let column = attribute("column", &column_options(field));
    let relation = field.foreign_key.as_ref().map(|key| foreign_key(key, None));
    let name = identifier(&field.name);
    let base = match &field.alias {
        Some(alias) => {
            let alias = identifier(alias);
            quote!(#alias)
        }
        None => ty(field.ty),
    };
    let ty = if field.nullable {
        quote!(Option<#base>)
    } else {
        base
    };
    quote! {
        #doc
        #key
        #column
        #relation
        pub #name: #ty,
    }
}

fn column_options(field: &Field<'_>) -> Vec<TokenStream> {
    let mut options = Vec::new();
    let column = field.column;
    if column.name != field.name {
        let name = &column.name;
        options.push(quote!(name = #name));
    }
    if field.unique {
        options.push(quote!(unique));
    }
    if field.index {
        options.push(quote!(index));
    }
    if let Some(length) = field.max_length {
        let length = Literal::u32_unsuffixed(length);
        options.push(quote!(max_length = #length));
    }
    options.extend(field.default.as_ref().map(default));
    if let Some(check) = &field.check {
        options.push(quote!(check = #check));
    }
    if let Some(computed) = &column.computed {
        options.push(quote!(generated = #computed));
    }
    options
}

fn default(default: &Default) -> TokenStream {
    match default {
        Default::Bool(value) => quote!(default = #value),
        Default::Text(text) => quote!(default = #text),
        Default::Sql(sql) => quote!(default_sql = #sql),
        Default::Number(number) => {
            let (sign, digits) = match number.strip_prefix('-') {
                Some(digits) => (Some(quote!(-)), digits),
                None => (None, number.as_str()),
            };
            match Literal::from_str(digits) {
                Ok(literal) => quote!(default = #sign #literal),
                Err(_) => quote!(default_sql = #number),
            }
        }
    }
}

fn ty(ty_of: SqlType) -> TokenStream {
    match ty_of {
        SqlType::Bool => quote!(bool),
        SqlType::Int16 => quote!(i16),
        SqlType::Int32 => quote!(i32),
        SqlType::Int64 => quote!(i64),
        SqlType::Float32 => quote!(f32),
        SqlType::Float64 => quote!(f64),
        SqlType::Text => quote!(String),
        SqlType::Bytes => quote!(Vec<u8>),
        SqlType::Timestamp => quote!(chrono::DateTime<chrono::Utc>),
        SqlType::DateTime => quote!(chrono::NaiveDateTime),
        SqlType::Date => quote!(chrono::NaiveDate),
        SqlType::Time => quote!(chrono::NaiveTime),
        SqlType::Uuid => quote!(uuid::Uuid),
        SqlType::Decimal => quote!(rust_decimal::Decimal),
        SqlType::Json => quote!(serde_json::Value),
        SqlType::Array(element) => {
            let element = ty(*element);
            quote!(Vec<#element>)
        }
        // A type that came later has no name here yet.
        _ => quote!(compile_error!("inspect does not know this type")),
    }
}
