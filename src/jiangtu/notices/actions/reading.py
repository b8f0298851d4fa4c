"""One's own notices: read one, read all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiangtu.core.actor import Actor
from jiangtu.core.verdict import require

from .. import access
from ..models import UNREAD, Notice
from ..queries import in_order


@transaction.atomic
def read(notice: Notice, *, by: Actor) -> Notice:
    """Mark it read; what was read stays as it was. Raises Refused (`no_right`) for another's."""
    require(access.can_read(by, notice))
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())
    return notice


@transaction.atomic
def read_all(*, by: Actor, upto: int | None = None) -> int:
    """Mark all of one's own read, up to the newest that was shown (primary key). Returns how many were unread."""
    require(access.can_read_notices(by))
    unread = Notice.objects.filter(UNREAD, access.visible_to(by))
    if upto is not None:
        unread = unread.filter(pk__lte=upto)
    return in_order(unread).update(read_at=timezone.now())


@transaction.atomic
def read_of_page(page: str, *, by: Actor) -> int:
    """Mark those of one's own read that lead to this page: it was opened, on whatever way. Returns how many."""
    require(access.can_read_notices(by))
    unread = Notice.objects.filter(UNREAD, access.visible_to(by), page=page)
    return in_order(unread).update(read_at=timezone.now())
