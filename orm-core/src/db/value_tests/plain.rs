//! The types of the standard library.

use super::*;

#[tokio::test]
async fn booleans() {
    check(vec![false, true]).await;
}

#[tokio::test]
async fn integers() {
    check(vec![i16::MIN, -1, 0, 1, i16::MAX]).await;
    check(vec![i32::MIN, -1, 0, 1, i32::MAX]).await;
    check(vec![
        i64::MIN,
        -(1 << 53) - 1,
        -1,
        0,
        1 << 53,
        (1 << 53) + 1,
        i64::MAX - 1,
        i64::MAX,
    ])
    .await;
    check(sample(any::<i64>(), i64::cmp)).await;
}

#[tokio::test]
async fn floats() {
    check(vec![
        f64::NEG_INFINITY,
        f64::MIN,
        -0.1,
        -5e-324,
        0.0,
        5e-324,
        f64::MIN_POSITIVE,
        0.1,
        0.1 + 0.2,
        1.0,
        9_007_199_254_740_993.0,
        f64::MAX,
        f64::INFINITY,
    ])
    .await;
    let finite = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL;
    check(sample(finite, f64::total_cmp)).await;
    check(vec![
        f32::NEG_INFINITY,
        f32::MIN,
        -1e-45,
        0.0,
        1e-45,
        0.1,
        16_777_216.0,
        f32::MAX,
        f32::INFINITY,
    ])
    .await;
    let finite = prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL;
    check(sample(finite, f32::total_cmp)).await;
    check(sample(-1e100..1e100_f64, f64::total_cmp)).await;
    check(sample(-1.0..1.0_f64, f64::total_cmp)).await;
    check_refused(vec![f64::NAN, -f64::NAN], false, true).await;
    check_refused(vec![f32::NAN], false, true).await;
}

#[tokio::test]
async fn text() {
    let mut values: Vec<String> = [
        "",
        " ",
        "'",
        "\"",
        "\\",
        "%",
        "00123",
        "10",
        "9",
        "A",
        "Ä",
        "a",
        "é",
        "e\u{301}",
        "\u{1}",
        "\n",
        "日本",
        "\u{10FFFF}",
        "\u{FFFF}",
        "true",
        "null",
        "1e400",
    ]
    .map(str::to_owned)
    .into();
    values.push("x".repeat(100_000));
    values.sort();
    check(values).await;
    check(sample("[^\\x00]{0,20}", String::cmp)).await;
    check_refused(vec!["a\0b".to_owned(), "\0".to_owned()], true, true).await;
}

#[tokio::test]
async fn bytes() {
    let mut values: Vec<Vec<u8>> = vec![
        vec![],
        vec![0],
        vec![0, 0],
        vec![255],
        vec![0x27],
        (0..=255).collect(),
    ];
    values.sort();
    check(values).await;
    check(sample(any::<Vec<u8>>(), Vec::cmp)).await;
}

#[tokio::test]
async fn arrays_are_of_postgres() {
    let binds = [bound(&vec![1_i64])];
    assert!(matches!(
        bind::sqlite(&binds),
        Err(Error::Unsupported { .. })
    ));
    assert!(matches!(
        bind::sqlite_set(&[], SqlType::Array(&SqlType::Text), None),
        Err(Error::Unsupported { .. })
    ));
    let Some(mut database) = postgres().await else {
        return;
    };
    check_array(&mut database, vec![vec![], vec![i64::MIN, i64::MAX]]).await;
    check_array(&mut database, vec![vec![i16::MIN], vec![1_i16, 2]]).await;
    check_array(&mut database, vec![vec![i32::MIN], vec![1_i32, 2]]).await;
    check_array(&mut database, vec![vec![true, false]]).await;
    check_array(&mut database, vec![vec![0.1_f32, f32::INFINITY]]).await;
    check_array(&mut database, vec![vec![0.1_f64, 5e-324]]).await;
    check_array(
        &mut database,
        vec![vec![
            String::new(),
            "NULL".into(),
            "{a,\"b\"}".into(),
            "é\\".into(),
        ]],
    )
    .await;

    let with_null = "SELECT ARRAY['a', NULL]";
    assert!(database.fetch::<Vec<String>>(with_null, &[]).await.is_err());
    let nested = "SELECT ARRAY[[1::bigint], [2]]";
    let error = database.fetch::<Vec<i64>>(nested, &[]).await.unwrap_err();
    assert!(
        error.to_string().contains("more than one dimension"),
        "{error}"
    );
    assert!(
        database
            .fetch::<Vec<i64>>("SELECT ARRAY['a']", &[])
            .await
            .is_err()
    );
    assert!(
        database
            .fetch::<Vec<i64>>("SELECT 1::bigint", &[])
            .await
            .is_err()
    );
    check_refused(vec![vec!["a\0b".to_owned()]], true, false).await;
}
