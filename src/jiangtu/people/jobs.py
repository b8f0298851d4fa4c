"""The worker's part: forgetting what was kept long enough, and mails about accounts."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actions import access_records, addresses, changes, new_passwords

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)  # the last of them some minutes later


@app.periodic(cron="50 3 * * *")
@app.task(name="people.forget_access", queueing_lock="people.forget_access")
def forget_access(timestamp: int) -> None:
    """Each night: records of access older than the law asks for go."""
    access_records.forget()


@app.task(name=new_passwords.TASK, retry=AGAIN)
def mail_new_password(*, sealed: str, language: str) -> None:
    """Mail somebody who asked for it the link for a new password."""
    new_passwords.mail(sealed, language)


@app.task(name=addresses.TASK, retry=AGAIN)
def mail_address_link(*, sealed: str) -> None:
    """Mail somebody the link that proves their new address."""
    addresses.mail(sealed)


@app.task(name=changes.TASK, retry=AGAIN)
def mail_change(*, sealed: str) -> None:
    """Mail somebody that their way of signing in was changed."""
    changes.mail(sealed)
