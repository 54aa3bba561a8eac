//! `uuid`: identifiers.

use ::uuid::{NonNilUuid, Uuid};

use super::prelude::*;

plain! { Uuid }

in_an_option! { [] NonNilUuid; }
