"""What this room brings to the desks."""

from . import allowances, pairs

__all__ = ["allowances", "pairs"]
