//! Chapters: longer than an item's documentation.
//!
//! To begin with:
//!
//! - [`choosing_a_policy`]: from the type of a field to what to write.
//! - [`coming_from`]: Go's `sync.Pool`, .NET's pools, the crates you may know, and what to write here.
//! - [`deep_reuse`]: a struct on its way to no allocation at all.
//!
//! In a service:
//!
//! - [`limits_and_tuning`]: from a figure in [`Stats`](crate::Stats) to an option of the builder.
//! - [`asynchronous`]: guards in tasks, bounded pools, blocking work.
//! - [`operating`]: metrics, alerts, memory pressure, leaks.
//! - [`testing`]: unit tests for pooled types and for limits.
//!
//! Behind it:
//!
//! - [`how_it_works`]: caches, depot, ledger, barrier.
//! - [`performance`]: what it costs, beside other pools.
//! - [`verification`]: what is checked, how, and what is not.
//! - [`twenty_bugs`]: what goes wrong with Go's `sync.Pool`, tried here.

/// A chapter from `docs`, where its links lead to other pages and to source files. `links.md` comes first
/// and gives the same names their places in the documentation: of two definitions, the first holds.
macro_rules! chapter {
    ($name:ident, $page:literal) => {
        #[doc = include_str!("links.md")]
        #[doc = include_str!(concat!("../../docs/", $page))]
        pub mod $name {}
    };
}

chapter!(choosing_a_policy, "choosing-a-policy.md");
chapter!(limits_and_tuning, "limits-and-tuning.md");
chapter!(deep_reuse, "deep-reuse.md");
chapter!(asynchronous, "async.md");
chapter!(operating, "operating.md");
chapter!(testing, "testing.md");
chapter!(coming_from, "coming-from.md");
chapter!(how_it_works, "how-it-works.md");
chapter!(verification, "verification.md");
chapter!(twenty_bugs, "twenty-bugs.md");

#[doc = include_str!("links.md")]
#[doc = include_str!("../../docs/performance.md")]
#[doc = "# Plots"]
#[doc = include_str!("../../docs/pools-write.svg")]
#[doc = ""]
#[doc = include_str!("../../docs/pools-struct.svg")]
pub mod performance {}
