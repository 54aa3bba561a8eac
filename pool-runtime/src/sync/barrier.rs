//! An asymmetric barrier: free for the thread that owns a cache, paid for by the one that empties
//! somebody else's.
//!
//! Owner and claimant each write a word of their own and then read the other's. For one of them to
//! see the other, both need a full fence between their write and their read; with [`heavy`] on the
//! claimant's side the owner's [`light`] has only to keep the compiler from reordering. On Linux
//! `heavy` is the `membarrier` system call (private, expedited), which interrupts the cores that
//! run threads of this process. Where it is missing (other systems, kernels before 4.14, sandboxes
//! that forbid it), `heavy` returns false and the claimant must not touch the cache: it asks, and
//! the owner answers at its next visit.
//!
//! What the pair guarantees is what two full fences guarantee. Loom and Miri, which know nothing of
//! the system call, get those.
//!
//! Sources: folly `AsymmetricThreadFence`, crossbeam-epoch's pin, <https://wg21.link/p1202>.

#[cfg(any(loom, miri))]
use super::{Ordering, fence};

/// The owner's half. Orders its write before its later reads, given a [`heavy`] elsewhere.
#[inline]
pub(crate) fn light() {
    #[cfg(any(loom, miri))]
    fence(Ordering::SeqCst);
    #[cfg(not(any(loom, miri)))]
    std::sync::atomic::compiler_fence(std::sync::atomic::Ordering::SeqCst);
}

/// The claimant's half. False where this system has no such barrier.
pub(crate) fn heavy() -> bool {
    #[cfg(loom)]
    if !WORKS.get() {
        return false;
    }
    #[cfg(any(loom, miri))]
    {
        fence(Ordering::SeqCst);
        true
    }
    #[cfg(all(not(any(loom, miri)), target_os = "linux"))]
    {
        #[cfg(shared_writes)]
        super::shared_writes::count_barrier();
        linux::membarrier()
    }
    #[cfg(all(not(any(loom, miri)), not(target_os = "linux")))]
    {
        false
    }
}

#[cfg(loom)]
thread_local! {
    /// Whether there is a barrier now. All threads of a model are one to std.
    static WORKS: std::cell::Cell<bool> = const { std::cell::Cell::new(true) };
}

/// Gives a model a system whose barrier works, or does not.
#[cfg(all(test, loom))]
pub(crate) fn set_works(works: bool) {
    WORKS.set(works);
}

#[cfg(all(not(any(loom, miri)), target_os = "linux"))]
mod linux {
    use once_cell::sync::OnceCell;
    use std::sync::atomic::{Ordering, fence};

    static REGISTERED: OnceCell<bool> = OnceCell::new();

    pub(super) fn membarrier() -> bool {
        // A process registers once; the kernel answers later calls faster for it.
        let registered =
            *REGISTERED.get_or_init(|| call(libc::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED));
        fence(Ordering::SeqCst);
        let done = registered && call(libc::MEMBARRIER_CMD_PRIVATE_EXPEDITED);
        fence(Ordering::SeqCst);
        done
    }

    fn call(command: libc::c_int) -> bool {
        // SAFETY: `membarrier` takes two integers, reads no memory of ours and only orders what
        // the process's threads already do.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }
}
