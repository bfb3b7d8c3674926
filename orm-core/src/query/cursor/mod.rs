//! The place in a query's order at which a page begins, and its text.

mod bytes;

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::bytes::read_value;
pub(super) use self::bytes::write_value;
use crate::error::{Error, Result};
use crate::types::Datum;

/// The first byte of a cursor: whoever changes the bytes changes it, so that no cursor is taken for another.
const FORMAT: u8 = 1;

/// The place in a query's order at which a page begins: what [`Query::page`](super::Query::page) gives and takes.
///
/// Its text is made for URLs: letters, digits, `-` and `_`. It holds the values that the order asks of one row, and of which
/// order they are, so that a cursor of another query is refused. It is neither signed nor secret: whoever holds it can read
/// these values, and can ask for the page at other ones. In `serde`'s formats it is that text.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let books = Book::query().order_by(Book::year.asc());
/// let first = books.clone().page(2, None, &db).await?;
/// let link: String = first.next.unwrap().to_string();
///
/// let second = books.page(2, Some(link.parse()?), &db).await?;
/// assert_eq!(second.rows[0].title, "Frankenstein");
/// assert!("no cursor".parse::<Cursor>().is_err());
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// Whether the page ends at this place, and does not begin there.
    pub(crate) backward: bool,
    /// Of which order the values are.
    pub(crate) fingerprint: u32,
    /// What each term of the order has at this place.
    pub(crate) values: Vec<Datum>,
}

impl Cursor {
    fn to_bytes(&self) -> Vec<u8> {
        let Cursor {
            backward,
            fingerprint,
            values,
        } = self;
        let mut bytes = vec![FORMAT, u8::from(*backward)];
        bytes.extend(fingerprint.to_be_bytes());
        for value in values {
            write_value(value, &mut bytes);
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&[FORMAT, backward @ 0..=1], rest) = bytes.split_first_chunk()? else {
            return None;
        };
        let (&fingerprint, mut rest) = rest.split_first_chunk()?;
        let mut values = Vec::new();
        while !rest.is_empty() {
            values.push(read_value(&mut rest)?);
        }
        Some(Cursor {
            backward: backward == 1,
            fingerprint: u32::from_be_bytes(fingerprint),
            values,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.to_bytes()))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let cursor = bytes.and_then(|bytes| Cursor::from_bytes(&bytes));
        cursor.ok_or_else(|| {
            Error::configuration(
                "the text is not that of a cursor; take it as `Page::next` or `Page::previous` gave it",
            )
        })
    }
}

/// It does not show the values.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").finish_non_exhaustive()
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
