//! The words `#[pool(…)]` knows: where each belongs, and which one a misspelt word meant.

use std::fmt;

/// Where an attribute can stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Item,
    Variant,
    Field,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Item => "the struct or enum",
            Place::Variant => "a variant of an enum",
            Place::Field => "a field",
        })
    }
}

/// A word of the attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    Clear,
    ShrinkAbove,
    ShrinkTo,
    DropRef,
    Default,
    Nested,
    With,
    Bytes,
    Keep,
    Zeroize,
    Initial,
    Container,
    MaxSize,
    DiscardIf,
    Bound,
    Crate,
}

impl Key {
    /// All of them, in the order in which a message lists them.
    pub const ALL: [Key; 16] = [
        Key::Clear,
        Key::ShrinkAbove,
        Key::ShrinkTo,
        Key::DropRef,
        Key::Default,
        Key::Nested,
        Key::With,
        Key::Bytes,
        Key::Keep,
        Key::Zeroize,
        Key::Initial,
        Key::Container,
        Key::MaxSize,
        Key::DiscardIf,
        Key::Bound,
        Key::Crate,
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Key::Clear => "clear",
            Key::ShrinkAbove => "shrink_above",
            Key::ShrinkTo => "shrink_to",
            Key::DropRef => "drop_ref",
            Key::Default => "default",
            Key::Nested => "nested",
            Key::With => "with",
            Key::Bytes => "bytes",
            Key::Keep => "keep",
            Key::Zeroize => "zeroize",
            Key::Initial => "initial",
            Key::Container => "container",
            Key::MaxSize => "max_size",
            Key::DiscardIf => "discard_if",
            Key::Bound => "bound",
            Key::Crate => "crate",
        }
    }

    /// As it is written, value included.
    pub fn usage(self) -> &'static str {
        match self {
            Key::Clear => "clear",
            Key::ShrinkAbove => "shrink_above = BYTES",
            Key::ShrinkTo => "shrink_above = BYTES, shrink_to = BYTES",
            Key::DropRef => "drop_ref",
            Key::Default => "default = EXPR",
            Key::Nested => "nested",
            Key::With => "with = PATH",
            Key::Bytes => "with = PATH, bytes = PATH",
            Key::Keep => "keep = \"reason\"",
            Key::Zeroize => "zeroize",
            Key::Initial => "initial",
            Key::Container => "container",
            Key::MaxSize => "max_size = BYTES",
            Key::DiscardIf => "discard_if = PATH",
            Key::Bound => "bound = \"T: Trait\"",
            Key::Crate => "crate = PATH",
        }
    }

    /// Where it belongs.
    pub fn place(self) -> Place {
        match self {
            Key::Initial => Place::Variant,
            Key::Container | Key::MaxSize | Key::DiscardIf | Key::Bound | Key::Crate => Place::Item,
            _ => Place::Field,
        }
    }

    /// Whether it may stand there: `zeroize` does on an item, for all of its fields.
    pub fn stands_on(self, place: Place) -> bool {
        self.place() == place || (self == Key::Zeroize && place == Place::Item)
    }

    /// Whether it says on its own what happens to a field, and no other word with it.
    pub fn is_policy(self) -> bool {
        self.place() == Place::Field && !matches!(self, Key::ShrinkTo | Key::Bytes | Key::Zeroize)
    }

    /// Whether a value belongs to it, or can.
    pub fn takes_value(self) -> bool {
        !matches!(
            self,
            Key::Clear | Key::DropRef | Key::Nested | Key::Zeroize | Key::Initial | Key::Container
        )
    }

    /// The key of that name.
    pub fn named(name: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|key| key.name() == name)
    }

    /// The key that a misspelt `name` in this place most likely meant.
    pub fn meant_by(name: &str, place: Place) -> Option<Key> {
        let name = name.to_lowercase();
        let likeness = |key: Key| {
            // A word cut short, or one that goes on too long, is as good as one mistake.
            let is_start =
                name.len() >= 3 && (key.name().starts_with(&name) || name.starts_with(key.name()));
            if is_start {
                1
            } else {
                distance(&name, key.name())
            }
        };
        Key::ALL
            .into_iter()
            .filter(|key| likeness(*key) <= key.name().len().div_ceil(3))
            .min_by_key(|key| (likeness(*key), !key.stands_on(place)))
    }

    /// What may be written in a place, for a message.
    pub fn list(place: Place) -> String {
        let mut names: Vec<String> = Key::ALL
            .into_iter()
            .filter(|key| key.stands_on(place))
            .map(|key| format!("`{}`", key.name()))
            .collect();
        let last = names.pop().unwrap_or_default();
        if names.is_empty() {
            last
        } else {
            format!("{} and {last}", names.join(", "))
        }
    }
}

/// How many letters to add, drop, change or swap to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut table = vec![vec![0; to.len() + 1]; from.len() + 1];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = usize::from(from[i - 1] != to[j - 1]);
                let swap = if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]
                {
                    table[i - 2][j - 2] + 1
                } else {
                    usize::MAX
                };
                swap.min(table[i - 1][j - 1] + change)
                    .min(table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
            };
        }
    }
    table[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::{Key, Place, distance};

    #[test]
    fn distance_counts_edits() {
        for (from, to, edits) in [
            ("clear", "clear", 0),
            ("claer", "clear", 1),
            ("cleer", "clear", 1),
            ("clea", "clear", 1),
            ("clears", "clear", 1),
            ("", "keep", 4),
            ("dorp_erf", "drop_ref", 2),
        ] {
            assert_eq!(distance(from, to), edits, "{from} to {to}");
        }
    }

    #[test]
    fn misspelt_words_find_their_key() {
        for (name, key) in [
            ("claer", Key::Clear),
            ("Clear", Key::Clear),
            ("shrink", Key::ShrinkAbove),
            ("shrinkAbove", Key::ShrinkAbove),
            ("dropref", Key::DropRef),
            ("defualt", Key::Default),
            ("nest", Key::Nested),
            ("keeps", Key::Keep),
            ("byte", Key::Bytes),
        ] {
            assert_eq!(Key::meant_by(name, Place::Field), Some(key), "{name}");
        }
        assert_eq!(Key::meant_by("maxsize", Place::Item), Some(Key::MaxSize));
        // As far from one as from the other: the one that belongs there.
        assert_eq!(Key::meant_by("craer", Place::Field), Some(Key::Clear));
        assert_eq!(Key::meant_by("craer", Place::Item), Some(Key::Crate));
        assert_eq!(Key::meant_by("forget", Place::Field), None);
    }

    #[test]
    fn lists_name_every_key_once() {
        assert_eq!(Key::list(Place::Variant), "`initial`");
        assert_eq!(
            Key::list(Place::Item),
            "`zeroize`, `container`, `max_size`, `discard_if`, `bound` and `crate`"
        );
        for key in Key::ALL {
            assert_eq!(Key::named(key.name()), Some(key));
            assert!(Key::list(key.place()).contains(key.name()));
            assert!(key.usage().contains(key.name()));
        }
    }
}
