"""What is kept of who signs in, tries to, is refused or changes roles: by itself, beside the journal of acts."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from jiangtu.core.rulebook import rulebook

from ..models import AccessRecord, Account
from ..rules.keeping import KeepingRules
from ..sign_in import client_address, whole_address
from ..states import Entry
from . import limits

MOST = 50  # of each kind that are kept of one name on one connection and a day: nobody fills the table with them


def note(kind: Entry, account: Account | None, request: HttpRequest, *, hat: str = "", page: str = "") -> None:
    """Keep that somebody signed in, failed to, or was refused just now, from where the request came."""
    if kind != Entry.SIGNED_IN:
        whose = f"{account.pk if account else ''} {client_address(request)}"
        if not limits.count(f"kept: {kind}", whose, MOST):
            return
    AccessRecord.objects.create(kind=kind, account=account, address=whole_address(request), hat=hat, page=page)


def forget() -> int:
    """Take away what is older than the law asks for, and say how many; nothing where no law says."""
    months = rulebook(KeepingRules, on=timezone.localdate()).months
    if months is None:
        return 0
    return AccessRecord.objects.filter(at__lt=timezone.now() - timedelta(days=31 * months)).delete()[0]
