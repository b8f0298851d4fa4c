"""What the tests of the house need to try this room's pages."""

from jiangtu.core.models import Job

THINGS = {"job": lambda of: Job.objects.create(kind="x", owner=of.actors["enterprise_hr"].person_uuid)}
ADDRESSES = {"core:job": "job"}
OTHERWISE = {
    "core:health": "asked by machines",
    "core:job": "shown while a job runs, to whoever began it",
}
