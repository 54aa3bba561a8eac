use std::collections::HashMap;

use pool_runtime::Poolable;
use pool_runtime::collections::RecycleVec;

#[derive(Debug, Default, PartialEq, Poolable)]
pub struct Request {
    pub headers: RecycleVec<(String, String)>,
    pub tags: RecycleVec<String>,
    #[pool(clear)]
    pub totals: HashMap<String, u64>,
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
                ["sale", country] => *self.totals.entry(country.to_owned()).or_default() += 1,
                ["row", ref cells @ ..] => self.rows.push().extend_from(cells.iter().copied()),
                _ => {}
            }
        }
    }
}
