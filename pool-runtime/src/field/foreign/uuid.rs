//! `uuid`: identifiers.

use ::uuid::{NonNilUuid, Uuid};

use super::in_an_option;
use crate::field::auto_reset::plain;

plain! { Uuid }

in_an_option! { [] NonNilUuid; }
