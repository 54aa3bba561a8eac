//! `compact_str`: in place up to 24 bytes, on the heap above.

use compact_str::CompactString;
use pool_runtime::Poolable;
use pool_runtime::field::Clear;

use crate::{Slack, check};

#[derive(Default, Poolable)]
struct Line {
    #[pool(clear)]
    text: CompactString,
    #[pool(shrink_above = 100)]
    key: CompactString,
    #[pool(drop_ref)]
    value: CompactString,
}

#[test]
fn every_policy() {
    check::<CompactString>(|text| text.push_str(&"long ".repeat(50)), Slack::NONE);
    let mut line = Line {
        text: CompactString::new("text ".repeat(20)),
        key: CompactString::new("key ".repeat(100)),
        value: CompactString::new("value ".repeat(100)),
    };
    line.reset();
    assert!(line.text.is_empty() && line.key.is_empty() && line.value.is_empty());
    assert_eq!(line.retained_bytes(), 100 + 100);
}

#[test]
fn what_is_not_on_the_heap() {
    for mut text in [
        CompactString::new("short"),
        CompactString::const_new("a static text that is too long to be in place"),
    ] {
        assert_eq!(
            (Clear::retained_bytes(&text), Clear::used_bytes(&text)),
            (0, 0)
        );
        Clear::clear(&mut text);
        text.push_str("new");
        assert_eq!(text, "new");
    }
}
