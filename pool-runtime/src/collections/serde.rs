//! The collections written and read by serde; read in place, into spares.

use std::fmt;
use std::hash::{BuildHasher, Hash};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::map::Slot;
use super::{RecycleMap, RecycleVec};
use crate::Poolable;

/// A sequence of the elements.
impl<T: Serialize> Serialize for RecycleVec<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// A map of the entries.
impl<K: Serialize, V: Serialize, H> Serialize for RecycleMap<K, V, H> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// In place, each element is read into a spare one. After an error the vector holds the elements that
/// were read until then.
impl<'de, T: Deserialize<'de> + Default + Poolable> Deserialize<'de> for RecycleVec<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut vec = Self::new();
        Self::deserialize_in_place(deserializer, &mut vec)?;
        Ok(vec)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Self,
    ) -> Result<(), D::Error> {
        place.clear();
        deserializer.deserialize_seq(Elements(place))
    }
}

/// In place, each key and each value is read into a spare one. Where a key appears twice, the last
/// value counts. After an error the map holds the entries that were read until then.
impl<'de, K, V, H> Deserialize<'de> for RecycleMap<K, V, H>
where
    K: Deserialize<'de> + Default + Eq + Hash + Poolable,
    V: Deserialize<'de> + Default + Poolable,
    H: BuildHasher + Default,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = Self::default();
        Self::deserialize_in_place(deserializer, &mut map)?;
        Ok(map)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Self,
    ) -> Result<(), D::Error> {
        place.clear();
        deserializer.deserialize_map(Entries(place))
    }
}

/// A value that exists already, and is read anew.
struct InPlace<'a, T>(&'a mut T);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for InPlace<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::deserialize_in_place(deserializer, self.0)
    }
}

/// The elements of a vector.
struct Elements<'a, T>(&'a mut RecycleVec<T>);

impl<'de, T: Deserialize<'de> + Default + Poolable> Visitor<'de> for Elements<'_, T> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Element(self.0))?.is_some() {}
        Ok(())
    }
}

/// The next element of a vector, which takes a spare only if there is one to be read.
struct Element<'a, T>(&'a mut RecycleVec<T>);

impl<'de, T: Deserialize<'de> + Default + Poolable> DeserializeSeed<'de> for Element<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::deserialize_in_place(deserializer, self.0.prepare())?;
        self.0.commit();
        Ok(())
    }
}

/// The entries of a map.
struct Entries<'a, K, V, H>(&'a mut RecycleMap<K, V, H>);

impl<'de, K, V, H> Visitor<'de> for Entries<'_, K, V, H>
where
    K: Deserialize<'de> + Default + Eq + Hash + Poolable,
    V: Deserialize<'de> + Default + Poolable,
    H: BuildHasher,
{
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while entries.next_key_seed(Key(&mut self.0.entries))?.is_some() {
            let (_, prepared) = self.0.entries.split_prepared();
            entries.next_value_seed(InPlace(&mut prepared.value))?;
            self.0.take_prepared();
        }
        Ok(())
    }
}

/// The key of the next entry, in a spare one.
struct Key<'a, K, V>(&'a mut RecycleVec<Slot<K, V>>);

impl<'de, K, V> DeserializeSeed<'de> for Key<'_, K, V>
where
    K: Deserialize<'de> + Default + Poolable,
    V: Default + Poolable,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        K::deserialize_in_place(deserializer, &mut self.0.prepare().key)
    }
}
