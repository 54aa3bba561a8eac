//! `time`: dates and times. A duration goes back to zero; a moment has no "nothing" but `None`.

use ::time::{
    Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday,
};

use super::prelude::*;

plain! { Duration }

in_an_option! {
    [] Date;
    [] Time;
    [] PrimitiveDateTime;
    [] OffsetDateTime;
    [] UtcDateTime;
    [] UtcOffset;
    [] Month;
    [] Weekday;
}
