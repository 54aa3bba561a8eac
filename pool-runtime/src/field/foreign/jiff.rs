//! `jiff`: dates and times. Durations and spans go back to zero; a moment has no "nothing" but `None`.

use ::jiff::civil::{Date, DateTime, Time, Weekday};
use ::jiff::tz::{Offset, TimeZone};
use ::jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use super::prelude::*;
use crate::field::without_default::kind;

plain! { SignedDuration, Span }

without_default! {
    [] Timestamp;
    [] ZonedDateTime;
    [] Date;
    [] Time;
    [] DateTime;
    [] Weekday;
    [] Offset;
    [] TimeZone;
}
