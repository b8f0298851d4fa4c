"""What a notice is made of, what goes where, and when it may go: values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from jiangtu.core.verdict import YES, No, Verdict

if TYPE_CHECKING:
    from jiangtu.core.desk import Text
    from jiangtu.core.models import JournalEntry


class Urgency(IntEnum):
    """How soon somebody should know. It decides what goes where until they choose for themselves."""

    NOW = 0
    SOON = 1
    LATER = 2


# The names of `states.MailWay` and `states.Channel`, which the framework's choices are made of.
AT_ONCE, DIGEST, NEVER = "at_once", "digest", "never"
# Until somebody chooses: what goes by mail and whether it shows on the phone's screen. Nothing goes by text message.
MAIL: dict[int, str] = {Urgency.NOW: AT_ONCE, Urgency.SOON: DIGEST, Urgency.LATER: NEVER}
PUSH: dict[int, bool] = {Urgency.NOW: True, Urgency.SOON: True, Urgency.LATER: False}
QUIET_FROM, QUIET_TO, DIGEST_HOUR = time(21), time(7), 7
FRESH = timedelta(days=7)  # what was recorded before that stands in the list, and is no longer sent out
LEASE = timedelta(minutes=5)  # a sending takes seconds; a claim older than this was left by a worker that is gone
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 20, 60, 240, 720, 1440))  # before each next try


@dataclass(frozen=True)
class To:
    """One person who is told of one thing.

    `fact`: the journal's entry, None for what time has brought. `person`, `institution`: primary keys; role and
    institution are the hat under which the page opens. `values`: what the kind's sentence names; a thing with names in
    both languages as `both(thing)`. `about`: the thing, by which the same is told once.
    """

    person: int
    page: str
    fact: JournalEntry | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    role: str = ""
    institution: int | None = None
    about: UUID | None = None


class Named(Protocol):
    """A thing with names in both languages; the English one may be empty."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


@dataclass(frozen=True)
class Kind:
    """What a room tells of.

    `title` stands alone in subject lines, on locked screens and among the settings: it names nobody and nothing.
    `says` is the whole sentence, with the values of `To`. A kind tells of facts (`verbs`, then `to`), of what is late
    on a day (`late`), or of neither: then an act tells it (`actions.reminding.remind`). `also_oneself`: who did it is
    told as well, since a job did it in their name while they were elsewhere. `done`: the verbs of acts, on the same
    thing and by whomever, after which nothing is left to do: the notice ends and no longer counts as unread.
    """

    code: str
    title: Text
    says: Text
    urgency: Urgency
    roles: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    to: Callable[[Sequence[JournalEntry]], Iterable[To]] | None = None
    late: Callable[[date], Iterable[To]] | None = None
    also_oneself: bool = False
    done: tuple[str, ...] = ()


def both(thing: Named) -> dict[str, str]:
    """The two names of a thing, as the values of a notice keep them."""
    return {"zh": thing.name, "en": thing.name_en or thing.name}


def after_quiet(at: datetime, since: time, until: time) -> datetime:
    """The moment itself, or where it falls into the quiet hours their end. They may go over midnight.

    `at` stands in the zone of the hours. Equal ends mean: no quiet hours.
    """
    now, over_midnight = at.time(), since > until
    if since == until or not (now >= since or now < until if over_midnight else since <= now < until):
        return at
    end = at.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    return end + timedelta(days=1) if over_midnight and now >= since else end


def next_digest(at: datetime, hour: int) -> datetime:
    """The next time it is that hour, in the zone of `at`."""
    today = at.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if at < today else today + timedelta(days=1)


def next_try(at: datetime, tries: int) -> datetime | None:
    """When to try again after so many tries, None when it has been tried enough."""
    return at + WAITS[tries - 1] if tries <= len(WAITS) else None


@dataclass(frozen=True)
class Wish:
    """What one person wants of one kind: by mail how, on the phone's screen, by text message."""

    mail: str
    push: bool
    sms: bool


def unasked(urgency: int) -> Wish:
    """What goes where for who has not chosen."""
    return Wish(mail=MAIL[urgency], push=PUSH[urgency], sms=False)


@dataclass(frozen=True)
class Hours:
    """When somebody wants to be told: not between the two times, and the digest at an hour."""

    quiet_from: time = QUIET_FROM
    quiet_to: time = QUIET_TO
    digest_hour: int = DIGEST_HOUR


def goes_out(wish: Wish, hours: Hours, at: datetime) -> dict[str, tuple[datetime, bool]]:
    """Channel → when it may go, and whether in the day's digest. `at` in the zone of the hours."""
    soon = after_quiet(at, hours.quiet_from, hours.quiet_to)
    out: dict[str, tuple[datetime, bool]] = {}
    if wish.mail == AT_ONCE:
        out["mail"] = soon, False
    elif wish.mail == DIGEST:
        out["mail"] = next_digest(at, hours.digest_hour), True
    if wish.push:
        out["push"] = soon, False
    if wish.sms:
        out["sms"] = soon, False
    return out


def known_service(endpoint: str, services: Iterable[str]) -> Verdict:
    """Whether an address belongs to one of the push services named by host; else anybody could have us call anybody."""
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return No("endpoint_unknown")
    host = parts.hostname or ""
    known = any(host == service or host.endswith(f".{service}") for service in services)
    secure = parts.scheme == "https" or host == "127.0.0.1"  # which no installation names, and tests do
    return YES if known and secure else No("endpoint_unknown")
