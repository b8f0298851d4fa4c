"""Long work started for a page to watch: the pairing of a big class."""

from __future__ import annotations

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

PAIRING = "mentoring.run_pairing"


@transaction.atomic
def start_pairing(training_class: TrainingClass, enterprise: Institution, *, by: Actor) -> Job:
    """Start the pairing of a big class; a second click finds the first one's job."""
    require(access.can_prepare_pairing(by, training_class, enterprise))
    where = {"training_class": str(training_class.uuid), "enterprise": str(enterprise.uuid)}
    running = jobs.latest(PAIRING, about=training_class.uuid, by=by)
    if running and running.open:
        return running
    return jobs.start(PAIRING, by=by, about=training_class.uuid, hat=jobs.spelled(by), **where)
