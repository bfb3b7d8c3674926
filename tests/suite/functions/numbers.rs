use orm::prelude::*;

use super::sample::Sample;
use super::{checks, stored};
use crate::support::cases;

/// What [`round`](orm::query::NumberFunctions::round) promises.
fn round(number: f64, digits: i32) -> f64 {
    let power = 10_f64.powi(digits);
    match number.abs() < 4_503_599_627_370_496.0 / power {
        true => (number * power).round() / power,
        false => number,
    }
}

fn both<T>(left: Option<T>, right: Option<T>, choose: fn(T, T) -> T) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(choose(left, right)),
        (left, right) => left.or(right),
    }
}

cases! {
    async fn functions_of_numbers(db: Db) {
        stored(db).await;
        let (number, maybe) = (Sample::number, Sample::maybe_number);
        checks! { db;
            "abs": number.abs(), |row| row.number.abs();
            "abs of null": maybe.abs(), |row| row.maybe_number.map(i32::abs);
            "abs of 64 bits": Sample::large.abs(), |row| row.large.abs();
            "abs of a float": Sample::float.abs(), |row| row.float.abs();
            "abs of a short float": Sample::short.abs(), |row| row.short.abs();
            "sign": number.sign(), |row| row.number.signum();
            "sign of a float": Sample::maybe_float.sign(), |row| row.maybe_float.map(|float| {
                if float == 0.0 { 0 } else { float.signum() as i32 }
            });
            "round": Sample::float.round(0), |row| round(row.float, 0);
            "round to digits": Sample::float.round(2), |row| round(row.float, 2);
            "round to many digits": Sample::maybe_float.round(99), |row| row.maybe_float.map(|float| round(float, 15));
            "round a short float": Sample::short.round(1), |row| round(f64::from(row.short), 1);
            "floor": Sample::float.floor(), |row| row.float.floor();
            "ceil": Sample::float.ceil(), |row| row.float.ceil();
            "floor of a short float": Sample::short.floor(), |row| f64::from(row.short).floor();
            "ceil of null": Sample::maybe_float.ceil(), |row| row.maybe_float.map(f64::ceil);
        }
    }

    async fn choices(db: Db) {
        stored(db).await;
        let (number, maybe) = (Sample::number, Sample::maybe_number);
        checks! { db;
            "coalesce": maybe.coalesce(7), |row| row.maybe_number.unwrap_or(7);
            "coalesce a column": maybe.coalesce(number), |row| row.maybe_number.unwrap_or(row.number);
            "nullif": number.nullif(0), |row| (row.number != 0).then_some(row.number);
            "nullif a column": number.nullif(maybe), |row| (Some(row.number) != row.maybe_number).then_some(row.number);
            "greatest": number.greatest(3), |row| row.number.max(3);
            "greatest of null": maybe.greatest(maybe.nullif(3)), |row| row.maybe_number;
            "greatest with null": maybe.greatest(number), |row| row.maybe_number.map_or(row.number, |n| n.max(row.number));
            "least": number.least(3), |row| row.number.min(3);
            "least with null": number.least(maybe), |row| row.maybe_number.map_or(row.number, |n| n.min(row.number));
            "least of floats": Sample::float.nullif(0.5).least(Sample::maybe_float), |row| {
                both((row.float != 0.5).then_some(row.float), row.maybe_float, f64::min)
            };
        }
    }

    async fn casts(db: Db) {
        stored(db).await;
        checks! { db;
            "wider": Sample::number.cast::<i64>(), |row| i64::from(row.number);
            "to a float": Sample::number.cast::<f64>(), |row| f64::from(row.number);
            "large to a float": Sample::large.cast::<f64>(), |row| row.large as f64;
            "to text": Sample::large.cast::<String>(), |row| row.large.to_string();
            "null to text": Sample::maybe_number.cast::<String>(), |row| row.maybe_number.map(|n| n.to_string());
            "short to long": Sample::short.cast::<f64>(), |row| f64::from(row.short);
            "bool to 32 bits": Sample::flag.cast::<i32>(), |row| i32::from(row.flag);
            "bool to 64 bits": Sample::number.gt(0).cast::<i64>(), |row| i64::from(row.number > 0);
            "divided as floats": Sample::number.cast::<f64>() / 2.0, |row| Some(f64::from(row.number) / 2.0);
        }
    }

    async fn cases_by_conditions(db: Db) {
        stored(db).await;
        let (number, maybe) = (Sample::number, Sample::maybe_number);
        let size = case().when(number.lt(0), "minus").when(number.eq(0), Sample::text).otherwise("plus");
        checks! { db;
            "texts": size, |row| match row.number {
                ..0 => "minus".to_owned(),
                0 => row.text.clone(),
                _ => "plus".to_owned(),
            };
            "null": case().when(number.gt(0), number).end(), |row| (row.number > 0).then_some(row.number);
            "null within": case().when(number.gt(0), maybe).otherwise(1), |row| if row.number > 0 { row.maybe_number } else { Some(1) };
            "a condition of null": case().when(maybe.gt(0), 1_i64).otherwise(2_i64), |row| if row.maybe_number > Some(0) { 1 } else { 2 };
            "a flag": case().when(Sample::flag, 1.5).otherwise(0.0), |row| if row.flag { 1.5 } else { 0.0 };
        }
    }

    async fn operators(db: Db) {
        stored(db).await;
        let (large, maybe) = (Sample::number.cast::<i64>(), Sample::maybe_number);
        let number = |row: &Sample| i64::from(row.number);
        checks! { db;
            "+": large.clone() + 3, |row| number(row) + 3;
            "-": large.clone() - Sample::number.cast::<i64>() * 2, |row| -number(row);
            "*": large.clone() * large.clone(), |row| number(row) * number(row);
            "/": large.clone() / 4, |row| Some(number(row) / 4);
            "/ 0": large.clone() / 0, |_row| None;
            "/ a column": (Sample::float + 1.0) / Sample::float, |row| (row.float != 0.0).then(|| (row.float + 1.0) / row.float);
            "%": large.clone() % 4, |row| Some(number(row) % 4);
            "% of null": maybe % 4, |row| row.maybe_number.map(|n| n % 4);
            "eq": large.clone().eq(2), |row| number(row) == 2;
            "ne": large.clone().ne(2), |row| number(row) != 2;
            "lt": large.clone().lt(2), |row| number(row) < 2;
            "le": large.clone().le(2), |row| number(row) <= 2;
            "gt": Sample::float.gt(2.5), |row| row.float > 2.5;
            "ge": Sample::float.ge(2.5), |row| row.float >= 2.5;
            "between": large.clone().between(-3, 3), |row| (-3..=3).contains(&number(row));
            "is_in": large.clone().is_in([1, 2, 3]), |row| (1..=3).contains(&number(row));
            "not_in": large.clone().not_in(vec![1, 2]), |row| !(1..=2).contains(&number(row));
            "is_null": maybe.is_null(), |row| row.maybe_number.is_none();
            "is_not_null": maybe.is_not_null(), |row| row.maybe_number.is_some();
            "and": large.clone().gt(0) & Sample::flag, |row| row.number > 0 && row.flag;
            "or": large.clone().gt(0) | Sample::flag, |row| row.number > 0 || row.flag;
            "not": !Sample::flag, |row| !row.flag;
        }
    }

    /// A function may name its argument several times, and so on within it.
    async fn functions_within_functions_end(db: Db) {
        stored(db).await;
        let mut number = Sample::float.round(1);
        for _ in 0..60 {
            number = number.round(1);
        }
        let (refused, statements) = db.statements(Sample::filter(number.gt(0.0)).count(db)).await;
        assert!(matches!(refused, Err(Error::TooComplex { .. })), "{refused:?}");
        assert_eq!(statements, 0);
    }

    /// The same functions of groups of rows.
    async fn functions_of_aggregates(db: Db) {
        let rows = stored(db).await;
        let sum = Sample::number.cast::<i64>().sum().coalesce(0).abs();
        let totals = Sample::query().aggregate((sum, Sample::text.max().length()), db).await.unwrap();
        assert_eq!(totals.0, rows.iter().map(|row| i64::from(row.number)).sum::<i64>().abs());
        let none = Sample::filter(Sample::id.lt(0)).aggregate(Sample::number.sum().coalesce(0), db).await.unwrap();
        assert_eq!(none, 0);
    }
}

