//! What all events of one run share.

/// Settings of one run, shared by reference: every event being worked on holds on to them, and an idle
/// one must not.
#[derive(Debug)]
pub struct Settings {
    /// The zstd level batches are compressed at.
    pub level: i32,
    /// Names for magnitudes, each from its own magnitude upwards, in rising order.
    classes: Vec<(f64, &'static str)>,
}

impl Settings {
    /// The usual classes, and the given level.
    pub fn new(level: i32) -> Self {
        Self {
            level,
            classes: vec![
                (f64::NEG_INFINITY, "micro"),
                (2.0, "minor"),
                (4.0, "light"),
                (5.0, "moderate"),
                (6.0, "strong"),
                (7.0, "major"),
                (8.0, "great"),
            ],
        }
    }

    /// The name of the class a magnitude falls into.
    pub fn class(&self, magnitude: f64) -> Option<&'static str> {
        let above = self.classes.partition_point(|&(from, _)| from <= magnitude);
        Some(self.classes[above.checked_sub(1)?].1)
    }
}
