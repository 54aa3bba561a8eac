//! Programs that must not compile live in `cases`; `tests/ui` compiles them.
