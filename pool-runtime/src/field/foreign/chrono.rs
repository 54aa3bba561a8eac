//! `chrono`: dates and times. A duration goes back to zero; a moment has no "nothing" but `None`.

use ::chrono::{
    DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, NaiveWeek, TimeDelta,
    TimeZone, Utc, Weekday,
};

use super::in_an_option;
use crate::field::auto_reset::{kept, plain};

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
