//! Types whose reuse is not safe without a word: each kind is refused with a message of its own.
//!
//! A refused type does implement the trait, under a bound on `()` that never holds. The compiler
//! then reports the bound, with the message that stands on it, instead of a missing implementation. Bounds on
//! the type itself would lose that message. The `for<'never>` lets the bound stand where no
//! parameter occurs in it, which the compiler would otherwise see through at once.
//!
//! The same bound stands behind functions of [`FieldType`], which the derive calls where a field's trait
//! cannot tell: in a generic item, whose where-clause grants the trait, and under policies that need
//! none of ours.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CString, OsString};
use std::fs::File;
use std::io::{BufReader, BufWriter, Cursor, LineWriter, Stderr, Stdin, Stdout};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use std::ptr::NonNull;
use std::rc::{self, Rc};
use std::sync::atomic::AtomicPtr;
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::sync::{self, Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use std::task::Waker;
use std::thread::{JoinHandle, Thread};

use super::{AutoReset, Clear, DropRef, Shrink};
use crate::Poolable;
use crate::private::{Answer, FieldType, Refused};

/// What keeps its contents and its capacity.
#[diagnostic::on_unimplemented(
    message = "a growable field needs a policy: `#[pool(clear)]`, or `#[pool(shrink_above = BYTES)]`",
    label = "`{F}` would reach the next borrower as the last one left it",
    note = "`clear` empties it and keeps its capacity; `shrink_above = 65536` also gives back what it has grown beyond 64 KiB, so that one large request does not set its size for ever",
    note = "inside an `Option`, `#[pool(drop_ref)]` goes back to `None` and frees the memory",
    note = "if its elements own memory in turn, `RecycleVec` or `RecycleMap` of `pool_runtime::collections` keeps that too"
)]
pub trait Growable<F: ?Sized> {}

/// What keeps something else alive.
#[diagnostic::on_unimplemented(
    message = "a shared pointer needs a policy: `#[pool(drop_ref)]` on an `Option` or a `Weak`",
    label = "`{F}` would keep what it points to alive for as long as the object lies idle in its pool",
    note = "write `Option<{F}>` with `#[pool(drop_ref)]`: it is released at return; a `Weak` needs no `Option`",
    note = "if every borrower is to find the same one, say why: `#[pool(keep = \"reason\")]`"
)]
pub trait SharedPointer<F: ?Sized> {}

/// What hides its contents behind a pointer.
#[diagnostic::on_unimplemented(
    message = "a box or a trait object needs a policy: `#[pool(nested)]`, `#[pool(drop_ref)]` or `#[pool(default = EXPR)]`",
    label = "what `{F}` points to would reach the next borrower as the last one left it",
    note = "`nested` resets what is in the box, if that implements `Poolable`",
    note = "other boxes, and trait objects, can be released, as `Option<{F}>` with `#[pool(drop_ref)]`, or replaced, with `#[pool(default = EXPR)]`"
)]
pub trait Boxed<F: ?Sized> {}

/// What is what it is only by being shared.
#[diagnostic::on_unimplemented(
    message = "a pooled lock guards nothing: every borrower gets another one",
    label = "`{F}` works only where all who use it share the same one",
    note = "a borrower has its object to itself, so its fields need no lock; keep the lock outside the pool, or refer to it with `Option<Arc<{F}>>` and `#[pool(drop_ref)]`",
    note = "only `#[pool(keep = \"reason\")]` and `#[pool(with = PATH)]` accept it in a pooled object"
)]
pub trait PooledLock<F: ?Sized> {}

/// What somebody else holds the other end of.
#[diagnostic::on_unimplemented(
    message = "one end of a channel in a pooled object: the next borrower would get this one's messages",
    label = "`{F}` stays connected to whoever the last borrower was talking to",
    note = "write `Option<{F}>` with `#[pool(drop_ref)]`, which hangs up at return; or `#[pool(keep = \"reason\")]`, if every borrower is to talk to the same one"
)]
pub trait ChannelEnd<F: ?Sized> {}

/// A thread that one borrower started.
#[diagnostic::on_unimplemented(
    message = "a thread handle in a pooled object: the next borrower would wait for this one's thread",
    label = "`{F}` belongs to the borrower that started the thread",
    note = "write `Option<{F}>` with `#[pool(drop_ref)]`, which detaches it at return; or `#[pool(keep = \"reason\")]`, if the thread serves every borrower"
)]
pub trait ThreadHandle<F: ?Sized> {}

/// A task that one borrower started.
#[diagnostic::on_unimplemented(
    message = "a task handle in a pooled object: the next borrower would wait for this one's task",
    label = "`{F}` belongs to the borrower that started the task",
    note = "write `Option<{F}>` with `#[pool(drop_ref)]`, which lets go of it at return; or `#[pool(keep = \"reason\")]`, if the task serves every borrower"
)]
pub trait TaskHandle<F: ?Sized> {}

