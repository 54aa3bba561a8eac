//! The results as bars.

use crate::contest::{Event, Results};
use crate::workload::Workload;
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

/// What is drawn: the loads that people ask about first.
const DRAWN: [Workload; 4] = [
    Workload::One,
    Workload::Cores,
    Workload::Threads64,
    Workload::HandOff,
];

const ROW: i32 = 18;
const HEAD: i32 = 34;
const WIDTH: i32 = 760;
/// Where bars begin, and where the longest ends.
const BARS: (i32, i32) = (220, WIDTH - 70);

/// Draws the costs of one kind of work, a panel a load, a bar a subject. The scale is logarithmic:
/// the queue of a hundred threads would else leave a pixel for all the others.
///
/// # Errors
///
/// If the file cannot be written.
pub fn draw(results: &Results<'_>, event: &Event, file: &Path) -> Result<(), Box<dyn Error>> {
    let mut panels = Vec::new();
    for workload in DRAWN {
        let mut bars = Vec::new();
        for subject in results.subjects(event) {
            if let Some(cost) = results.cost((event.name, workload, subject)) {
                bars.push((subject.replace(['*', '`'], ""), cost.median));
            }
        }
        bars.sort_by(|one, other| one.1.total_cmp(&other.1));
        if !bars.is_empty() {
            panels.push((workload, bars));
        }
    }
    let most = panels.iter().flat_map(|panel| &panel.1).map(|bar| bar.1);
    let most = most.fold(10.0, f64::max).ln();
    let rows: usize = panels.iter().map(|panel| panel.1.len()).sum();
    let height = (rows * ROW as usize + (panels.len() + 1) * HEAD as usize) as u32;

    let area = SVGBackend::new(file, (WIDTH as u32, height)).into_drawing_area();
    area.fill(&WHITE)?;
    let text = |size| ("sans-serif", size).into_font();
    area.draw(&Text::new(event.title, (10, 8), text(16)))?;
    let mut top = HEAD;
    for (workload, bars) in panels {
        let caption = format!("{}, ns an operation, logarithmic", workload.title());
        area.draw(&Text::new(caption, (10, top + 8), text(13)))?;
        top += HEAD;
        for (subject, cost) in bars {
            let length = (cost.max(1.0).ln() / most * f64::from(BARS.1 - BARS.0)) as i32;
            let color = match subject.as_str() {
                ours if ours.starts_with("this pool") => RGBColor(0, 110, 180),
                _ => RGBColor(170, 170, 170),
            };
            let corners = [(BARS.0, top + 2), (BARS.0 + length.max(1), top + ROW - 2)];
            area.draw(&Rectangle::new(corners, color.filled()))?;
            area.draw(&Text::new(subject, (10, top + 3), text(12)))?;
            let figure = format!("{cost:.1}");
            area.draw(&Text::new(figure, (BARS.0 + length + 5, top + 3), text(12)))?;
            top += ROW;
        }
    }
    area.present()?;
    Ok(())
}
