//! The reply goes with the job, the job with the work, and the return hangs up.

use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use pool_runtime::{OwnedPooled, Pool, Poolable};

#[derive(Default, Poolable)]
struct Job {
    input: u64,
    #[pool(drop_ref)]
    reply: Option<Sender<u64>>,
}

pub fn run() {
    let jobs = Arc::new(Pool::<Job>::new());
    let (submit, submitted) = mpsc::channel::<OwnedPooled<Job>>();
    let worker = thread::spawn(move || {
        for job in submitted {
            if let Some(reply) = &job.reply {
                // Whoever asked may have stopped waiting.
                let _ = reply.send(job.input * job.input);
            }
        }
    });
    for input in [7, 11] {
        let (reply, replies) = mpsc::channel();
        let mut job = jobs.get_owned();
        job.input = input;
        job.reply = Some(reply);
        submit.send(job).expect("the worker waits");
        let answers: Vec<u64> = replies.iter().collect();
        assert_eq!(answers, [input * input]);
        println!("  {input} squared is {answers:?}, and the line is dead");
    }
    drop(submit);
    worker.join().expect("the worker ends");
}
