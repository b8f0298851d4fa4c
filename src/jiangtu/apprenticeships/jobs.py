"""Long work of the room: checking and taking over files. Thin: each calls one action."""

from __future__ import annotations

from datetime import date
from typing import Any

from procrastinate.contrib.django import app

from jiangtu.core import jobs

from . import actions
from .models import CertificateList, Roster


@app.task(name="apprenticeships.check_roster")
def check_roster(job: str, roster: str, actor: dict[str, Any]) -> None:
    """Read and check a roster."""
    with jobs.running(job) as progress:
        found = Roster.objects.get(uuid=roster)
        checked = actions.check_roster(found, by=jobs.worn(actor), step=progress.at)
        progress.result = {"state": checked.state}


@app.task(name="apprenticeships.commit_roster")
def commit_roster(job: str, roster: str, actor: dict[str, Any], only_good: bool, since: str) -> None:
    """Take a roster over."""
    with jobs.running(job) as progress:
        found, day = Roster.objects.get(uuid=roster), date.fromisoformat(since)
        taken = actions.commit_roster(found, only_good=only_good, since=day, by=jobs.worn(actor), step=progress.at)
        progress.result = {"state": taken.state}


@app.task(name="apprenticeships.check_certificates")
def check_certificates(job: str, given: str, actor: dict[str, Any]) -> None:
    """Read and check a list of certificates."""
    with jobs.running(job) as progress:
        found = CertificateList.objects.get(uuid=given)
        checked = actions.check_certificates(found, by=jobs.worn(actor), step=progress.at)
        progress.result = {"state": checked.state}


@app.task(name="apprenticeships.commit_certificates")
def commit_certificates(job: str, given: str, actor: dict[str, Any], only_good: bool) -> None:
    """Record the certificates of a list."""
    with jobs.running(job) as progress:
        found = CertificateList.objects.get(uuid=given)
        taken = actions.commit_certificates(found, only_good=only_good, by=jobs.worn(actor), step=progress.at)
        progress.result = {"state": taken.state}
