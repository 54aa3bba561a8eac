//! `shrink_above` gives back what one huge request needed; the pool's own limits hold in any case.

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Request {
    #[pool(shrink_above = 65536)]
    body: Vec<u8>,
}

pub fn run() {
    let requests: Pool<Request> = Pool::builder().max_idle(64).max_idle_bytes(1 << 20).build();
    for bytes in [1000, 100_000_000, 1000] {
        let mut request = requests.get();
        let room = request.body.capacity();
        request.body.resize(bytes, b'x');
        drop(request);
        let kept = requests.stats().idle_bytes;
        println!("  {bytes:>9} bytes in room for {room:>5}; {kept:>5} kept");
        assert!(kept <= size_of::<Request>() + 65_536);
    }
}
