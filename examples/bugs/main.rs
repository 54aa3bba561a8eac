//! What the authors of the twenty broken `sync.Pool` programs meant, and of a few of our own: a correct
//! program for each.
//!
//! ```console
//! $ cargo run --example bugs -- 7
//! $ cargo run --example bugs -- all
//! ```
//!
//! The same names are those of the attempts that do not compile (`ui-tests/cases/bugs`), of the tests
//! (`tests/tests/bugs`), and of the sections of the page `twenty-bugs.md`.

/// Declares the modules, and a table of them.
macro_rules! bugs {
    ($($number:literal $module:ident $meant:literal,)+) => {
        $(mod $module;)+

        /// Number, name, what was meant, and the program.
        const BUGS: &[(u8, &str, &str, fn())] =
            &[$(($number, stringify!($module), $meant, $module::run),)+];
    };
}

bugs! {
    1 bug_01_forgotten_reset "every request starts afresh, without anybody's reset",
    2 bug_02_use_after_put "what is still needed is used before the return",
    3 bug_03_wrong_type_from_new "one pool for each type",
    4 bug_04_pool_copied "servers that share a pool",
    5 bug_05_pins_user_data "scratch space that looks at a payload and lets go of it",
    6 bug_06_no_new "a pool of something that needs an argument",
    7 bug_07_stale_length "lines that hold what was appended to them",
    8 bug_08_bytes_after_put "encoded bytes that outlive the encoder's buffer",
    9 bug_09_grows_without_bound "one huge request, and small ones after it",
    10 bug_10_task_outlives_borrow "a log that is written to in the background",
    11 bug_11_put_forgotten "a parser that gives up half-way",
    12 bug_12_pool_of_mutexes "a lock that all borrowers share",
    13 bug_13_new_recurses "objects made from others of their kind",
    14 bug_14_large_struct "frames of 16 MiB, as many as are needed",
    15 bug_15_concurrent_reset_and_write "two threads that fill one buffer",
    16 bug_16_new_keeps_what_it_hands_out "objects that start from a shared template",
    17 bug_17_caller_set_pieces "jobs that reply to whoever asked",
    18 bug_18_hidden_cost_in_new "a table that takes long to compute",
    19 bug_19_reader_captured "a reader that is handed on",
    20 bug_20_generic_wrapper "a wrapper for pools of anything",
    21 bug_21_field_added_later "a struct that gets a new field",
    22 bug_22_pools_mixed_up "a pool of small buffers and one of large ones",
    23 bug_23_guard_leaked "an object that is to stay out of the pool",
    24 bug_24_thread_local_destructor "a thread that flushes what it has when it ends",
    25 bug_25_bound_to_one_thread "a shared name in objects of every thread",
    26 bug_26_reset_panics "a connection that may be out of step",
    27 bug_27_reset_uses_its_own_pool "a tree whose nodes return with their parent",
    28 bug_28_returned_at_once "several steps with one object",
}

fn main() {
    let argument = std::env::args().nth(1).unwrap_or_default();
    let number: Option<u8> = argument.parse().ok();
    let chosen: Vec<_> = BUGS
        .iter()
        .filter(|bug| argument == "all" || number == Some(bug.0))
        .collect();
    if chosen.is_empty() {
        println!("usage: bugs NUMBER, or bugs all");
        for (number, _, meant, _) in BUGS {
            println!("{number:>4}  {meant}");
        }
        // Without an argument that is an answer; with a wrong one, an error.
        std::process::exit(i32::from(!argument.is_empty()));
    }
    for (_, name, meant, run) in chosen {
        println!("{name}: {meant}");
        run();
    }
}
