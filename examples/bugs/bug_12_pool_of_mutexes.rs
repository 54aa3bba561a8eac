//! The lock stays outside of the pool, and what is pooled refers to it.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Job {
    #[pool(clear)]
    lines: Vec<String>,
    #[pool(drop_ref)]
    log: Option<Arc<Mutex<Vec<String>>>>,
}

impl Job {
    fn finish(&mut self) {
        if let Some(log) = &self.log {
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .append(&mut self.lines);
        }
    }
}

pub fn run() {
    let jobs: Pool<Job> = Pool::new();
    let log = Arc::new(Mutex::new(Vec::new()));
    thread::scope(|threads| {
        for thread in 0..4 {
            let (jobs, log) = (&jobs, &log);
            threads.spawn(move || {
                for line in 0..100 {
                    let mut job = jobs.get();
                    job.log = Some(Arc::clone(log));
                    job.lines.push(format!("thread {thread}, line {line}"));
                    job.finish();
                }
            });
        }
    });
    let lines = log.lock().unwrap_or_else(PoisonError::into_inner).len();
    assert_eq!(lines, 400);
    println!(
        "  {lines} lines behind one lock; jobs in the pool: {}",
        jobs.stats().idle
    );
}
