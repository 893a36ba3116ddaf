"""Every table.  One file a noun; the unique keys and checks stand in the database itself."""

from digest.store.models.alarm import Alarm, Ping
from digest.store.models.api import Announcement, ApiToken, Trigger
from digest.store.models.approval import Approval, Canary
from digest.store.models.audience import (
    Consent,
    FormerAddress,
    MailingList,
    Segment,
    Subscriber,
    Subscription,
    Suppression,
)
from digest.store.models.counted import Click, LinkCount
from digest.store.models.counter import Counter
from digest.store.models.house import Anchor, Audit, Freeze, Heartbeat, SyncMark, WrappedKey
from digest.store.models.issue import (
    DayOff,
    Edition,
    HandStep,
    Issue,
    IssueStory,
    Occurrence,
    Timetable,
)
from digest.store.models.ledger import Batch, Cohort, Delivery, Event, Excluded, Freezing, RawEvent
from digest.store.models.news import Source, Story
from digest.store.models.notice import Notice
from digest.store.models.operators import Operator, SignIn
from digest.store.models.outcome import Outcome
from digest.store.models.pacing import Bucket, DayCount, Rate
from digest.store.models.preferences import Change, Preference
from digest.store.models.signup import SignUp, Tally
from digest.store.models.specimen import Specimen
from digest.store.models.upload import Upload, UploadPiece

__all__ = [
    "Alarm",
    "Anchor",
    "Announcement",
    "ApiToken",
    "Approval",
    "Audit",
    "Batch",
    "Bucket",
    "Canary",
    "Change",
    "Click",
    "Cohort",
    "Consent",
    "Counter",
    "DayCount",
    "DayOff",
    "Delivery",
    "Edition",
    "Event",
    "Excluded",
    "FormerAddress",
    "Freeze",
    "Freezing",
    "HandStep",
    "Heartbeat",
    "Issue",
    "IssueStory",
    "LinkCount",
    "MailingList",
    "Notice",
    "Occurrence",
    "Operator",
    "Outcome",
    "Ping",
    "Preference",
    "Rate",
    "RawEvent",
    "Segment",
    "SignIn",
    "SignUp",
    "Source",
    "Specimen",
    "Story",
    "Subscriber",
    "Subscription",
    "Suppression",
    "SyncMark",
    "Tally",
    "Timetable",
    "Trigger",
    "Upload",
    "UploadPiece",
    "WrappedKey",
]
