//! `tokio`: locks, channels and handles, refused as std's are.

use ::tokio::fs::File;
use ::tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use ::tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use ::tokio::sync::{
    Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore, broadcast, mpsc, oneshot, watch,
};
use ::tokio::task::{AbortHandle, JoinHandle, JoinSet};

use super::prelude::*;

undeclared! {
    PooledLock:
        [T] Mutex<T>;
        [T] RwLock<T>;
        [T] OnceCell<T>;
        [] Notify;
        [] Semaphore;
        [] Barrier;
    ChannelEnd:
        [T] mpsc::Sender<T>;
        [T] mpsc::Receiver<T>;
        [T] mpsc::WeakSender<T>;
        [T] mpsc::UnboundedSender<T>;
        [T] mpsc::UnboundedReceiver<T>;
        [T] mpsc::WeakUnboundedSender<T>;
        [T] oneshot::Sender<T>;
        [T] oneshot::Receiver<T>;
        [T] broadcast::Sender<T>;
        [T] broadcast::Receiver<T>;
        [T] watch::Sender<T>;
        [T] watch::Receiver<T>;
    TaskHandle:
        [T] JoinHandle<T>;
        [T] JoinSet<T>;
        [] AbortHandle;
    OpenHandle:
        [] File;
        [] TcpStream;
        [] TcpListener;
        [] TcpSocket;
        [] OwnedReadHalf;
        [] OwnedWriteHalf;
        [] UdpSocket;
}

as_objects! {
    PooledLock:
        [T] Mutex<T>;
        [T] RwLock<T>;
        [T] OnceCell<T>;
        [] Notify;
        [] Semaphore;
        [] Barrier;
    ChannelEnd:
        [T] mpsc::Sender<T>;
        [T] mpsc::Receiver<T>;
        [T] mpsc::UnboundedSender<T>;
        [T] mpsc::UnboundedReceiver<T>;
        [T] oneshot::Sender<T>;
        [T] oneshot::Receiver<T>;
        [T] broadcast::Sender<T>;
        [T] broadcast::Receiver<T>;
        [T] watch::Sender<T>;
        [T] watch::Receiver<T>;
}

always! {
    PooledLock:
        [T] Mutex<T>;
        [T] RwLock<T>;
        [T] OnceCell<T>;
        [] Notify;
        [] Semaphore;
        [] Barrier;
}

refuse!(Shrink [T] Mutex<T>, PooledLock);
refuse!(Shrink [T] RwLock<T>, PooledLock);

#[cfg(unix)]
mod unix {
    //! Handles that only Unix has.

    use ::tokio::net::{UnixDatagram, UnixListener, UnixStream};

    use super::super::prelude::*;

    undeclared! {
        OpenHandle:
            [] UnixStream;
            [] UnixListener;
            [] UnixDatagram;
    }
}
