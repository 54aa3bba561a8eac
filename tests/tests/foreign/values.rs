//! `uuid`, `chrono`, `time`, `jiff`: what has a "nothing" needs no attribute, and what has none goes into an
//! `Option` or says what it goes back to.

use pool_runtime::{Pool, Poolable};
use uuid::Uuid;

#[derive(Default, Poolable)]
struct Record {
    id: Uuid,
    ids: [Uuid; 4],
    parent: Option<uuid::NonNilUuid>,

    chrono_took: chrono::TimeDelta,
    chrono_at: Option<chrono::DateTime<chrono::Utc>>,
    chrono_day: Option<chrono::NaiveDate>,
    #[pool(default)]
    chrono_since: chrono::NaiveDateTime,

    time_took: time::Duration,
    time_at: Option<time::OffsetDateTime>,
    #[pool(default = Until(time::Date::MAX))]
    until: Until,

    jiff_took: jiff::SignedDuration,
    jiff_span: Option<jiff::Span>,
    jiff_at: Option<jiff::Timestamp>,
    jiff_local: Option<jiff::ZonedDateTime>,
    #[pool(drop_ref)]
    zone: Option<jiff::tz::TimeZone>,
}

/// A date with a default.
#[derive(PartialEq, Debug)]
struct Until(time::Date);

impl Default for Until {
    fn default() -> Self {
        Until(time::Date::MAX)
    }
}

#[test]
fn back_to_nothing() {
    let mut record = Record {
        id: Uuid::max(),
        ids: [Uuid::max(); 4],
        parent: uuid::NonNilUuid::new(Uuid::max()),
        chrono_took: chrono::TimeDelta::seconds(1),
        chrono_at: Some(chrono::DateTime::UNIX_EPOCH),
        chrono_day: Some(chrono::NaiveDate::MAX),
        chrono_since: chrono::NaiveDateTime::MAX,
        time_took: time::Duration::SECOND,
        time_at: Some(time::OffsetDateTime::UNIX_EPOCH),
        until: Until(time::Date::MIN),
        jiff_took: jiff::SignedDuration::from_secs(1),
        jiff_span: Some(jiff::Span::new().days(1)),
        jiff_at: Some(jiff::Timestamp::UNIX_EPOCH),
        jiff_local: Some(jiff::ZonedDateTime::default()),
        zone: Some(jiff::tz::TimeZone::UTC),
    };
    record.reset();

    assert_eq!((record.id, record.ids), (Uuid::nil(), [Uuid::nil(); 4]));
    assert!(record.parent.is_none());
    assert!(record.chrono_took.is_zero() && record.chrono_at.is_none());
    assert!(record.chrono_day.is_none());
    assert_eq!(record.chrono_since, chrono::NaiveDateTime::default());
    assert!(record.time_took.is_zero() && record.time_at.is_none());
    assert_eq!(record.until, Until(time::Date::MAX));
    assert!(record.jiff_took.is_zero() && record.jiff_span.is_none());
    assert!(record.jiff_at.is_none() && record.jiff_local.is_none() && record.zone.is_none());
    assert_eq!(record.retained_bytes(), 0);
}

#[test]
fn as_objects() {
    let ids: Pool<Uuid> = Pool::new();
    *ids.get() = Uuid::max();
    assert!(ids.get().is_nil());
}
