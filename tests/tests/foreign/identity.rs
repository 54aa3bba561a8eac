//! `parking_lot` and `tokio`: refused (see the programs that must not compile), but for what says why it
//! is kept, and what is let go.

use std::sync::Arc;

use pool_runtime::Poolable;
use tokio::sync::{mpsc, oneshot};

#[derive(Poolable)]
struct Request {
    #[pool(keep = "taken by the worker of this object alone")]
    lock: parking_lot::Mutex<u8>,
    #[pool(with = unlock)]
    counter: tokio::sync::Mutex<u8>,
    #[pool(drop_ref)]
    shared: Option<Arc<parking_lot::RwLock<u8>>>,
    #[pool(drop_ref)]
    reply: Option<oneshot::Sender<u8>>,
    #[pool(keep = "every borrower reports to the same task")]
    reports: mpsc::Sender<u8>,
}

fn unlock(lock: &mut tokio::sync::Mutex<u8>) {
    *lock.get_mut() = 0;
}

#[test]
fn kept_or_let_go() {
    let shared = Arc::new(parking_lot::RwLock::new(1));
    let (reply, mut answer) = oneshot::channel();
    let (reports, inbox) = mpsc::channel(1);
    let mut request = Request {
        lock: parking_lot::Mutex::new(1),
        counter: tokio::sync::Mutex::new(2),
        shared: Some(Arc::clone(&shared)),
        reply: Some(reply),
        reports,
    };
    request.reset();
    assert_eq!(
        (*request.lock.get_mut(), *request.counter.get_mut()),
        (1, 0)
    );
    assert!(request.shared.is_none() && request.reply.is_none());
    assert_eq!(Arc::strong_count(&shared), 1);
    assert!(
        answer
            .try_recv()
            .is_err_and(|error| error == oneshot::error::TryRecvError::Closed)
    );
    assert!(!inbox.is_closed());
    request.reports.try_send(1).unwrap();
}
