//! `chrono`: dates and times. A duration goes back to zero; a moment has no "nothing" but `None`.

use ::chrono::{
    DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, NaiveWeek, TimeDelta,
    TimeZone, Utc, Weekday,
};

use super::prelude::*;

plain! { TimeDelta }

kept! { [] Utc; }

in_an_option! {
    [Tz: TimeZone] DateTime<Tz>;
    [] NaiveDate;
    [] NaiveTime;
    [] NaiveDateTime;
    [] NaiveWeek;
    [] FixedOffset;
    [] Month;
    [] Weekday;
}
