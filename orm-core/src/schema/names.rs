use super::Table;

/// The most bytes of an identifier that Postgres keeps.
const MAX_BYTES: usize = 63;

/// A constraint's or an index's name, in Postgres' own manner: `book_author_id_fkey`. A name longer than 63 bytes is cut
/// and ends in a hash of the whole, so that two long names stay apart.
pub(crate) fn constraint_name(table: &Table, columns: &[usize], suffix: &str) -> String {
    let mut parts = vec![table.name];
    parts.extend(columns.iter().map(|&column| table.columns[column].name));
    parts.push(suffix);
    shorten(parts.join("_"))
}

/// A name that Postgres keeps whole.
pub(crate) fn shorten(name: String) -> String {
    if name.len() <= MAX_BYTES {
        return name;
    }
    let hash = format!("_{:08x}", fnv1a(name.as_bytes()));
    let mut end = MAX_BYTES - hash.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{hash}", &name[..end])
}

/// FNV-1a, folded to 32 bits: the names are written into databases, so the hash may never change, and the standard
/// library's may.
pub(crate) fn fnv1a(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash >> 32) as u32 ^ hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_head_and_ends_in_a_hash() {
        let long = format!("{}é{}", "a".repeat(53), "b".repeat(30));
        let other = format!("{long}c");
        let (a, b) = (shorten(long.clone()), shorten(other));
        assert!(a.len() <= MAX_BYTES && b.len() <= MAX_BYTES);
        assert_ne!(a, b);
        assert_eq!(a, shorten(long));
        assert!(a.starts_with(&"a".repeat(53)));
    }
}
