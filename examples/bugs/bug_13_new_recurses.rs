//! What an `init` needs besides comes from another pool, or from none.

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Default, Poolable)]
struct Page {
    #[pool(clear)]
    html: String,
}

static_pool! {
    static SCRATCH: Pool<String>;
    static PAGES: Pool<Page> = Pool::builder().init(|| {
        // Another pool: as deep as one likes, but not in a circle.
        let mut scratch = SCRATCH.get();
        scratch.push_str("<html>");
        Page { html: String::with_capacity(scratch.len() * 100) }
    });
}

/// The same object again: not in `init`, but from a function that borrows twice.
fn page_from(template: &Page) -> usize {
    let mut page = PAGES.get();
    page.html.push_str(&template.html);
    page.html.len()
}

pub fn run() {
    let mut template = PAGES.get();
    template.html.push_str("<html></html>");
    let length = page_from(&template);
    assert_eq!(
        (length, PAGES.stats().live, SCRATCH.stats().hits),
        (13, 1, 1)
    );
    println!("  {length} bytes, from a page made of another");
}
