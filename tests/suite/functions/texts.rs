use orm::prelude::*;

use super::sample::Sample;
use super::{checks, stored};
use crate::support::cases;

fn substr(text: &str, start: usize, length: usize) -> String {
    text.chars().skip(start - 1).take(length).collect()
}

cases! {
    async fn functions_of_text(db: Db) {
        stored(db).await;
        let (text, maybe) = (Sample::text, Sample::maybe_text);
        checks! { db;
            "length": text.length(), |row| row.text.chars().count() as i64;
            "length of null": maybe.length(), |row| row.maybe_text.as_ref().map(|text| text.chars().count() as i64);
            "trim": text.trim(), |row| row.text.trim_matches(' ').to_owned();
            "ltrim": text.ltrim(), |row| row.text.trim_start_matches(' ').to_owned();
            "rtrim": maybe.rtrim(), |row| row.maybe_text.as_ref().map(|text| text.trim_end_matches(' ').to_owned());
            "replace": text.replace("a", "🦀🦀"), |row| row.text.replace('a', "🦀🦀");
            "replace a column": text.replace("b", Sample::text), |row| row.text.replace('b', &row.text);
            "replace nothing": text.replace("", "x"), |row| row.text.clone();
            "substr": text.substr(2, 3), |row| substr(&row.text, 2, 3);
            "substr from 0": text.substr(0, 2), |row| substr(&row.text, 1, 2);
            "substr of nothing": text.substr(3, 0), |_row| String::new();
            "substr beyond": text.substr(u32::MAX, u32::MAX), |_row| String::new();
            "substr to the end": text.substr(2, u32::MAX), |row| substr(&row.text, 2, usize::MAX);
            "concat": text.concat("%").concat(text), |row| format!("{}%{}", row.text, row.text);
            "concat null": text.concat(maybe), |row| row.maybe_text.as_ref().map(|maybe| format!("{}{maybe}", row.text));
        }
    }

    /// SQLite knows the letters `a` to `z` only.
    async fn case_of_text(db: Db) {
        stored(db).await;
        let ascii = || Sample::text.replace("é", "").replace("Ä", "").replace("ß", "");
        let plain = |row: &Sample| row.text.replace(['é', 'Ä', 'ß'], "");
        checks! { db;
            "lower": ascii().lower(), |row| plain(row).to_lowercase();
            "upper": ascii().upper(), |row| plain(row).to_uppercase();
        }
    }

    async fn searches_of_text(db: Db) {
        stored(db).await;
        let (text, maybe) = (Sample::text, Sample::maybe_text);
        checks! { db;
            "contains": text.contains("a"), |row| row.text.contains('a');
            "contains signs": text.contains("_"), |row| row.text.contains('_');
            "contains a backslash": text.contains("\\"), |row| row.text.contains('\\');
            "contains a column": text.contains(Sample::text.substr(2, 2)), |row| row.text.contains(&substr(&row.text, 2, 2));
            "starts_with": text.starts_with(" a"), |row| row.text.starts_with(" a");
            "starts_with a bracket": text.starts_with("["), |row| row.text.starts_with('[');
            "ends_with": text.ends_with("%"), |row| row.text.ends_with('%');
            "icontains": text.icontains("A"), |row| row.text.to_ascii_lowercase().contains('a');
            "istarts_with": text.istarts_with("A"), |row| row.text.to_ascii_lowercase().starts_with('a');
            "iends_with": text.iends_with("B"), |row| row.text.to_ascii_lowercase().ends_with('b');
            "ieq": text.ieq("  A  "), |row| row.text.eq_ignore_ascii_case("  a  ");
            "like": text.like("%a_%"), |row| row.text.chars().rev().skip(1).any(|c| c == 'a');
            "is_in": text.is_in(["", "  a  ", "a"]), |row| ["", "  a  ", "a"].contains(&row.text.as_str());
            "coalesce": maybe.coalesce(text), |row| row.maybe_text.clone().unwrap_or_else(|| row.text.clone());
            "coalesce a value": maybe.coalesce("none"), |row| row.maybe_text.clone().unwrap_or_else(|| "none".to_owned());
            "coalesce of two": maybe.coalesce(maybe), |row| row.maybe_text.clone();
            "nullif": text.nullif(""), |row| (!row.text.is_empty()).then(|| row.text.clone());
        }
    }

    async fn a_regular_expression_is_for_postgres(db: Db) {
        stored(db).await;
        let (found, statements) = db.statements(Sample::filter(Sample::text.regex("^ *[ab]+ *$")).all(db)).await;
        match db.dialect() {
            Dialect::Postgres => {
                let found = found.unwrap();
                assert!(!found.is_empty());
                assert!(found.iter().all(|row| row.text.trim().chars().all(|c| "ab".contains(c))));
            }
            _ => {
                let error = found.unwrap_err();
                assert!(matches!(error, Error::Unsupported { .. }), "{error}");
                assert_eq!(statements, 0);
            }
        }
    }

    async fn a_function_sets_a_column(db: Db) {
        stored(db).await;
        let before = Sample::query().order_by(Sample::id.asc()).all(db).await.unwrap();
        let changes = Sample::filter(Sample::id.gt(0))
            .set(Sample::text, Sample::text.replace("a", "A"))
            .set(Sample::maybe_text, Sample::text.trim())
            .set(Sample::number, (Sample::number / 2).coalesce(0));
        changes.update(db).await.unwrap();
        let after = Sample::query().order_by(Sample::id.asc()).all(db).await.unwrap();
        for (before, after) in before.iter().zip(after) {
            assert_eq!(after.text, before.text.replace('a', "A"));
            assert_eq!(after.maybe_text.as_deref(), Some(before.text.trim_matches(' ')));
            assert_eq!(after.number, before.number / 2);
        }
    }
}
