"""What the tests of the house need to try this room's pages and acts: a notice to an apprentice."""

from jiangtu.core import journal
from jiangtu.core.actor import SYSTEM
from jiangtu.institutions.states import Role
from jiangtu.notices.actions.telling import notify
from jiangtu.notices.rules import Kind, To, Urgency


def notice(of):
    fact = journal.record("log entry changed", of.things["entry"], by=SYSTEM)
    to_apprentice = To(of.things["person"].pk, "/", fact, role="apprentice")
    [made] = notify(Kind("x", "X", "X", Urgency.NOW, ()), [to_apprentice])
    return made


THINGS = {"notice": notice}
ADDRESSES = {"notices": "notice", "notices:icon": {"size": 192}, "notices:icon-maskable": {"size": 192}}
VALUES = {
    "wishes": {}, "page": "/", "endpoint": "https://fcm.googleapis.com/x", "p256dh": "x", "auth": "x",
}  # fmt: skip
# for oneself
ANYWHERE = {
    "notices/actions/reading.py:read_all": {*Role.values},
    "notices/actions/reading.py:read_of_page": {*Role.values},
    "notices/actions/choosing.py:choose": {*Role.values},
    "notices/actions/choosing.py:show_here": {*Role.values},
    "notices/actions/choosing.py:hide_here": {*Role.values},
}
UNTOLD = {
    "notices/actions/reading.py:read": "what one has read is nobody's history",
    "notices/actions/reading.py:read_all": "what one has read is nobody's history",
    "notices/actions/reading.py:read_of_page": "what one has read is nobody's history",
    "notices/actions/choosing.py:choose": "how one is told is nobody's history",
    "notices/actions/choosing.py:show_here": "how one is told is nobody's history",
    "notices/actions/choosing.py:hide_here": "how one is told is nobody's history",
}
OTHERWISE = {
    "notices:icon": "fetched by the browser",
    "notices:icon-maskable": "fetched by the browser",
    "notices:manifest": "fetched by the browser",
    "notices:worker": "fetched by the browser",
}
