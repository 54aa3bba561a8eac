//! `jiff`: dates and times. Durations and spans go back to zero; a moment has no "nothing" but `None`.

use ::jiff::civil::{Date, DateTime, Time, Weekday};
use ::jiff::tz::{Offset, TimeZone};
use ::jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use super::prelude::*;

plain! { SignedDuration, Span }

in_an_option! {
    [] Timestamp;
    [] ZonedDateTime;
    [] Date;
    [] Time;
    [] DateTime;
    [] Weekday;
    [] Offset;
    [] TimeZone;
}
