//! `cargo bench -p pool-benches --bench deep`: what it is worth to keep what elements own.
//!
//! Each row's two sides are measured in turn, round by round; a ratio is taken within each round, and
//! the median of the rounds is reported.

#[path = "../tests/tests/deep_reuse/cleared.rs"]
mod cleared;
#[path = "../tests/tests/parsing/order.rs"]
mod order;
#[path = "../tests/tests/deep_reuse/plain.rs"]
mod plain;
#[path = "../tests/tests/deep_reuse/scratch.rs"]
mod scratch;

use std::collections::HashMap;
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use clap::Parser;
use pool_runtime::collections::RecycleVec;
use pool_runtime::{Pool, Poolable};
use serde::Deserialize;

/// Measures reuse that goes deep beside reuse that does not, and prints a table in Markdown.
#[derive(Parser)]
#[command(name = "deep")]
struct Options {
    /// Times that everything is measured.
    #[arg(long, default_value_t = 31)]
    rounds: usize,

    /// Milliseconds that one measurement takes, about.
    #[arg(long, default_value_t = 8)]
    milliseconds: u64,

    /// Runs everything for as short as can be, to see that it runs.
    #[arg(long)]
    quick: bool,

    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Something to be measured.
type Work = Box<dyn FnMut()>;

/// A target: the first work takes at most so many times as long as the second.
struct Row {
    text: &'static str,
    limit: f64,
    ours: Work,
    base: Work,
}

impl Row {
    fn new(
        text: &'static str,
        limit: f64,
        ours: impl FnMut() + 'static,
        base: impl FnMut() + 'static,
    ) -> Self {
        Self {
            text,
            limit,
            ours: Box::new(ours),
            base: Box::new(base),
        }
    }
}

fn main() {
    let mut options = Options::parse();
    if options.quick {
        options.rounds = 1;
        options.milliseconds = 0;
    }
    let time = Duration::from_millis(options.milliseconds);
    println!(
        "| target | limit | median | of the lowest | ns |\n| --- | ---: | ---: | ---: | ---: |"
    );
    for mut row in rows() {
        let (mut ratios, mut ours, mut base) = (Vec::new(), Vec::new(), Vec::new());
        // The first one warms up.
        for round in 0..=options.rounds {
            let (one, other) = (
                nanoseconds(&mut row.ours, time),
                nanoseconds(&mut row.base, time),
            );
            if round > 0 {
                ratios.push(one / other);
                ours.push(one);
                base.push(other);
            }
        }
        for figures in [&mut ratios, &mut ours, &mut base] {
            figures.sort_by(f64::total_cmp);
        }
        println!(
            "| {} | ≤ {:.2} × | {:.2} × | {:.2} × | {:.0} |",
            row.text,
            row.limit,
            ratios[ratios.len() / 2],
            ours[0] / base[0],
            ours[0],
        );
    }
}

/// Nanoseconds of one run, from as many as take about this long.
fn nanoseconds(work: &mut Work, time: Duration) -> f64 {
    let start = Instant::now();
    let mut runs = 0_u32;
    loop {
        for _ in 0..8 {
            work();
        }
        runs += 8;
        let elapsed = start.elapsed();
        if elapsed >= time {
            return elapsed.as_secs_f64() * 1e9 / f64::from(runs);
        }
    }
}

fn rows() -> Vec<Row> {
    vec![
        Row::new(
            "a message of 40 headers, 3 tags, 20 updates, 4 rows, beside a fresh struct",
            1.0 / 3.0,
            pooled(scratch::Request::read),
            fresh(),
        ),
        Row::new(
            "the same beside a pooled struct under `clear`",
            0.5,
            pooled(scratch::Request::read),
            pooled(cleared::Request::read),
        ),
        Row::new(
            "JSON of 16 fields, 3 items, 2 maps, beside a fresh struct",
            0.7,
            pooled(|order: &mut order::Order, _| {
                order::parse(order, black_box(order::ORDER)).expect("an order");
            }),
            || {
                let order: Order = serde_json::from_str(black_box(order::ORDER)).expect("an order");
                black_box(order);
            },
        ),
        Row::new(
            "`RecycleVec::push` beside `Vec::push` of a `u64`, 1000 and a `clear`",
            1.5,
            recycled_numbers(),
            plain_numbers(),
        ),
        Row::new(
            "one string used of 200,000 spare beside one of 10",
            2.0,
            one_of(200_000),
            one_of(10),
        ),
    ]
}

/// Reads a message into a pooled object.
fn pooled<T: Poolable + Default + 'static>(read: fn(&mut T, &str)) -> impl FnMut() {
    let pool: Pool<T> = Pool::new();
    let message = message();
    move || read(&mut pool.get(), black_box(&message))
}

/// Reads a message into a new struct.
fn fresh() -> impl FnMut() {
    let message = message();
    move || {
        let mut request = plain::Request::default();
        request.read(black_box(&message));
        black_box(&request);
    }
}

fn message() -> String {
    let mut message = String::new();
    for n in 0..40 {
        writeln!(message, "header,x-header-{n},the value of header {n}").expect("room");
    }
    for tag in ["red", "green", "blue"] {
        writeln!(message, "tag,{tag}").expect("room");
    }
    for n in 0..20 {
        writeln!(message, "sale,{}", ["de", "fr", "it", "es", "pt"][n % 5]).expect("room");
    }
    for n in 0..4 {
        writeln!(message, "row,first cell of {n},second,third").expect("room");
    }
    message
}

fn recycled_numbers() -> impl FnMut() {
    let mut numbers: RecycleVec<u64> = RecycleVec::new();
    move || {
        for number in 0..1000 {
            *numbers.push() = black_box(number);
        }
        black_box(&mut numbers[..]);
        numbers.clear();
    }
}

fn plain_numbers() -> impl FnMut() {
    let mut numbers: Vec<u64> = Vec::new();
    move || {
        for number in 0..1000 {
            numbers.push(black_box(number));
        }
        black_box(&mut numbers[..]);
        numbers.clear();
    }
}

/// Uses one of so many spares, and returns it.
fn one_of(spares: usize) -> impl FnMut() {
    let mut texts: RecycleVec<String> = RecycleVec::new();
    for n in 0..spares {
        texts.push().push_str(&n.to_string());
    }
    texts.reset();
    move || {
        texts.push().push_str(black_box("one"));
        black_box(texts.used_bytes());
        texts.reset();
        black_box(texts.retained_bytes());
    }
}

/// [`order::Order`] as one would write it without a pool.
#[derive(Deserialize)]
struct Order {
    id: u64,
    placed: i64,
    customer: String,
    street: String,
    city: String,
    country: String,
    currency: String,
    total: f64,
    tax: f64,
    is_gift: bool,
    priority: Option<u8>,
    comment: String,
    tags: Vec<String>,
    items: Vec<Item>,
    notes: HashMap<String, String>,
    counts: HashMap<u32, Vec<u64>>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    count: u32,
    price: f64,
    sizes: Vec<Vec<u8>>,
}
