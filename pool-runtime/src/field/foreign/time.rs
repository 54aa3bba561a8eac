//! `time`: dates and times. A duration goes back to zero; a moment has no "nothing" but `None`.

use ::time::{
    Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday,
};

use super::prelude::*;
use crate::field::without_default::kind;

plain! { Duration }

without_default! {
    [] Date;
    [] Time;
    [] PrimitiveDateTime;
    [] OffsetDateTime;
    [] UtcDateTime;
    [] UtcOffset;
    [] Month;
    [] Weekday;
}
