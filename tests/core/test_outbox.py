"""Messages that a demo keeps instead of sending: all of them, and nowhere else."""

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from jiangtu.core import outbox
from jiangtu.core.models import OutboxMessage

Channel = OutboxMessage.Channel


@pytest.mark.django_db
def test_a_mail_is_kept_once_for_each_who_would_get_it(settings):
    settings.EMAIL_BACKEND = "jiangtu.core.outbox.MailOutbox"
    sent = mail.EmailMessage("题目", "正文", to=["a@example.cn"], cc=["b@example.cn"]).send()
    kept = OutboxMessage.objects.order_by("to").values_list("channel", "to", "subject", "body")
    assert sent == 1
    assert list(kept) == [(Channel.MAIL, to, "题目", "正文") for to in ("a@example.cn", "b@example.cn")]


@pytest.mark.django_db
def test_an_installation_that_sends_keeps_nothing(settings):
    settings.OUTBOX = False
    with pytest.raises(ImproperlyConfigured, match="demo and in tests alone"):
        outbox.keep(Channel.SMS, "13800001234", "码 123456")
    assert not OutboxMessage.objects.exists()
