//! Messages of compile-time checks, with numbers in them.

/// A text put together in a constant.
#[derive(Debug)]
pub struct Message {
    bytes: [u8; 512],
    len: usize,
}

impl Message {
    const fn new() -> Message {
        Message {
            bytes: [0; 512],
            len: 0,
        }
    }

    /// With `text` at the end; what finds no room is cut off.
    const fn text(mut self, text: &str) -> Message {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// With a number at the end, in decimal.
    const fn number(self, number: usize) -> Message {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b"0123456789"[rest % 10];
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let (_, digits) = digits.split_at(start);
        match std::str::from_utf8(digits) {
            Ok(digits) => self.text(digits),
            Err(_) => self,
        }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            // A name was cut in the middle of a character.
            Err(_) => "the type is too large",
        }
    }

    /// A pooled type above its `max_size`.
    pub const fn too_large(name: &str, size: usize, max_size: usize) -> Message {
        Message::new()
            .text("`")
            .text(name)
            .text("` itself takes ")
            .number(size)
            .text(" bytes, more than its `max_size` of ")
            .number(max_size)
            .text(", and a pool pays that for every idle object: put the large part in a `Vec` or a `Box`, or write `#[pool(max_size = BYTES)]` with the size that you accept")
    }

    /// Arrays that are too large to be written anew at every return without a word.
    pub const fn large_array(bytes: usize) -> Message {
        Message::new()
            .text("arrays of ")
            .number(bytes)
            .text(" bytes in all would be overwritten at every return, and above 256 bytes that needs a policy: `#[pool(default = EXPR)]` overwrites them, `#[pool(with = PATH)]` can clean only what was used; or use a `Vec` with `#[pool(clear)]`")
    }

    /// A `shrink_to` above its `shrink_above`.
    pub const fn shrinks_to_more(above: usize, to: usize) -> Message {
        Message::new()
            .text("`shrink_to` (")
            .number(to)
            .text(") is more than `shrink_above` (")
            .number(above)
            .text("): what has grown above a limit cannot shrink to more than the limit; make `shrink_to` smaller, or leave it out")
    }
}

/// Ends the compilation at the caller's place.
///
/// # Panics
///
/// Always, which is an error in a constant.
#[track_caller]
pub const fn fail(message: &Message) {
    panic!("{}", message.as_str());
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 7, 10, 65_536, usize::MAX] {
            assert_eq!(Message::new().number(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn texts_fit() {
        for message in [
            Message::too_large("A".repeat(100).as_str(), usize::MAX, usize::MAX),
            Message::large_array(usize::MAX),
            Message::shrinks_to_more(usize::MAX, usize::MAX),
        ] {
            assert!(
                message.len < message.bytes.len(),
                "cut off: {}",
                message.as_str()
            );
        }
        assert!(
            Message::new()
                .text(&"long ".repeat(1000))
                .as_str()
                .starts_with("long")
        );
    }
}
