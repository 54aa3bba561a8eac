//! What is done with an object: the four kinds of work.

use pool_runtime::{Pool, Poolable, StaticPool, static_pool};
use std::cell::Cell;
use std::hint::black_box;
use std::sync::Arc;
use zstd_safe::{CCtx, ResetDirective};

/// A kind of work, and the objects it is done with.
pub trait Work: Sized + 'static {
    /// As in `--work`.
    const NAME: &'static str;
    /// As in a heading.
    const TITLE: &'static str;
    /// What is pooled. Its `reset` is every subject's reset.
    type Object: Poolable + Send + Sync + 'static;
    /// What a thread has ready for every use.
    type Input;

    /// A new object.
    fn create() -> Self::Object;
    /// What one thread needs.
    fn input() -> Self::Input;
    /// One use. The compiler must not see through it.
    fn apply(object: &mut Self::Object, input: &Self::Input);
    /// A pool in a static: one of four.
    fn global(place: usize) -> &'static StaticPool<Pool<Self::Object>>;
    /// A `thread_local!` cell for one object.
    fn cell<R>(f: impl FnOnce(&Cell<Option<Box<Self::Object>>>) -> R) -> R;

    /// [`create`](Self::create), counted as a miss of this thread.
    fn make() -> Self::Object {
        MADE.set(MADE.get() + 1);
        Self::create()
    }
}

thread_local! {
    static MADE: Cell<u64> = const { Cell::new(0) };
}

/// Objects this thread has made because a pool had none.
pub fn made() -> u64 {
    MADE.get()
}

/// The statics of a kind of work: a static cannot be generic.
macro_rules! statics {
    ($work:ty, $object:ty) => {
        fn global(place: usize) -> &'static StaticPool<Pool<$object>> {
            static_pool! {
                static FIRST: Pool<$object> = Pool::builder().init(<$work>::make);
                static SECOND: Pool<$object> = Pool::builder().init(<$work>::make);
                static THIRD: Pool<$object> = Pool::builder().init(<$work>::make);
                static FOURTH: Pool<$object> = Pool::builder().init(<$work>::make);
            }
            [&FIRST, &SECOND, &THIRD, &FOURTH][place]
        }

        #[inline]
        fn cell<R>(f: impl FnOnce(&Cell<Option<Box<$object>>>) -> R) -> R {
            thread_local! {
                static CELL: Cell<Option<Box<$object>>> = const { Cell::new(None) };
            }
            CELL.with(f)
        }
    };
}

/// 16 bytes into a buffer of 1 KiB: so little work that the pool shows.
#[derive(Clone, Copy, Debug)]
pub struct Write;

impl Work for Write {
    const NAME: &'static str = "write";
    const TITLE: &'static str = "16 bytes written into a buffer of 1 KiB";
    type Object = Vec<u8>;
    type Input = [u8; 16];

    fn create() -> Vec<u8> {
        Vec::with_capacity(1024)
    }

    fn input() -> [u8; 16] {
        [7; 16]
    }

    #[inline]
    fn apply(buffer: &mut Vec<u8>, source: &[u8; 16]) {
        // Of a length that the compiler does not know, as is whatever a service reads.
        buffer.extend_from_slice(black_box(source.as_slice()));
        black_box(buffer);
    }

    statics!(Write, Vec<u8>);
}

/// A struct of six fields with four policies, filled as a small request would.
#[derive(Clone, Copy, Debug)]
pub struct SixFields;

/// Who asks, in [`Request`].
#[derive(Debug)]
pub struct Session;

/// The struct of [`SixFields`].
#[derive(Debug, Default, Poolable)]
pub struct Request {
    id: u64,
    deadline: Option<u32>,
    #[pool(clear)]
    path: String,
    #[pool(clear)]
    headers: Vec<(u32, u32)>,
    #[pool(shrink_above = 65536)]
    body: Vec<u8>,
    #[pool(drop_ref)]
    session: Option<Arc<Session>>,
}

impl Work for SixFields {
    const NAME: &'static str = "struct";
    const TITLE: &'static str = "A struct of six fields with four policies";
    type Object = Request;
    type Input = Arc<Session>;

    fn create() -> Request {
        Request::default()
    }

    fn input() -> Arc<Session> {
        Arc::new(Session)
    }

    #[inline]
    fn apply(request: &mut Request, session: &Arc<Session>) {
        request.id = black_box(7);
        request.deadline = black_box(Some(30));
        request.path.push_str(black_box("/a/path/of/usual/length"));
        // One by one, as a parser finds them.
        for header in black_box([(1, 2); 10].as_slice()) {
            request.headers.push(*header);
        }
        request
            .body
            .extend_from_slice(black_box([7; 256].as_slice()));
        request.session = Some(Arc::clone(session));
        black_box(request);
    }

    statics!(SixFields, Request);
}

/// A buffer of 64 KiB, a quarter of it used: less, and a pool that looks at utilisation would be
/// right to let it go.
#[derive(Clone, Copy, Debug)]
pub struct LargeBuffer;

impl Work for LargeBuffer {
    const NAME: &'static str = "large";
    const TITLE: &'static str = "16 KiB written into a buffer of 64 KiB";
    type Object = Vec<u8>;
    type Input = Vec<u8>;

    fn create() -> Vec<u8> {
        Vec::with_capacity(65_536)
    }

    fn input() -> Vec<u8> {
        vec![7; 16_384]
    }

    #[inline]
    fn apply(buffer: &mut Vec<u8>, source: &Vec<u8>) {
        buffer.extend_from_slice(black_box(source));
        black_box(buffer);
    }

    statics!(LargeBuffer, Vec<u8>);
}

/// A zstd context that compresses 1 KiB.
#[derive(Clone, Copy, Debug)]
pub struct Zstd;

/// The context of [`Zstd`], and what it writes.
#[derive(Poolable)]
pub struct Compressor {
    #[pool(with = forget_session, bytes = CCtx::sizeof)]
    context: CCtx<'static>,
    #[pool(clear)]
    frame: Vec<u8>,
}

fn forget_session(context: &mut CCtx<'static>) {
    if context.reset(ResetDirective::SessionOnly).is_err() {
        *context = CCtx::create();
    }
}

impl Work for Zstd {
    const NAME: &'static str = "zstd";
    const TITLE: &'static str = "1 KiB compressed with a zstd context";
    type Object = Compressor;
    type Input = Vec<u8>;

    fn create() -> Compressor {
        Compressor {
            context: CCtx::create(),
            frame: Vec::with_capacity(2048),
        }
    }

    fn input() -> Vec<u8> {
        (0..1024_u32).map(|byte| (byte * byte / 64) as u8).collect()
    }

    #[inline]
    fn apply(compressor: &mut Compressor, source: &Vec<u8>) {
        let Compressor { context, frame } = compressor;
        assert!(context.compress2(frame, source).is_ok(), "zstd compresses");
        black_box(frame);
    }

    statics!(Zstd, Compressor);
}
