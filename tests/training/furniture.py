"""What the tests of the house need to try this room's pages and acts: a pooled class on a hosted campus, its record."""

from datetime import date, time, timedelta

from jiangtu.core import files
from tests.factories import training as make
from tests.factories.institutions import institution, member
from tests.house.world import TODAY


def training_class(of):
    """A running class with two apprentices of the first enterprise; their numbers stand on the record."""
    houses = {name: of.things[name] for name in ("college", "campus")}
    made = make.running_class(apprentices=0, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), **houses)
    first = made.enterprises.get()
    first.gathered_by, first.region = of.things["school"], of.region
    first.save()
    for _each in range(2):
        made.enrolments.create(person=make.person(), enterprise=first, since=made.starts_on)
    return made


def second_place(of):
    """The place of somebody of the second enterprise."""
    pooled, second = of.things["class"], institution(region=of.region)
    of.things["enterprise"]  # which is the class's only one so far
    pooled.enterprises.add(*make.partners(pooled.college, second))
    return pooled.enrolments.create(person=make.person(), enterprise=second, since=pooled.starts_on)


def session(of):
    of.things["second place"]
    made = make.planned_session(of.things["class"], TODAY)
    made.sheet = files.keep(b"scan", name="s.pdf", content_type="application/pdf", purpose="sheet")
    made.save()
    return made


def replaced_scan(of):
    earlier = files.keep(b"scan", name="s.pdf", content_type="application/pdf", purpose="sheet")
    return of.things["session"].replaced_scans.create(file=earlier)


def photo(of):
    picture = files.keep(make.picture(), name="p.jpg", content_type="image/jpeg", purpose="photo")
    return of.things["entry"].photos.create(file=picture, order=1)


THINGS = {
    "class": training_class,
    "training_class": lambda of: of.things["class"],
    "enrolment": lambda of: of.things["class"].enrolments.order_by("pk")[0],
    "enterprise": lambda of: of.things["enrolment"].enterprise,
    "second place": second_place,
    "session": session,
    "replaced scan": replaced_scan,
    "entry": lambda of: make.log_entry(of.things["enrolment"], TODAY - timedelta(1)),
    "signed": lambda of: make.log_entry(of.things["enrolment"], TODAY - timedelta(2), state="countersigned"),
    "photo": photo,
}
ACTORS = {
    "apprentice": lambda of: make.apprentice_of(of.things["enrolment"]),
    "enterprise_hr": lambda of: make.hr_of(of.things["enterprise"]),
    "college_trainer": lambda of: make.trainer_of(of.things["class"]),
    "programme_head": lambda of: make.head_of(of.things["class"]),
}
BESIDE = {
    "apprentice": lambda of: make.apprentice_of(of.things["second place"]),
    "enterprise_mentor": lambda of: member("enterprise_mentor", of.things["second place"].enterprise),
    "enterprise_hr": lambda of: member("enterprise_hr", of.things["second place"].enterprise),
    "college_trainer": lambda of: member("college_trainer", of.things["college"]),
}
ADDRESSES = {
    "training": "class", "training:step-class": {"verb": "complete"}, "training:hours-of": "enrolment",
    "training:session": "session", "training:roll": "session", "training:sheet": "session",
    "training:scan": "session", "training:replaced-scan": "replaced scan",
    "training:entry": "entry", "training:edit-entry": "entry",
    "training:withdraw-entry": "entry", "training:correct-entry": "signed", "training:photo": "photo",
}  # fmt: skip
POSTED = {"week": "2025-06-16", "weeks": "1"}
VALUES = {
    "enrolments": lambda of: [of.things["enrolment"]],
    "day": TODAY, "start": time(8), "minutes": 60, "weeks": 1, "monday": TODAY, "marks": {}, "verb": "complete",
    "enterprises": [], "trainers": [], "entries": lambda of: [of.things["entry"]],
    "people": lambda of: [(of.things["person"].pk, of.things["enterprise"].pk)],
}  # fmt: skip
WITHIN = {"training/actions/register.py:strike": "takes its caller's verdict"}
ANYWHERE = {"training/actions/classes.py:create_class": {"programme_head"}}
OTHERWISE = {"training:photo": "the picture that stands on the page of its entry"}
