//! What no reset mends says so, and is let go instead.

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
#[pool(discard_if = Connection::is_out_of_step)]
struct Connection {
    sent: u64,
    answered: u64,
    #[pool(clear)]
    output: Vec<u8>,
}

impl Connection {
    fn is_out_of_step(&self) -> bool {
        self.sent != self.answered
    }
}

pub fn run() {
    let connections: Pool<Connection> = Pool::new();
    for answered in [1, 0, 1] {
        let mut connection = connections.get();
        connection.output.push(1);
        connection.sent += 1;
        connection.answered += answered;
    }
    let stats = connections.stats();
    assert_eq!((stats.returns, stats.discards.not_reusable), (2, 1));
    println!(
        "  {} returned, {} let go",
        stats.returns, stats.discards.not_reusable
    );
}
