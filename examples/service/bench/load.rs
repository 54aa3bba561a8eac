//! Connections that each send the next request when the last one is answered.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT_ENCODING, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Body;

/// What came of it.
pub struct Load {
    /// Of each request, in nanoseconds.
    pub latencies: Vec<u64>,
    pub elapsed: Duration,
}

/// One connection.
pub struct Connection {
    sender: SendRequest<Body>,
}

/// Sends the bodies in turns, from all connections at once, for so long.
pub async fn run(
    address: SocketAddr,
    path: &'static str,
    bodies: &[Bytes],
    connections: usize,
    time: Duration,
) -> anyhow::Result<Load> {
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for index in 0..connections {
        let bodies = bodies.to_vec();
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut latencies = Vec::new();
            let mut next = index;
            while started.elapsed() < time {
                let sent = Instant::now();
                let body = bodies[next % bodies.len()].clone();
                connection.post(path, body).await?;
                latencies.push(u64::try_from(sent.elapsed().as_nanos())?);
                next += 1;
            }
            anyhow::Ok(latencies)
        });
    }
    let mut latencies = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        latencies.append(&mut ended??);
    }
    Ok(Load {
        latencies,
        elapsed: started.elapsed(),
    })
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Its error comes to the sender, too.
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    pub async fn get(&mut self, path: &'static str) -> anyhow::Result<Bytes> {
        self.send(Method::GET, path, Bytes::new()).await
    }

    async fn post(&mut self, path: &'static str, body: Bytes) -> anyhow::Result<Bytes> {
        self.send(Method::POST, path, body).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &'static str,
        body: Bytes,
    ) -> anyhow::Result<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost")
            .header(CONTENT_TYPE, "application/x-ndjson")
            .header(ACCEPT_ENCODING, "zstd")
            .body(Body::new(body))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        ensure!(
            status == StatusCode::OK,
            "{path} was answered with {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body)
    }
}

impl Load {
    /// The latency that so many out of 1,000 requests did not exceed.
    pub fn at(latencies: &[u64], thousandth: usize) -> anyhow::Result<u64> {
        let last = latencies.len().checked_sub(1).context("no request ended")?;
        let index = (latencies.len() * thousandth).div_ceil(1000).max(1) - 1;
        Ok(latencies[index.min(last)])
    }
}
