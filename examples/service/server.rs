//! Listens, until it is told to stop; then what runs is finished.

use std::io::{self, Write};
use std::pin::pin;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use crate::options::ServiceOptions;
use crate::pools;
use crate::routes;

/// How long requests that run may still run once the service is told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Runs the service.
pub fn run(options: ServiceOptions) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(listen(options))
}

async fn listen(options: ServiceOptions) -> anyhow::Result<()> {
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let stop = stop_signal()?;
    pools::build(&options);
    let address = listener.local_addr()?;
    // Who closed standard output does not want to hear of it.
    drop(writeln!(io::stdout(), "listening on http://{address}/"));

    let timeout_of_heads = options.timeout;
    serve(listener, routes::router(options), timeout_of_heads, stop).await;
    Ok(())
}

async fn serve(
    listener: TcpListener,
    router: Router,
    timeout_of_heads: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(timeout_of_heads);
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, as a rule: some will be closed.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service);
        // A connection that breaks concerns nobody but its client.
        tokio::spawn(connections.watch(connection));
    }
    // Who comes now is refused at once, and can go elsewhere.
    drop(listener);
    if timeout(GRACE, connections.shutdown()).await.is_err() {
        drop(writeln!(
            io::stderr(),
            "service: some requests took longer than {GRACE:?} to finish"
        ));
    }
}

/// Ready at the first ctrl-c or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ready at the first ctrl-c.
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
