"""What the tests of the house need to try this room's pages."""

from jiangtu.core import exports, files
from jiangtu.core.models import Job


def export_of(of):
    """A finished export that the HR officer asked for."""
    by = of.actors["enterprise_hr"]
    kept = files.keep(b"x", name="list.csv", content_type="text/csv", purpose=exports.EXPORT, owner=by.person_uuid)
    return Job.objects.create(
        kind=exports.EXPORT, owner=by.person_uuid, state=Job.State.DONE, result=exports.result(kept, by=by)
    )


THINGS = {
    "job": lambda of: Job.objects.create(kind="x", owner=of.actors["enterprise_hr"].person_uuid),
    "export": export_of,
}
ADDRESSES = {"core:job": "job", "core:exported": "export"}
POSTED = {"asked": lambda of: exports.sealed("/?export=csv")}
OTHERWISE = {
    "core:health": "asked by machines",
    "core:export": "stands where a list is longer than the file that one waits for",
    "core:exported": "stands on the page of the job that made the file",
    "core:job": "shown while a job runs, to whoever began it",
}
