//! Growable strings of the operating system.

use std::ffi::{CString, OsString};
use std::path::PathBuf;

use pool_runtime::Poolable;

type Folder = PathBuf;

#[derive(Poolable)]
struct Request {
    path: PathBuf,
    argument: OsString,
    name: CString,
    folder: Folder,
}

fn main() {}
