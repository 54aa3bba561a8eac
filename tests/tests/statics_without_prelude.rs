//! `static_pool!` where nothing is imported but itself.
#![no_implicit_prelude]

::pool_runtime::static_pool! {
    static LINES: ::pool_runtime::Pool<::std::string::String>;
    static BLOCKS: ::pool_runtime::Pool<::std::vec::Vec<u8>> =
        ::pool_runtime::Pool::builder().init(|| ::std::vec::Vec::with_capacity(100));
}

#[test]
fn it_works_without_a_prelude() {
    LINES.get().push('x');
    ::std::assert!(BLOCKS.get().capacity() >= 100);
    ::std::assert_eq!(LINES.stats().returns, 1);
}
