//! `chrono`: dates and times. A duration goes back to zero; a moment has no "nothing" but `None`.

use ::chrono::{
    DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, NaiveWeek, TimeDelta,
    TimeZone, Utc, Weekday,
};

use super::prelude::*;
use crate::field::without_default::kind;

plain! { TimeDelta }

kept! { [] Utc; }

without_default! {
    [Tz: TimeZone] DateTime<Tz>;
    [] NaiveDate;
    [] NaiveTime;
    [] NaiveDateTime;
    [] NaiveWeek;
    [] FixedOffset;
    [] Month;
    [] Weekday;
}
