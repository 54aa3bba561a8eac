//! The twenty bugs of Go's `sync.Pool`, and a few of our own, where they are stopped at run time.
//!
//! Each module goes by the name its bug has everywhere: in `ui-tests/cases/bugs`, in `examples/bugs` and
//! on the page `twenty-bugs.md`. Bugs 9 and 14 count what the whole process allocates, and so are test
//! binaries of their own.

mod bug_01_forgotten_reset;
mod bug_05_pins_user_data;
mod bug_07_stale_length;
mod bug_10_task_outlives_borrow;
mod bug_11_put_forgotten;
mod bug_13_new_recurses;
mod bug_16_new_keeps_what_it_hands_out;
mod bug_17_caller_set_pieces;
mod bug_18_hidden_cost_in_new;
mod bug_20_generic_wrapper;
mod bug_21_field_added_later;
mod bug_22_pools_mixed_up;
mod bug_23_guard_leaked;
mod bug_24_thread_local_destructor;
mod bug_26_reset_panics;
mod bug_27_reset_uses_its_own_pool;

use pool_tests::allocator::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;
