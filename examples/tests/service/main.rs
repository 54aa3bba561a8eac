//! What `service` promises, tried on the built program: over real sockets, and in a real browser.

mod answers;
mod browser;
mod faults;
mod operating;
mod page;
mod running;

use std::io::Read;

use running::{Answer, EARTHQUAKES};

fn earthquakes() -> Vec<u8> {
    std::fs::read(EARTHQUAKES).expect("the data is there")
}

/// The answer as it was before it was compressed.
fn plain(answer: &Answer) -> Vec<u8> {
    match answer.header("content-encoding") {
        None => answer.body.clone(),
        Some("gzip") => {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&answer.body[..])
                .read_to_end(&mut plain)
                .expect("whole gzip");
            plain
        }
        Some("zstd") => {
            let mut plain = Vec::with_capacity(4 << 20);
            zstd_safe::decompress(&mut plain, &answer.body).expect("a whole frame");
            plain
        }
        Some(other) => panic!("encoded as {other}"),
    }
}
