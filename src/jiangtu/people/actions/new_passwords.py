"""The link for a new password. It goes by a job, so the page does the same work whether an account has the address."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.utils.translation import override
from procrastinate.contrib.django import app

from jiangtu.core.vault import seal, unseal

from .. import queries

TASK = "people.mail_new_password"


def ask(email: str, language: str) -> None:
    """Have the link mailed, if there is an account. The address stands sealed in the queue."""
    app.configure_task(TASK).defer(sealed=seal(email.encode(), purpose=TASK).hex(), language=language)


def mail(sealed: str, language: str) -> None:
    """Mail the link to the open account of the address, in the language of the page; to nobody where there is none."""
    account = queries.account_by_email(unseal(bytes.fromhex(sealed), purpose=TASK).decode())
    if account is None or not account.is_active:
        return
    adapter = get_adapter()
    key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
    context = {"user": account, "password_reset_url": adapter.get_reset_password_from_key_url(key)}
    with override(language):
        adapter.render_mail("account/email/password_reset_key", account.email, context).send()
