//! At most so many objects, and getting one at the bound.
use pool_runtime::Pool;
use std::thread;
use std::time::Duration;

#[test]
fn one_waits_for_another() {
    let pool: Pool<Vec<u8>> = Pool::builder().max_objects(1).build();
    let item = pool.get();
    thread::scope(|scope| {
        scope.spawn(|| {
            drop(pool.get());
            eprintln!("{:?}", pool.stats());
        });
        thread::sleep(Duration::from_millis(50));
        drop(item);
    });
    eprintln!("{:?}", pool.stats());
    assert_eq!(pool.stats().live, 0);
    drop(pool.get());
}
