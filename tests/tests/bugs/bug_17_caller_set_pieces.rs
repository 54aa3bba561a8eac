//! Replies, handles and wakers go with the borrower that set them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Barrier};
use std::task::{Wake, Waker};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pool_runtime::{OwnedPooled, Pool, Poolable};

/// For what is there at once, unless something is broken.
const LONG: Duration = Duration::from_secs(5);

#[derive(Default, Poolable)]
struct Job {
    input: u64,
    #[pool(drop_ref)]
    reply: Option<Sender<u64>>,
    #[pool(drop_ref)]
    waker: Option<Waker>,
    #[pool(drop_ref)]
    helper: Option<JoinHandle<()>>,
}

struct Task(AtomicBool);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn bug_17_the_return_hangs_up() {
    let jobs: Pool<Job> = Pool::new();
    let (reply, replies) = mpsc::channel();
    let mut job = jobs.get();
    job.reply = Some(reply);
    drop(job);
    assert_eq!(replies.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}

#[test]
fn bug_17_the_return_lets_go_of_the_waker_and_of_its_task() {
    let jobs: Pool<Job> = Pool::new();
    let task = Arc::new(Task(AtomicBool::new(false)));
    let mut job = jobs.get();
    job.waker = Some(Waker::from(Arc::clone(&task)));
    job.waker.as_ref().expect("set above").wake_by_ref();
    drop(job);
    assert!(task.0.load(Ordering::SeqCst));
    assert_eq!(
        Arc::strong_count(&task),
        1,
        "the task is pinned by an idle object"
    );
    assert!(jobs.get().waker.is_none());
}

#[test]
fn bug_17_the_return_detaches_the_helper() {
    let jobs: Pool<Job> = Pool::new();
    let barrier = Arc::new(Barrier::new(2));
    let (done, finished) = mpsc::channel();
    let mut job = jobs.get();
    let waits = Arc::clone(&barrier);
    job.helper = Some(thread::spawn(move || {
        waits.wait();
        done.send(()).expect("the test waits");
    }));
    // Neither waits for it nor hands it on.
    drop(job);
    assert!(jobs.get().helper.is_none());
    barrier.wait();
    finished.recv().expect("the helper ends in its own time");
}

#[test]
fn bug_17_the_guard_moves_with_the_work_and_replies_reach_who_asked() {
    let jobs = Arc::new(Pool::<Job>::new());
    let (submit, submitted) = mpsc::channel::<OwnedPooled<Job>>();
    let worker = thread::spawn(move || {
        for job in submitted {
            let reply = job.reply.as_ref().expect("a job has somebody to reply to");
            reply.send(job.input * 2).expect("who asked is waiting");
        }
    });
    thread::scope(|threads| {
        for thread in 0..4 {
            let (jobs, submit) = (&jobs, submit.clone());
            threads.spawn(move || {
                for input in thread * 1000..(thread + 1) * 1000 {
                    let (reply, replies) = mpsc::channel();
                    let mut job = jobs.get_owned();
                    assert_eq!(job.input, 0);
                    assert!(job.reply.is_none(), "somebody else's replies");
                    job.input = input;
                    job.reply = Some(reply);
                    submit.send(job).expect("the worker lives");
                    assert_eq!(replies.recv_timeout(LONG), Ok(input * 2));
                    let end = replies.recv_timeout(LONG);
                    assert_eq!(
                        end,
                        Err(mpsc::RecvTimeoutError::Disconnected),
                        "it hangs up"
                    );
                }
            });
        }
    });
    drop(submit);
    worker.join().expect("every job was whole");
    assert_eq!(jobs.stats().live, 0);
}
