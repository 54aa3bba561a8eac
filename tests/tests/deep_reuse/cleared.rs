use std::collections::HashMap;

use pool_runtime::Poolable;

#[derive(Debug, Default, PartialEq, Poolable)]
pub struct Request {
    #[pool(clear)]
    pub headers: Vec<(String, String)>,
    #[pool(clear)]
    pub tags: Vec<String>,
    #[pool(clear)]
    pub totals: HashMap<String, u64>,
    #[pool(clear)]
    pub rows: Vec<Vec<String>>,
}

impl Request {
    pub fn read(&mut self, message: &str) {
        for line in message.lines() {
            let fields: Vec<&str> = line.split(',').collect();
            match fields[..] {
                ["header", name, value] => self.headers.push((name.to_owned(), value.to_owned())),
                ["tag", tag] => self.tags.push(tag.to_owned()),
                ["sale", country] => *self.totals.entry(country.to_owned()).or_default() += 1,
                ["row", ref cells @ ..] => {
                    let cells = cells.iter().map(|&cell| cell.to_owned());
                    self.rows.push(cells.collect());
                }
                _ => {}
            }
        }
    }
}
