"""An act that must be refused, with the code of its refusal; and one that two people do at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from jiangtu.core.verdict import Refused


def refused(code: str, act: Callable[..., Any], *args: Any, **values: Any) -> None:
    """Fails unless the act is refused with that code, itself or in one of its parts; it then left nothing behind."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(*args, **values)
    verdict = caught.value.verdict
    assert code in {verdict.code, *(leaf.code for leaf in verdict.leaves())}, verdict


def at_once(act: Callable[[], Any]) -> None:
    """Two clicks at the same moment, each on a connection of its own. Fails if either meets a fault."""
    faults: list[Exception] = []

    def click() -> None:
        try:
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert not faults
