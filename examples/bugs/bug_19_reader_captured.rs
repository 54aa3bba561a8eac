//! A reader that is handed on is pooled itself, and its guard is what is handed on.

use std::io::{self, BufRead, Cursor, Read};

use pool_runtime::{Pool, Pooled, static_pool};

static_pool! {
    static READERS: Pool<Cursor<Vec<u8>>>;
}

fn reader(text: &str) -> Pooled<'static, Cursor<Vec<u8>>> {
    let mut reader = READERS.get();
    reader.get_mut().extend_from_slice(text.as_bytes());
    reader
}

fn first_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line)
}

pub fn run() {
    let mut reader = reader("a first line\nand the rest");
    let line = first_line(&mut *reader).expect("memory can be read");
    let mut rest = String::new();
    reader
        .read_to_string(&mut rest)
        .expect("memory can be read");
    assert_eq!(
        (line.as_str(), rest.as_str()),
        ("a first line\n", "and the rest")
    );
    println!("  {line:?}, then {rest:?}");
    drop(reader);
    assert_eq!(READERS.get().position(), 0);
}
