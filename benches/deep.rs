//! `cargo bench -p pool-benches --bench deep`: what it is worth to keep what elements own.
//!
//! Each row's two sides are measured in turn, round by round; a ratio is taken within each round, and
//! the median of the rounds is reported.

#![allow(dead_code, reason = "structs that the tests use in another way")]

#[path = "../tests/tests/deep_reuse/cleared.rs"]
mod cleared;
#[path = "../tests/tests/parsing/order.rs"]
mod order;
#[path = "../tests/tests/deep_reuse/plain.rs"]
mod plain;
#[path = "../tests/tests/deep_reuse/scratch.rs"]
mod scratch;

use std::collections::HashMap;
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
            "40 headers, 3 tags, 20 updates, 4 rows split by comma, beside a fresh struct",
            1.0 / 3.0,
            recycled(),
            fresh(),
        ),
        Row::new(
            "the same beside a pooled struct under `clear`",
            0.5,
            recycled(),
            cleared(),
        ),
        Row::new(
            "JSON of 15 fields, 3 items, a map, beside a fresh struct",
            0.7,
            order_in_place(),
            fresh_order(),
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

/// What comes with a request, in pieces but for the rows.
struct Message {
    headers: Vec<(String, String)>,
    tags: [&'static str; 3],
    sales: Vec<&'static str>,
    rows: Vec<String>,
}

impl Message {
    fn new() -> Self {
        let countries = ["de", "fr", "it", "es", "pt"];
        Self {
            headers: (0..40)
                .map(|n| (format!("x-header-{n}"), format!("the value of header {n}")))
                .collect(),
            tags: ["red", "green", "blue"],
            sales: countries.into_iter().cycle().take(20).collect(),
            rows: (0..4)
                .map(|n| format!("first cell of {n},second,third"))
                .collect(),
        }
    }
}

/// Fills a struct of std's containers.
macro_rules! fill {
    ($request:expr, $message:expr) => {
        for (name, value) in &$message.headers {
            $request.headers.push((name.clone(), value.clone()));
        }
        for tag in $message.tags {
            $request.tags.push(tag.to_owned());
        }
        for country in &$message.sales {
            *$request.totals.entry((*country).to_owned()).or_default() += 1;
        }
        for row in &$message.rows {
            let cells: Vec<&str> = row.split(',').collect();
            let cells = cells.iter().map(|&cell| cell.to_owned());
            $request.rows.push(cells.collect());
        }
    };
}

fn fresh() -> impl FnMut() {
    let message = Message::new();
    move || {
        let mut request = plain::Request::default();
        fill!(request, black_box(&message));
        black_box(&request);
    }
}

fn cleared() -> impl FnMut() {
    let message = Message::new();
    let requests: Pool<cleared::Request> = Pool::new();
    move || {
        let mut request = requests.get();
        fill!(request, black_box(&message));
    }
}

fn recycled() -> impl FnMut() {
    let message = Message::new();
    let requests: Pool<scratch::Request> = Pool::new();
    move || {
        let mut request = requests.get();
        let (request, message) = (&mut *request, black_box(&message));
        for (name, value) in &message.headers {
            let header = request.headers.push();
            header.0.push_str(name);
            header.1.push_str(value);
        }
        request.tags.extend_from(message.tags);
        for country in &message.sales {
            *request.totals.entry_from(*country) += 1;
        }
        let mut cells = request.fields.vec::<&str>();
        for row in &message.rows {
            cells.clear();
            cells.extend(row.split(','));
            request.rows.push().extend_from(cells.iter().copied());
        }
    }
}

/// The order as a client would send it, without spaces.
fn order() -> String {
    let order: serde_json::Value = serde_json::from_str(order::ORDER).expect("JSON");
    order.to_string()
}

/// Parses an order into a pooled struct.
fn order_in_place() -> impl FnMut() {
    let orders: Pool<order::Order> = Pool::new();
    let json = order();
    move || order::parse(&mut orders.get(), black_box(&json)).expect("an order")
}

/// Parses an order into a new struct.
fn fresh_order() -> impl FnMut() {
    let json = order();
    move || {
        let order: Order = serde_json::from_str(black_box(&json)).expect("an order");
        black_box(&order);
    }
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
}

#[derive(Deserialize)]
struct Item {
    name: String,
    count: u32,
    price: f64,
}
