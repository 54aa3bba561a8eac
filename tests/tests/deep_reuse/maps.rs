use pool_runtime::Poolable;
use pool_runtime::collections::{RecycleMap, RecycleVec};

#[derive(Debug, Default, PartialEq, Poolable)]
pub struct Request {
    pub headers: RecycleVec<(String, String)>,
    pub tags: RecycleVec<String>,
    pub totals: RecycleMap<String, u64>,
    pub rows: RecycleVec<RecycleVec<String>>,
}

impl Request {
    pub fn read(&mut self, message: &str) {
        for line in message.lines() {
            let fields: Vec<&str> = line.split(',').collect();
            match fields[..] {
                ["header", name, value] => {
                    let header = self.headers.push();
                    header.0.push_str(name);
                    header.1.push_str(value);
                }
                ["tag", tag] => self.tags.push_from(tag),
                ["sale", country] => *self.totals.entry_from(country) += 1,
                ["row", ref cells @ ..] => self.rows.push().extend_from(cells.iter().copied()),
                _ => {}
            }
        }
    }
}
