//! Where the system has no `membarrier`, a trim asks the other threads instead of reaching into their
//! caches; everything else is as it is anywhere. Tried in a process that is denied the system call, as
//! some sandboxes deny it.
#![cfg(target_os = "linux")]

use std::io;
use std::marker::PhantomData;
use std::os::unix::process::CommandExt;
use std::process::{Command, exit};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use pool_runtime::testing::advance;
use pool_runtime::{Pool, Poolable, registry};
use pool_tests::census::Census;
use pool_tests::process;

/// What a child exits with if all went well: nothing else does.
const EXIT: i32 = 42;

/// Runs one of the tests below in a process of its own, which finds no `membarrier`.
fn without_membarrier(test: &str, child: fn()) {
    // SAFETY: between `fork` and `exec` it makes system calls alone, and allocates nothing.
    let deny = |command: &mut Command| _ = unsafe { command.pre_exec(deny_membarrier) };
    let denied = || {
        // SAFETY: takes two integers and reads no memory of ours. 0 asks what there is.
        assert_eq!(unsafe { libc::syscall(libc::SYS_membarrier, 0, 0) }, -1);
        child();
        exit(EXIT);
    };
    let output = match process::prepared(test, deny, denied) {
        Ok(output) => output,
        // Such as a system that has no filters for system calls.
        Err(error) => return eprintln!("{test}: skipped, membarrier cannot be denied: {error}"),
    };
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(EXIT), "{out}\n{err}");
}

/// Makes `membarrier` fail for this process from here on, as if the kernel did not have it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the kernel's constants, in the widths that its filters have"
)]
fn deny_membarrier() -> io::Result<()> {
    use libc::{BPF_ABS, BPF_JEQ, BPF_JMP, BPF_K, BPF_LD, BPF_RET, BPF_W};
    let step = |code: u32, k: u32, jt, jf| libc::sock_filter {
        code: code as u16,
        jt,
        jf,
        k,
    };
    let missing = libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32;
    let mut steps = [
        // The number of the system call stands first in what a filter sees.
        step(BPF_LD | BPF_W | BPF_ABS, 0, 0, 0),
        step(BPF_JMP | BPF_JEQ | BPF_K, libc::SYS_membarrier as u32, 0, 1),
        step(BPF_RET | BPF_K, missing, 0, 0),
        step(BPF_RET | BPF_K, libc::SECCOMP_RET_ALLOW, 0, 0),
    ];
    let program = libc::sock_fprog {
        len: steps.len() as u16,
        filter: steps.as_mut_ptr(),
    };
    // SAFETY: the first takes integers alone; the second reads the program, which lives here.
    let denied = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(
                libc::PR_SET_SECCOMP,
                libc::SECCOMP_MODE_FILTER,
                &raw const program,
            ) == 0
    };
    if denied {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

#[test]
fn a_trim_asks_and_the_next_visit_answers() {
    without_membarrier("a_trim_asks_and_the_next_visit_answers", || {
        let census = Census::new();
        let pool = census.builder().build();
        let step = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                drop((0..20).map(|_| census.get(&pool)).collect::<Vec<_>>());
                step.wait();
                step.wait();
                // A get that finds nothing, for what was idle here is freed first.
                let object = census.get(&pool);
                assert_eq!(census.made(), 31, "{:?}", pool.stats());
                drop(object);
                step.wait();
            });
            step.wait();
            drop((0..10).map(|_| census.get(&pool)).collect::<Vec<_>>());
            let before = (census.alive(), pool.stats().idle);
            let trimmed = pool.trim().objects;
            let after = (census.alive(), pool.stats().idle);
            step.wait();
            step.wait();
            assert_eq!(before, (30, 30));
            // This thread's own is asked too.
            assert_eq!((trimmed, after), (0, (30, 30)));
            drop(census.get(&pool));
            assert!(pool.stats().discards.trimmed >= 20 && census.alive() <= 2);
        });
        census.audit(&pool, 32);
    });
}

