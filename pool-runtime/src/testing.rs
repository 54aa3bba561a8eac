//! Helpers for users' own unit tests.
