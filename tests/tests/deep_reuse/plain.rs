use std::collections::HashMap;

#[derive(Debug, Default, PartialEq)]
pub struct Request {
    pub headers: Vec<(String, String)>,
    pub tags: Vec<String>,
    pub totals: HashMap<String, u64>,
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