#[test]
fn what_a_thread_was_asked_for_is_gone_with_it() {
    without_membarrier("what_a_thread_was_asked_for_is_gone_with_it", || {
        let census = Census::new();
        let pool = Arc::new(census.builder().build());
        let step = Arc::new(Barrier::new(2));
        let theirs = (Arc::clone(&census), Arc::clone(&pool), Arc::clone(&step));
        let worker = thread::spawn(move || {
            let (census, pool, step) = theirs;
            drop((0..20).map(|_| census.get(&pool)).collect::<Vec<_>>());
            step.wait();
            step.wait();
        });
        step.wait();
        assert_eq!(pool.trim().objects, 0);
        step.wait();
        worker.join().expect("no panic");
        pool.trim();
        assert_eq!(census.alive(), 0);
        census.audit(&pool, 20);
        assert_eq!(pool.prewarm(2000), 1024, "all credit is back");
    });
}

#[test]
fn limits_and_objects_are_as_exact_under_trims_and_decay() {
    without_membarrier(
        "limits_and_objects_are_as_exact_under_trims_and_decay",
        || {
            const THREADS: usize = 4;
            const ROUNDS: usize = 3000;
            let census = Census::new();
            let pool = census.builder().max_idle(100).build();
            let done = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        pool.trim();
                        advance(&pool, Duration::from_secs(5));
                        thread::yield_now();
                    }
                });
                let workers: Vec<_> = (0..THREADS)
                    .map(|_| {
                        scope.spawn(|| {
                            for round in 0..ROUNDS {
                                let mut held: Vec<_> =
                                    (0..round % 40).map(|_| census.get(&pool)).collect();
                                for object in &mut held {
                                    object.bytes.push(1);
                                }
                            }
                        })
                    })
                    .collect();
                for worker in workers {
                    worker.join().expect("one object never is in two hands");
                }
                done.store(true, Ordering::Relaxed);
            });
            let gets = THREADS * (0..ROUNDS).map(|round| round % 40).sum::<usize>();
            census.audit(&pool, gets);
            assert!(census.peak_idle() <= 100);
            assert!(pool.stats().discards.trimmed > 0);
            pool.trim();
            drop(census.get(&pool));
            assert!(census.alive() <= 1);
        },
    );
}

/// Must be dropped by the thread that made it.
struct Bound {
    made_on: thread::ThreadId,
    _not_send: PhantomData<*const ()>,
}

static DROPPED_HERE: AtomicUsize = AtomicUsize::new(0);
static DROPPED_ELSEWHERE: AtomicUsize = AtomicUsize::new(0);

impl Poolable for Bound {
    fn reset(&mut self) {}
}

impl Drop for Bound {
    fn drop(&mut self) {
        let here = thread::current().id() == self.made_on;
        let count = if here {
            &DROPPED_HERE
        } else {
            &DROPPED_ELSEWHERE
        };
        count.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn who_reads_the_figures_drops_no_object_of_another_thread() {
    without_membarrier(
        "who_reads_the_figures_drops_no_object_of_another_thread",
        || {
            const POOLS: usize = 40;
            let done = AtomicBool::new(false);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        while !done.load(Ordering::SeqCst) {
                            drop(registry::pools());
                            registry::trim_all();
                        }
                    });
                }
                for _ in 0..POOLS {
                    let user = thread::spawn(|| {
                        let bound = || Bound {
                            made_on: thread::current().id(),
                            _not_send: PhantomData,
                        };
                        let pool = Pool::builder().init(bound).build();
                        drop(pool.get_owned());
                        thread::yield_now();
                        // Its object stays in this thread's cache: the pool lent one that may outlive it.
                    });
                    user.join().unwrap();
                }
                done.store(true, Ordering::SeqCst);
            });
            assert_eq!(DROPPED_ELSEWHERE.load(Ordering::SeqCst), 0);
            assert_eq!(DROPPED_HERE.load(Ordering::SeqCst), POOLS);
        },
    );
}
