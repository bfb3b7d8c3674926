//! A folder of migrations as an expression.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

/// The variants of `Dialect`, and the folders of their SQL.
const DIALECTS: [(&str, &str); 2] = [("Postgres", "postgres"), ("Sqlite", "sqlite")];

/// ```text
/// ::orm::migrate::Migrations::new([
///     ::orm::migrate::Script { dialect: ::orm::Dialect::Postgres, version: 20261123120000, … },
/// ])
/// ```
pub(crate) fn migrations(input: TokenStream) -> TokenStream {
    let folder = match syn::parse2::<Option<LitStr>>(input) {
        Ok(folder) => folder,
        Err(error) => return error.to_compile_error(),
    };
    let span = folder
        .as_ref()
        .map_or_else(proc_macro2::Span::call_site, LitStr::span);
    let name = folder.map_or_else(|| "migrations".to_owned(), |folder| folder.value());
    expand(&name).unwrap_or_else(|message| syn::Error::new(span, message).to_compile_error())
}

fn expand(name: &str) -> Result<TokenStream, String> {
    let root = std::env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?;
    let folder = Path::new(&root).join(name);
    let snapshot = folder.join("snapshot.json");
    if !snapshot.exists() {
        return Err(format!(
            "`{name}` is no folder of migrations: it has no `snapshot.json`; make one with `migrate make`, or name the folder, \
             from where `Cargo.toml` is: `migrations!(\"db/migrations\")`"
        ));
    }
    let mut scripts = Vec::new();
    for (dialect, subfolder) in DIALECTS {
        for path in up_files(&folder.join(subfolder))? {
            scripts.push(script(dialect, &path)?);
        }
    }
    // Each new migration changes the snapshot, and so has the compiler expand this again.
    let snapshot = snapshot.display().to_string();
    Ok(quote! {{
        const _: &str = ::core::include_str!(#snapshot);
        ::orm::migrate::Migrations::new([#(#scripts),*])
    }})
}

/// The files that go up, by name, if there is such a folder.
fn up_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.to_string_lossy().ends_with(".up.sql") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn script(dialect: &str, path: &Path) -> Result<TokenStream, String> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = file.strip_suffix(".up.sql").unwrap_or(&file);
    let parts = stem.split_once('_');
    let parts = parts.and_then(|(version, name)| Some((version.parse::<i64>().ok()?, name)));
    let Some((version, name)) = parts else {
        return Err(format!(
            "`{file}`: a migration's file begins with its version, as in `20261123120000_add_rating.up.sql`"
        ));
    };
    let dialect = quote::format_ident!("{dialect}");
    let down = path.with_file_name(format!("{stem}.down.sql"));
    let (up, has_down) = (path.display().to_string(), down.exists());
    let down = match has_down {
        true => {
            let down = down.display().to_string();
            quote!(::core::option::Option::Some(
                ::core::include_str!(#down).into()
            ))
        }
        false => quote!(::core::option::Option::None),
    };
    Ok(quote! {
        ::orm::migrate::Script {
            dialect: ::orm::Dialect::#dialect,
            version: #version,
            name: #name.into(),
            up: ::core::include_str!(#up).into(),
            down: #down,
        }
    })
}
