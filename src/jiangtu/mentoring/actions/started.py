"""Long work started for a page to watch: the pairing of a big class, and its publishing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from jiangtu.core import jobs
from jiangtu.core.actor import Actor
from jiangtu.core.models import Job
from jiangtu.core.verdict import require

from .. import access

if TYPE_CHECKING:
    from jiangtu.institutions.models import Institution
    from jiangtu.training.models import TrainingClass

    from ..models import PairingRun

PAIRING = "mentoring.run_pairing"
PUBLISHING = "mentoring.publish_pairing"


@transaction.atomic
def start_pairing(training_class: TrainingClass, enterprise: Institution, *, by: Actor) -> Job:
    """Start the pairing of a big class; a second click finds the first one's job."""
    require(access.can_prepare_pairing(by, training_class, enterprise))
    where = {"training_class": str(training_class.uuid), "enterprise": str(enterprise.uuid)}
    running = jobs.latest(PAIRING, about=training_class.uuid, by=by)
    if running and running.open:
        return running
    return jobs.start(PAIRING, by=by, about=training_class.uuid, hat=jobs.spelled(by), **where)


@transaction.atomic
def start_publishing(run: PairingRun, *, by: Actor, on: date, term_to: date | None = None) -> Job:
    """Start the publishing of a big class's pairs; a second click finds the first one's job."""
    require(access.can_publish_pairing(by, run))
    about = run.training_class.uuid
    running = jobs.latest(PUBLISHING, about=about, by=by)
    if running and running.open:
        return running
    days = {"on": on.isoformat(), "term_to": term_to.isoformat() if term_to else ""}
    return jobs.start(PUBLISHING, by=by, about=about, hat=jobs.spelled(by), run=str(run.uuid), **days)
