//! So many round trips through a pool whose reset does nothing, for `scripts/instructions` to count.

use pool_runtime::{Pool, Poolable, static_pool};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;

/// Nothing to reset, nothing retained.
#[derive(Default)]
struct Token {
    value: u64,
}

impl Poolable for Token {
    fn reset(&mut self) {}
}

static_pool! {
    static TOKENS: Pool<Token>;
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (kind, count) = match arguments.as_slice() {
        [kind, count] => (kind.as_str(), count.parse().unwrap_or(0_usize)),
        _ => ("", 0),
    };
    let pool = Arc::new(Pool::<Token>::new());
    match kind {
        "loop" => {
            let mut token = Token::default();
            repeat(count, || {
                black_box(&mut token.value);
            });
        }
        "static" => repeat(count, || {
            black_box(&mut TOKENS.get().value);
        }),
        "borrowed" => repeat(count, || {
            black_box(&mut pool.get().value);
        }),
        "owned" => repeat(count, || {
            black_box(&mut pool.get_owned().value);
        }),
        "traced" => {
            let pool: Pool<Token> = Pool::builder().trace_borrows().build();
            repeat(count, || {
                black_box(&mut pool.get().value);
            });
        }
        _ => {
            eprintln!("usage: round-trip loop|static|borrowed|owned|traced COUNT");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn repeat(count: usize, mut trip: impl FnMut()) {
    for at in 0..count {
        trip();
        black_box(at);
    }
}