/// What the operating system lent to one borrower.
#[diagnostic::on_unimplemented(
    message = "an I/O handle in a pooled object: the next borrower would go on where this one stopped",
    label = "`{F}` would stay open, at its last position, for as long as the object lies idle",
    note = "write `Option<{F}>` with `#[pool(drop_ref)]`, which closes it at return; or `#[pool(keep = \"reason\")]`, if every borrower is to use the same one"
)]
pub trait OpenHandle<F: ?Sized> {}

/// What wakes the wrong task.
#[diagnostic::on_unimplemented(
    message = "a waker in a pooled object: it would wake the task of a borrower that is gone",
    label = "`{F}` keeps that task alive, and leaves the next borrower's asleep",
    note = "write `Option<{F}>` with `#[pool(drop_ref)]`"
)]
pub trait TaskWaker<F: ?Sized> {}

/// What may point to anything.
#[diagnostic::on_unimplemented(
    message = "a raw pointer needs a policy: `#[pool(default = EXPR)]`, or `#[pool(with = PATH)]`",
    label = "what `{F}` points to may be gone when the next borrower follows it",
    note = "`#[pool(default = std::ptr::null_mut())]` forgets it; `#[pool(with = PATH)]` names a function that frees it first; `#[pool(keep = \"reason\")]` says why it stays valid"
)]
pub trait RawPointer<F: ?Sized> {}

/// What refers to something that is not the object's own.
#[diagnostic::on_unimplemented(
    message = "a reference needs a policy: `#[pool(default = EXPR)]`, or `#[pool(keep = \"reason\")]`",
    label = "the next borrower would find what the last one referred to",
    note = "`#[pool(default = \"\")]` goes back to a fixed value; an `Option` needs `#[pool(drop_ref)]`, and an `Option` of a `&'static str` or of a static slice needs no attribute"
)]
pub trait Reference<F: ?Sized> {}

/// The kinds as types, for an answer to carry.
macro_rules! kinds {
    ($($kind:ident)+) => {
        pub mod kind {
            $(
                #[derive(Debug)]
                pub struct $kind;
            )+
        }

        $(impl<F: ?Sized> Answer for Refused<F, kind::$kind> where (): $kind<F> {})+
    };
}

kinds! {
    Growable SharedPointer Boxed PooledLock ChannelEnd ThreadHandle TaskHandle OpenHandle TaskWaker
    RawPointer Reference
}

/// Says why nothing here is ever called.
macro_rules! never {
    () => {
        unreachable!("the bound of this implementation never holds")
    };
}

/// Implements a trait for a type under a bound that never holds.
macro_rules! refuse {
    (AutoReset [$($generics:tt)*] $type:ty, $kind:ident) => {
        #[doc(hidden)]
        impl<$($generics)*> AutoReset for $type where for<'never> (): $kind<$type> {
            fn auto_reset(&mut self) { never!() }
        }
    };
    (Poolable [$($generics:tt)*] $type:ty, $kind:ident) => {
        #[doc(hidden)]
        impl<$($generics)*> Poolable for $type where for<'never> (): $kind<$type> {
            fn reset(&mut self) { never!() }
        }
    };
    (DropRef [$($generics:tt)*] $type:ty, $kind:ident) => {
        #[doc(hidden)]
        impl<$($generics)*> DropRef for $type where for<'never> (): $kind<$type> {
            fn drop_ref(&mut self) { never!() }
        }
    };
    (Clear [$($generics:tt)*] $type:ty, $kind:ident) => {
        #[doc(hidden)]
        impl<$($generics)*> Clear for $type where for<'never> (): $kind<$type> {
            fn clear(&mut self) { never!() }
            fn retained_bytes(&self) -> usize { never!() }
            fn used_bytes(&self) -> usize { never!() }
        }
    };
    (Shrink [$($generics:tt)*] $type:ty, $kind:ident) => {
        #[doc(hidden)]
        impl<$($generics)*> Shrink for $type where for<'never> (): $kind<$type> {
            fn shrink_to_bytes(&mut self, _: usize) { never!() }
        }
    };
    ($function:ident [$($generics:tt)*] $type:ty, $kind:ident, $container:ty) => {
        impl<$($generics)*> FieldType<$container> {
            #[doc(hidden)]
            pub fn $function() -> Refused<$type, kind::$kind> {
                Refused::new()
            }
        }
    };
}

pub(super) use {never, refuse};

/// Refuses types that say nothing, also inside an `Option`.
macro_rules! undeclared {
    ($($kind:ident: $([$($generics:tt)*] $type:ty;)+)+) => {$($(
        refuse!(AutoReset [$($generics)*] $type, $kind);
        refuse!(may_be_undeclared [$($generics)*] $type, $kind, $type);
        refuse!(may_be_undeclared [$($generics)*] $type, $kind, Option<$type>);
    )+)+};
}

/// Refuses types as pooled objects, and so under `nested`.
macro_rules! as_objects {
    ($($kind:ident: $([$($generics:tt)*] $type:ty;)+)+) => {$($(
        refuse!(Poolable [$($generics)*] $type, $kind);
    )+)+};
}

