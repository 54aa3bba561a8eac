//! A pooled buffer is the body of a response, as it is, and returns when it has been written.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use pool_runtime::{OwnedPooled, Pool, Pooled, static_pool};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

static_pool! {
    static BODIES: Pool<Vec<u8>>;
}

/// Where the last body lay.
static ADDRESS: AtomicUsize = AtomicUsize::new(0);

/// What a path is answered with: more than is written at once.
fn text(path: &str) -> String {
    format!("{path}: a line of the answer\n").repeat(10_000)
}

async fn answer<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut body = BODIES.get_owned();
    body.extend_from_slice(text(request.uri().path()).as_bytes());
    let (address, len) = (body.as_ptr().addr(), body.len());
    let body = Bytes::from_owner(body);
    assert_eq!((body.as_ptr().addr(), body.len()), (address, len));
    ADDRESS.store(address, Ordering::Relaxed);
    Ok(Response::new(Full::new(body)))
}

#[test]
fn a_response_is_written_from_the_pooled_buffer() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        // Less than a body, so that it is written in parts.
        let (mut client, server) = tokio::io::duplex(1000);
        let server =
            http1::Builder::new().serve_connection(TokioIo::new(server), service_fn(answer));
        let server = tokio::spawn(server);
        let mut addresses = Vec::new();
        for round in 1..=3 {
            let close = if round == 3 { "close" } else { "keep-alive" };
            let request =
                format!("GET /{round} HTTP/1.1\r\nHost: h\r\nConnection: {close}\r\n\r\n");
            client.write_all(request.as_bytes()).await.unwrap();
            let expected = text(&format!("/{round}"));
            let mut received = Vec::new();
            while !received.ends_with(expected.as_bytes()) {
                assert_ne!(
                    client.read_buf(&mut received).await.unwrap(),
                    0,
                    "the body is cut off"
                );
            }
            addresses.push(ADDRESS.load(Ordering::Relaxed));
        }
        server.await.unwrap().unwrap();
        let stats = BODIES.stats();
        assert_eq!(
            (stats.misses, stats.hits, stats.returns, stats.live),
            (1, 2, 3, 0)
        );
        assert_eq!(
            addresses[1], addresses[2],
            "the same memory, once it has grown"
        );
    });
}

#[test]
fn as_ref_to_what_the_object_is() {
    fn bytes(bytes: impl AsRef<[u8]> + Send + 'static) -> Bytes {
        Bytes::from_owner(bytes)
    }

    let lines: &'static Pool<String> = Box::leak(Box::new(Pool::new()));
    let mut line: Pooled<'static, String> = lines.get();
    line.push_str("line");
    let line = bytes(line);
    assert_eq!((&line[..], lines.stats().live), (&b"line"[..], 1));
    let part = line.slice(1..);
    drop(line);
    assert_eq!((&part[..], lines.stats().live), (&b"ine"[..], 1));
    drop(part);
    assert_eq!((lines.stats().live, lines.stats().idle), (0, 1));

    let mut path: OwnedPooled<String> = lines.get_owned();
    path.push_str("a/b");
    let as_path: &std::path::Path = path.as_ref();
    assert_eq!(as_path.file_name().unwrap(), "b");

    let buffers: Pool<Vec<u8>> = Pool::new();
    let mut buffer = buffers.get();
    buffer.extend([1, 2, 3]);
    AsMut::<[u8]>::as_mut(&mut buffer)[0] = 7;
    assert_eq!(AsRef::<Vec<u8>>::as_ref(&buffer), &[7, 2, 3]);
}
