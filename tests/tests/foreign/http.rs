//! `http`: header maps.

use http::HeaderMap;
use http::header::{HeaderName, HeaderValue, SET_COOKIE};
use pool_runtime::Poolable;
use pool_runtime::field::Clear;
use pool_tests::allocator;

use crate::{Slack, check, live, since};

#[derive(Default, Poolable)]
struct Request {
    #[pool(clear)]
    headers: HeaderMap,
    #[pool(shrink_above = 2048)]
    trailers: HeaderMap,
    #[pool(drop_ref)]
    once: HeaderMap<u8>,
}

fn fill<T: From<u8>>(headers: &mut HeaderMap<T>, names: u8) {
    for number in 0..names {
        let name = HeaderName::from_bytes(format!("x-header-{number}").as_bytes()).unwrap();
        headers.insert(name, T::from(number));
    }
}

/// As large as a header's value.
struct Value(#[allow(dead_code)] [u8; 40]);

impl From<u8> for Value {
    fn from(number: u8) -> Value {
        Value([number; 40])
    }
}

#[test]
fn every_policy() {
    check::<HeaderMap<u8>>(|headers| fill(headers, 40), Slack::NONE);
    check::<HeaderMap<Value>>(|headers| fill(headers, 200), Slack::NONE);
    check::<HeaderMap<Value>>(|headers| fill(headers, 1), Slack::NONE);
    let mut request = Request::default();
    for headers in [&mut request.headers, &mut request.trailers] {
        for number in 0..100_u16 {
            let name = HeaderName::from_bytes(format!("x-header-{number}").as_bytes()).unwrap();
            headers.insert(name, HeaderValue::from(number));
        }
    }
    fill(&mut request.once, 50);
    request.reset();
    assert!(request.headers.is_empty() && request.trailers.is_empty() && request.once.is_empty());
    let trailers = Clear::retained_bytes(&request.trailers);
    assert!((1000..=2048).contains(&trailers), "{trailers}");
    assert_eq!(Clear::retained_bytes(&request.once), 0);
    assert_eq!(
        request.retained_bytes(),
        Clear::retained_bytes(&request.headers) + trailers
    );
}

#[test]
fn many_values_of_one_name_leave_no_room_behind() {
    for (values, freed) in [(10, false), (500, true)] {
        let before = live();
        let mut headers = HeaderMap::new();
        for _ in 0..values {
            headers.append(SET_COOKIE, HeaderValue::from_static("cookie"));
        }
        Clear::clear(&mut headers);
        let (said, actual) = (Clear::retained_bytes(&headers), since(before));
        assert_eq!(said == actual, freed, "{said} {actual}");
        assert!(actual - said <= 16 * 72, "{said} {actual}");
        let ((), usage) = allocator::measure(|| {
            headers.insert(SET_COOKIE, HeaderValue::from_static("cookie"));
        });
        assert_eq!(usage.allocations, 0);
    }
}