/// Refuses types under every policy that changes them.
macro_rules! always {
    ($kind:ident: $([$($generics:tt)*] $type:ty;)+) => {$(
        refuse!(Clear [$($generics)*] $type, $kind);
        refuse!(DropRef [$($generics)*] $type, $kind);
        refuse!(may_be_replaced [$($generics)*] $type, $kind, $type);
        refuse!(may_be_replaced [$($generics)*] $type, $kind, Option<$type>);
        refuse!(may_be_replaced [$($generics)*] $type, $kind, Box<$type>);
        refuse!(may_be_replaced [$($generics)*] $type, $kind, Option<Box<$type>>);
        refuse!(may_be_released [$($generics)*] $type, $kind, Option<$type>);
        refuse!(may_be_released [$($generics)*] $type, $kind, Option<Box<$type>>);
        always!(@array $kind [$($generics)*] $type);
    )+};
    (@array $kind:ident [] $type:ty) => {
        refuse!(may_be_replaced [const N: usize] $type, $kind, [$type; N]);
    };
    (@array $kind:ident [$($generics:tt)+] $type:ty) => {
        refuse!(may_be_replaced [$($generics)+, const N: usize] $type, $kind, [$type; N]);
    };
}

#[allow(unused_imports)] // for the types of other crates
pub(super) use {always, as_objects, undeclared};

undeclared! {
    Growable:
        [T] Vec<T>;
        [] String;
        [T] VecDeque<T>;
        [K, V, S] HashMap<K, V, S>;
        [T, S] HashSet<T, S>;
        [K, V] BTreeMap<K, V>;
        [T] BTreeSet<T>;
        [T] BinaryHeap<T>;
        [T] LinkedList<T>;
        [] PathBuf;
        [] OsString;
        [] CString;
        ['a, B: ToOwned + ?Sized] Cow<'a, B>;
        [T] Cursor<T>;
    SharedPointer:
        [T: ?Sized] Arc<T>;
        [T: ?Sized] Rc<T>;
        [T: ?Sized] sync::Weak<T>;
        [T: ?Sized] rc::Weak<T>;
    Boxed:
        [T: ?Sized] Box<T>;
        [P] Pin<P>;
    PooledLock:
        [T] Mutex<T>;
        [T] RwLock<T>;
        [] Condvar;
        [] Once;
        [T] OnceLock<T>;
        [T, F] LazyLock<T, F>;
        [] Barrier;
    ChannelEnd:
        [T] Sender<T>;
        [T] SyncSender<T>;
        [T] Receiver<T>;
    ThreadHandle:
        [T] JoinHandle<T>;
        [] Thread;
    OpenHandle:
        [] File;
        [] TcpStream;
        [] TcpListener;
        [] UdpSocket;
        [] Child;
        [] ChildStdin;
        [] ChildStdout;
        [] ChildStderr;
        [] Stdin;
        [] Stdout;
        [] Stderr;
        [R] BufReader<R>;
        [W: std::io::Write] BufWriter<W>;
        [W: std::io::Write] LineWriter<W>;
    TaskWaker:
        [] Waker;
    RawPointer:
        [T: ?Sized] *const T;
        [T: ?Sized] *mut T;
        [T: ?Sized] NonNull<T>;
        [T] AtomicPtr<T>;
    Reference:
        ['a, T: ?Sized] &'a mut T;
}

// An `Option` of a static text or slice is a plain value.
refuse!(AutoReset ['a, T: ?Sized] &'a T, Reference);
refuse!(may_be_undeclared ['a, T: ?Sized] &'a T, Reference, &'a T);
refuse!(may_be_undeclared ['a, T] &'a T, Reference, Option<&'a T>);

as_objects! {
    SharedPointer:
        [T: ?Sized] Arc<T>;
        [T: ?Sized] Rc<T>;
    PooledLock:
        [T] Mutex<T>;
        [T] RwLock<T>;
        [] Condvar;
        [] Once;
        [T] OnceLock<T>;
        [T, F] LazyLock<T, F>;
        [] Barrier;
    ChannelEnd:
        [T] Sender<T>;
        [T] SyncSender<T>;
        [T] Receiver<T>;
}

always! {
    PooledLock:
        [T] Mutex<T>;
        [T] RwLock<T>;
        [] Condvar;
        [] Once;
        [T] OnceLock<T>;
        [T, F] LazyLock<T, F>;
        [] Barrier;
}

refuse!(Shrink [T] Mutex<T>, PooledLock);
refuse!(Shrink [T] RwLock<T>, PooledLock);
refuse!(DropRef [T] Arc<T>, SharedPointer);
refuse!(DropRef [T] Rc<T>, SharedPointer);

#[cfg(unix)]
mod unix {
    //! Handles that only Unix has.

    use std::os::fd::OwnedFd;
    use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};

    use super::{AutoReset, FieldType, OpenHandle, Refused, kind};

    undeclared! {
        OpenHandle:
            [] OwnedFd;
            [] UnixStream;
            [] UnixListener;
            [] UnixDatagram;
    }
}
