//! The page, in a real browser, where there is one.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::earthquakes;
use crate::running::{Service, post, wait_until};

const NAME: &str = "<img src=x onerror=alert(1)>";

/// Ends the load, also where what runs meanwhile panics: else it would go on for ever.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs something while requests come in.
fn under_load<R>(service: &Service, run: impl FnOnce() -> R) -> R {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for encoding in ["zstd", "gzip", "zstd"] {
            let over = &over;
            scope.spawn(move || {
                let body = &earthquakes()[..300_000];
                while !over.load(Ordering::Relaxed) {
                    let header = format!("accept-encoding: {encoding}\r\n");
                    assert_eq!(service.post(&header, body).status, 200);
                    std::thread::sleep(Duration::from_millis(20));
                }
            });
        }
        let _end = End(&over);
        run()
    })
}

/// The text of a figure of the first pool.
fn figure(browser: &mut Browser, name: &str) -> String {
    let text = browser.value(&format!(
        "document.querySelector('.pool [data-figure={name}]').textContent"
    ));
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_page_shows_the_pools_live() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for width in [390, 1280] {
        let service = Service::start(&["--name", NAME, "--trace-borrows"]);
        let address = format!("http://{}/", service.address);
        browser.set_width(width, 900);
        browser.set_scheme("light");
        browser.open(&address);
        wait_until("there is a card for each pool", || {
            browser.value("document.querySelectorAll('.pool').length") == 4
        });

        // A name with markup shows as text.
        let name = browser.value("document.querySelector('.pool .name').textContent");
        assert_eq!(name, format!("{NAME}/requests"));
        assert_eq!(
            browser.value("document.querySelector('h1').textContent"),
            format!("Pools of {NAME}")
        );
        assert_eq!(browser.value("document.images.length"), 0);

        // Numbers move under load.
        assert_eq!(figure(&mut browser, "idle"), "0");
        under_load(&service, || {
            wait_until("gets are counted", || {
                let hits = figure(&mut browser, "hits");
                hits.parse::<u32>().is_ok_and(|hits| hits > 0)
            });
            wait_until("a line is drawn", || {
                let path = browser.value(
                    "document.querySelector('.pool [data-chart=gets] path.first').getAttribute('d')",
                );
                path.as_str()
                    .is_some_and(|path| path.matches('L').count() >= 2)
            });
        });
        wait_until("objects are idle", || figure(&mut browser, "idle") != "0");

        // A borrow that lasts is told, and where it was made.
        let mut half = service.connect();
        let whole = post("", &earthquakes());
        half.write_all(&whole[..whole.len() / 2]).expect("it reads");
        wait_until("the borrow is told", || {
            let told = browser.value("document.querySelector('.pool .borrows').textContent");
            told.as_str()
                .is_some_and(|told| told.contains("service/events.rs:"))
        });
        drop(half);

        // The button empties the pools.
        wait_until("nothing is lent", || figure(&mut browser, "live") == "0");
        browser.value("document.getElementById('trim').click()");
        wait_until("what is idle is freed", || {
            figure(&mut browser, "idle") == "0"
        });
        wait_until("what was freed is told", || {
            let freed = browser.value("document.getElementById('freed').textContent");
            freed
                .as_str()
                .is_some_and(|freed| freed.ends_with(" freed"))
        });
        wait_until("the cause is told", || {
            let told = browser.value("document.querySelector('.pool .discards').textContent");
            told.as_str().is_some_and(|told| told.contains("trimmed "))
        });

        // It fits, and is not the same in the dark.
        let wide = browser.value("document.documentElement.scrollWidth");
        assert!(wide.as_u64() <= Some(width.into()), "{wide} of {width}");
        let back = "getComputedStyle(document.body).backgroundColor";
        let light = browser.value(back);
        browser.set_scheme("dark");
        assert_ne!(browser.value(back), light);

        assert_eq!(browser.complaints(), Vec::<&Value>::new());
        for url in browser.requests() {
            assert!(
                url.starts_with("http://127.0.0.1:") || url.starts_with("data:"),
                "{url}"
            );
        }
        // It says when nobody answers; that the browser complains then is as it should be.
        if width == 1280 {
            drop(service);
            wait_until("the loss is told", || {
                let state = browser.value("document.getElementById('state').textContent");
                state
                    .as_str()
                    .is_some_and(|state| state.contains("does not answer"))
            });
        } else {
            browser.open("about:blank");
        }
    }
}

/// The picture in the README comes of it, where `SCREENSHOT_SECONDS=180` has given it time:
/// `base64 -d target/tmp/service.png.base64 | pngquant 64 - > pool-runtime/docs/service.png`.
#[test]
fn the_page_fills_a_picture() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let seconds = std::env::var("SCREENSHOT_SECONDS");
    let seconds = seconds.map_or(2, |seconds| seconds.parse().expect("a number"));
    let service = Service::start(&[]);
    browser.set_width(1280, 680);
    browser.open(&format!("http://{}/", service.address));
    let shot = under_load(&service, || {
        std::thread::sleep(Duration::from_secs(seconds));
        wait_until("there is a card for each pool", || {
            browser.value("document.querySelectorAll('.pool').length") == json!(4)
        });
        browser.screenshot()
    });
    // The first bytes of a PNG.
    assert!(shot.starts_with("iVBORw0KGgo"), "{}", &shot[..20]);
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/service.png.base64");
    std::fs::write(file, shot).expect("a file");
}
