"""Sign-up is by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnly(DefaultAccountAdapter):
    """allauth's adapter with its open sign-up shut."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
