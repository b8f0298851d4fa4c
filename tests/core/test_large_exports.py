"""The file of a long list is made by a job: the same file, for who asked and may still see the list."""

import tempfile
import tracemalloc
from base64 import urlsafe_b64encode
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangtu.core import exports, files, jobs
from jiangtu.core.models import Job, StoredFile
from jiangtu.institutions.models import Membership
from tests.factories.institutions import client_as, institution, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def three_are_many(settings):
    settings.EXPORTED_AT_ONCE = 2
    for name in ("甲厂", "乙厂", "丙厂"):
        institution(name=name)


def asked(client, form="csv", words="厂"):
    """The job that somebody has begun by asking for the list's file."""
    page = client.get(reverse("institutions:list"), {"export": form, "q": words})
    answer = client.post(reverse("core:export"), {"asked": page.context["asked"]})
    return Job.objects.get(uuid=answer["Location"].split("/")[-1])


def done(job):
    """The job as the worker leaves it."""
    queued = ProcrastinateJob.objects.get(task_name=exports.EXPORT, args__job=str(job.uuid))
    assert "厂" not in str(queued.args)
    jobs.export(**queued.args)
    job.refresh_from_db()
    return job


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_long_list_is_made_by_a_job_and_is_the_file_that_a_short_one_is(language, settings):
    client = client_as(member("administrator"), language=language)
    job = done(asked(client))
    address = reverse("core:exported", args=[job.uuid])
    assert address in client.get(reverse("core:job", args=[job.uuid])).content.decode()
    kept = client.get(address)
    settings.EXPORTED_AT_ONCE = 10
    at_once = client.get(reverse("institutions:list"), {"export": "csv", "q": "厂"})
    assert content(kept).decode("utf-8-sig").count("厂") >= 3
    assert content(kept) == content(at_once)
    assert [kept[name] for name in ("Content-Type", "Content-Disposition")] == [
        at_once[name] for name in ("Content-Type", "Content-Disposition")
    ]


def test_another_person_and_another_role_of_the_same_get_no_file():
    admin = member("administrator")
    job = done(asked(client_as(admin), "xlsx"))
    address = reverse("core:exported", args=[job.uuid])
    other = member("enterprise_mentor", of=Membership.objects.get(person=admin.person).person)
    assert client_as(admin).get(address).status_code == 200
    assert client_as(member("administrator")).get(address).status_code == 404
    assert client_as(other).get(address).status_code == 404


def test_who_lost_the_role_meanwhile_gets_a_sentence_and_no_file_is_made():
    admin = member("administrator")
    job = asked(client_as(admin))
    Membership.objects.filter(person=admin.person).update(until=timezone.localdate() - timedelta(days=1))
    assert done(job).state == Job.State.FAILED
    assert job.refusal["code"] == "export_refused"
    assert not StoredFile.objects.filter(purpose=exports.EXPORT).exists()


def test_an_address_that_no_list_gave_is_not_asked():
    client = client_as(member("administrator"))
    for forged in ("", "x", "厂", urlsafe_b64encode(b"/accounts?export=csv").decode()):
        assert client.post(reverse("core:export"), {"asked": forged}).status_code == 404
    assert not Job.objects.filter(kind=exports.EXPORT).exists()


def test_what_a_killed_worker_left_is_made_anew_and_the_file_goes_after_its_days():
    client = client_as(member("administrator"))
    job = asked(client)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=1, total=3)
    assert done(job).state == Job.State.DONE
    address = reverse("core:exported", args=[job.uuid])
    assert client.get(address).status_code == 200
    StoredFile.objects.update(at=timezone.now() - files.AGE - timedelta(hours=1))
    files.sweep()
    gone = client.get(address)
    assert (gone.status_code, "kept for 7 days" in gone.content.decode()) == (409, True)


def test_the_memory_that_a_file_takes_does_not_grow_with_its_lines():
    def peak(lines):
        rows = ([n, f"张三 {n}", "某某高级技工学校", date(2025, 6, 16)] for n in range(lines))
        with tempfile.TemporaryFile() as file:
            tracemalloc.start()
            exports.FORMATS["xlsx"][0](file, ["n", "name", "college", "since"], rows)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return most

    few, many = peak(2_000), peak(6_000)
    assert many < few + 100_000
