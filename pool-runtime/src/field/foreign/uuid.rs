//! `uuid`: identifiers.

use ::uuid::{NonNilUuid, Uuid};

use super::prelude::*;
use crate::field::without_default::kind;

plain! { Uuid }

without_default! { [] NonNilUuid; }
