"""An act that must be refused, with the code of its refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from jiangtu.core.verdict import Refused


def refused(code: str, act: Callable[..., Any], *args: Any, **values: Any) -> None:
    """Fails unless the act is refused with that code, itself or in one of its parts; it then left nothing behind."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(*args, **values)
    verdict = caught.value.verdict
    assert code in {verdict.code, *(leaf.code for leaf in verdict.leaves())}, verdict
