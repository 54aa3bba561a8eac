//! `bstr`: text that need not be UTF-8.

use bstr::BString;
use pool_runtime::Poolable;

use crate::{Slack, check};

#[derive(Default, Poolable)]
struct Line {
    #[pool(clear)]
    text: BString,
    #[pool(shrink_above = 10)]
    key: BString,
    #[pool(drop_ref)]
    value: BString,
}

#[test]
fn every_policy() {
    check::<BString>(|text| text.extend_from_slice(&[255; 300]), Slack::NONE);
    let mut line = Line {
        text: BString::from("text"),
        key: BString::from("a key that is long"),
        value: BString::from("value"),
    };
    line.reset();
    assert!(line.text.is_empty() && line.key.is_empty() && line.value.is_empty());
    assert_eq!(line.retained_bytes(), 4 + 10);
}
