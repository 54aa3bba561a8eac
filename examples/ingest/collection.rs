//! What surrounds the features of a `GeoJSON` collection.
//!
//! A head or a tail is believed only if it is one. Both are completed in a buffer of the caller's to be
//! parsed, so that looking for them need not allocate.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The length of the object that a line starts with, by its brackets.
pub fn object(line: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut bytes = line.iter().enumerate();
    while let Some((index, byte)) = bytes.next() {
        match byte {
            b'\\' if in_string => drop(bytes.next()),
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[derive(Deserialize)]
enum CollectionType {
    FeatureCollection,
}

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    _type: CollectionType,
}

/// The length of a collection's head, if one comes next, else 0.
pub fn head(text: &[u8], copy: &mut Vec<u8>) -> usize {
    const KEY: &[u8] = b"\"features\"";

    let mut length = || {
        let key = text.windows(KEY.len()).position(|window| window == KEY)?;
        let array = text[key + KEY.len()..]
            .trim_ascii_start()
            .strip_prefix(b":")?;
        let features = array.trim_ascii_start().strip_prefix(b"[")?;
        let length = text.len() - features.len();
        copy.clear();
        copy.extend_from_slice(&text[..length]);
        copy.extend_from_slice(b"]}");
        let collection = serde_json::from_slice::<Collection>(copy);
        collection.is_ok().then_some(length)
    };
    length().unwrap_or(0)
}

/// A tail longer than this many bytes is none: where many come in one text, none costs the whole of it.
const LONGEST_TAIL: usize = 4096;

/// The length of a collection's tail, if one comes next.
pub fn tail(text: &[u8], copy: &mut Vec<u8>) -> Option<usize> {
    const OPENED: &[u8] = b"{\"features\":[";

    if !text.starts_with(b"]") {
        return None;
    }
    copy.clear();
    copy.extend_from_slice(OPENED);
    copy.extend_from_slice(&text[..text.len().min(LONGEST_TAIL)]);
    let mut values = serde_json::Deserializer::from_slice(copy).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(values.byte_offset() - OPENED.len())
}
