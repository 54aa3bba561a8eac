//! What belongs to one borrower's tasks, of tokio's.

use pool_runtime::Poolable;
use tokio::net::TcpStream;
use tokio::sync::{Mutex, Notify, Semaphore, mpsc};
use tokio::task::JoinHandle;

#[derive(Poolable)]
struct Request {
    lock: Mutex<u64>,
    send: mpsc::Sender<u8>,
    task: JoinHandle<String>,
    stream: TcpStream,
    #[pool(default)]
    done: Notify,
    #[pool(default = Semaphore::const_new(4))]
    permits: Semaphore,
    #[pool(nested)]
    receive: mpsc::Receiver<u8>,
}

fn main() {}
