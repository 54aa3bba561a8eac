//! What a pool's figures promise of themselves.

use pool_runtime::Stats;

/// Checks the sums that hold for every quiet pool after so many `get`s.
///
/// # Panics
///
/// If one does not hold.
pub fn add_up(stats: &Stats, gets: usize) {
    let gets = gets as u64;
    assert_eq!(stats.hits + stats.misses, gets, "gets: {stats:?}");
    let gone = stats.returns + stats.discards.at_return() + stats.live as u64;
    assert_eq!(gone, gets, "what was got: {stats:?}");
    let came = stats.returns + stats.prewarmed;
    let went = stats.hits + stats.discards.while_idle();
    assert_eq!(came, went + stats.idle as u64, "what is idle: {stats:?}");
    assert!(stats.peak_live >= stats.live, "{stats:?}");
    assert!(stats.peak_idle >= stats.idle, "{stats:?}");
    assert!(stats.peak_idle_bytes >= stats.idle_bytes, "{stats:?}");
}
