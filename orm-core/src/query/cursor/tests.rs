use proptest::prelude::*;

use super::*;
use crate::types::Decimal;

fn single() -> impl Strategy<Value = Datum> {
    prop_oneof![
        Just(Datum::Null),
        any::<bool>().prop_map(Datum::Bool),
        any::<i16>().prop_map(Datum::Int16),
        any::<i32>().prop_map(Datum::Int32),
        any::<i64>().prop_map(Datum::Int64),
        any::<f32>().prop_map(Datum::Float32),
        any::<f64>().prop_map(Datum::Float64),
        ".{0,20}".prop_map(Datum::Text),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Datum::Bytes),
        any::<i64>().prop_map(Datum::Timestamp),
        any::<i64>().prop_map(Datum::DateTime),
        any::<i32>().prop_map(Datum::Date),
        any::<i64>().prop_map(Datum::Time),
        any::<[u8; 16]>().prop_map(Datum::Uuid),
        (any::<i128>(), 0..=28_u32)
            .prop_map(|(mantissa, scale)| Datum::Decimal(Decimal { mantissa, scale })),
        ".{0,20}".prop_map(Datum::Json),
    ]
}

fn value() -> impl Strategy<Value = Datum> {
    prop_oneof![
        8 => single(),
        1 => prop::collection::vec(single(), 0..4).prop_map(Datum::Array),
    ]
}

fn cursor() -> impl Strategy<Value = Cursor> {
    let values = prop::collection::vec(value(), 0..5);
    (any::<bool>(), any::<u32>(), values).prop_map(|(backward, fingerprint, values)| Cursor {
        backward,
        fingerprint,
        values,
    })
}

proptest! {
    #[test]
    fn a_text_reads_back_as_its_cursor(cursor in cursor()) {
        let text = cursor.to_string();
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        prop_assert!(text.parse::<Cursor>().unwrap() == cursor);
        let json = serde_json::to_string(&cursor).unwrap();
        prop_assert_eq!(&json, &format!("\"{text}\""));
        prop_assert!(serde_json::from_str::<Cursor>(&json).unwrap() == cursor);
    }

    #[test]
    fn any_bytes_are_a_cursor_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = Cursor::from_bytes(&bytes);
        let mut close = vec![FORMAT, 0, 1, 2, 3, 4];
        close.extend(bytes);
        let _ = Cursor::from_bytes(&close);
        let _ = URL_SAFE_NO_PAD.encode(close).parse::<Cursor>();
    }

    #[test]
    fn any_text_is_a_cursor_or_an_error(text in ".{0,40}") {
        let _ = text.parse::<Cursor>();
    }

    #[test]
    fn a_changed_byte_neither_panics_nor_hides(cursor in cursor(), place: prop::sample::Index, byte: u8) {
        let mut bytes = cursor.to_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Some(changed) = Cursor::from_bytes(&bytes) {
            prop_assert_eq!(changed.to_bytes(), bytes);
        }
    }
}

#[test]
fn debug_shows_no_value() {
    let cursor = Cursor {
        backward: false,
        fingerprint: 7,
        values: vec![Datum::Text("secret".to_owned())],
    };
    assert_eq!(format!("{cursor:?}"), "Cursor { .. }");
    let error = "c2VjcmV0".parse::<Cursor>().unwrap_err();
    assert!(!error.to_string().contains("c2VjcmV0"));
}
