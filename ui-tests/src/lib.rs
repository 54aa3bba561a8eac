//! Programs that must not compile live in `cases`; `tests/ui.rs` compiles them.