#[cfg(feature = "decimal")]
mod decimals {
    use orm::prelude::*;
    use rust_decimal::Decimal;

    use crate::support::cases;

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct Price {
        pub id: i64,
        pub amount: Decimal,
        pub maybe: Option<Decimal>,
    }

    cases! {
        async fn functions_of_decimals(db: Db) {
            schema![Price].create_all(db).await.unwrap();
            let numbers = ["-2.5", "2.5", "2.675", "-0.001", "10", "9.99"].map(|text| text.parse::<Decimal>().unwrap());
            for number in numbers {
                Price::create().amount(number).save(db).await.unwrap();
            }
            let query = || Price::query().order_by(Price::id.asc());
            let nine = Decimal::from(9);
            let chosen = query().select((Price::amount.greatest(nine), Price::maybe.coalesce(nine), Price::amount.nullif(numbers[1])));
            for (number, row) in numbers.iter().zip(chosen.all(db).await.unwrap()) {
                assert_eq!(row, ((*number).max(nine), nine, (*number != numbers[1]).then_some(*number)));
            }
            let rounded = query().select((Price::amount.round(0), Price::amount.round(2), Price::amount.abs(), Price::amount.sign(), Price::amount.floor()));
            let (rounded, statements) = db.statements(rounded.all(db)).await;
            if db.dialect() == Dialect::Sqlite {
                assert!(matches!(rounded, Err(Error::Unsupported { .. })), "{rounded:?}");
                assert_eq!(statements, 0);
                return;
            }
            use rust_decimal::RoundingStrategy::MidpointAwayFromZero as Away;
            for (number, row) in numbers.iter().zip(rounded.unwrap()) {
                let sign = if number.is_sign_negative() { -1 } else { 1 };
                let expected = (number.round_dp_with_strategy(0, Away), number.round_dp_with_strategy(2, Away), number.abs(), sign, number.floor());
                assert_eq!(row, expected);
            }
        }
    }
}
