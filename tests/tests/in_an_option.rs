//! Plain values without a default need no policy in an `Option`, and go back to `None`.

use std::alloc::Layout;
use std::any::TypeId;
use std::cmp;
use std::ffi::OsStr;
use std::fmt::Debug;
use std::io;
use std::mem;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{FpCategory, NonZero};
use std::path::Path;
use std::sync::atomic;
use std::thread;
use std::time::{Instant, SystemTime};

use pool_runtime::{Poolable, field};

#[derive(Poolable)]
struct Undeclared<F> {
    field: F,
}

#[test]
fn values_without_a_default_go_back_to_none_in_an_option() {
    fn check<T: Clone + PartialEq + Debug>(dirty: T)
    where
        Option<T>: field::AutoReset,
    {
        let mut object = Undeclared {
            field: (Some(dirty.clone()), [Some(dirty), None]),
        };
        object.reset();
        assert_eq!(object.field, (None, [None, None]));
        assert_eq!((object.retained_bytes(), object.used_bytes()), (0, 0));
        assert!(object.is_reusable());
    }
    macro_rules! check_numbers {
        ($($number:ty)+) => {$(
            check(NonZero::<$number>::MIN);
        )+};
    }
    check_numbers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
    check(Instant::now());
    check(SystemTime::now());
    check(thread::current().id());
    check(TypeId::of::<u8>());
    check(Layout::new::<u8>());
    let (v4, v6) = (Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST);
    check(v4);
    check(v6);
    check(IpAddr::V4(v4));
    check(SocketAddrV4::new(v4, 80));
    check(SocketAddrV6::new(v6, 80, 0, 0));
    check(SocketAddr::new(IpAddr::V6(v6), 80));
    check(Shutdown::Both);
    check(io::ErrorKind::Other);
    check(io::SeekFrom::Start(0));
    check(FpCategory::Zero);
    check(cmp::Ordering::Less);
    check(atomic::Ordering::Relaxed);
    check(mem::discriminant(&Some(1)));
    check(1..=2);
    check(1..);
    check(..2);
    check(..=2);
    check("text");
    check(&[1, 2][..]);
    check(c"text");
    check(OsStr::new("text"));
    check(Path::new("text"));
}

#[test]
fn functions_go_back_to_none_in_an_option() {
    #[derive(Default, Poolable)]
    #[expect(clippy::type_complexity, reason = "pointers with many arguments")]
    struct Hooks<T> {
        plain: Option<fn()>,
        of_a_type: Option<fn(T) -> Vec<T>>,
        unsafe_one: Option<unsafe fn(u8)>,
        foreign: Option<extern "C" fn(u8) -> u8>,
        unsafe_and_foreign: Option<unsafe extern "C" fn(*mut u8, usize)>,
        by_reference: Option<fn(&str) -> bool>,
        mixed: Option<fn(&mut Vec<u8>, &[u8], u8)>,
        long: Option<fn(u8, u8, u8, u8, u8, u8, u8, u8)>,
    }
    extern "C" fn foreign(byte: u8) -> u8 {
        byte
    }
    let mut hooks = Hooks::<u8> {
        plain: Some(|| ()),
        of_a_type: Some(|byte| vec![byte]),
        unsafe_one: Some(|_| ()),
        foreign: Some(foreign),
        unsafe_and_foreign: None,
        by_reference: Some(str::is_empty),
        mixed: Some(|all, some, one| {
            all.extend_from_slice(some);
            all.push(one);
        }),
        long: Some(|_, _, _, _, _, _, _, _| ()),
    };
    hooks.reset();
    assert!(hooks.plain.is_none() && hooks.of_a_type.is_none() && hooks.unsafe_one.is_none());
    assert!(hooks.foreign.is_none() && hooks.unsafe_and_foreign.is_none());
    assert!(hooks.by_reference.is_none() && hooks.mixed.is_none() && hooks.long.is_none());
}
