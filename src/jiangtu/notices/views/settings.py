"""What one gets where: the page of choices, and the address in each mail that stops it."""

from __future__ import annotations

from django.contrib import messages
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from jiangtu.core import outcome
from jiangtu.core.forms import done
from jiangtu.core.verdict import require
from jiangtu.core.web import Request, page
from jiangtu.people import queries as people

from .. import access, queries
from ..actions import choosing, mail, push, sms
from ..forms import ChoosingForm


@page(writes=["POST"])
def chosen(request: Request) -> HttpResponse:
    """Choose for each kind: by mail how, on the phone's screen, by text message; and the hours."""
    require(access.can_read_notices(request.actor))
    key = request.actor.person or 0
    person = people.myself(request.actor)
    form = ChoosingForm(request.POST or None, about=person, kinds=queries.kinds_for(request.actor), sms=sms.offered())
    if form.is_valid() and done(form, choosing.choose, form.wishes(), by=request.actor, **form.hours_chosen()):
        if {*form.changed_data} - {"shown"}:
            messages.success(request, _("Saved. It holds from now on."))
        else:
            messages.info(request, outcome.unchanged(None))
        return redirect("notices:settings")
    contact = people.contacts([key])[key]
    context = {
        "form": form,
        "contact": contact,
        "phone": bool(people.with_phone([key])),
        "browsers": len(queries.subscriptions([key]).get(key, [])),
        "push_key": push.public_key(),
    }
    return render(request, "notices/settings.html", context)


@csrf_exempt  # a mail program sends it by itself (RFC 8058); the address is signed
@page(writes=["POST"], public=True)
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """Stop the mail that carried this address. Looking changes nothing: mail programs look before anybody clicks."""
    try:
        person, kind = mail.unsubscribed(token)
    except SignatureExpired:
        return render(request, "notices/unsubscribe.html", {"state": "expired"}, status=410)
    except (BadSignature, ValueError, TypeError):
        raise Http404 from None
    if request.method == "POST":
        choosing.stop_mail(person, kind)
    title = queries.title(kind) if kind else ""
    state = "stopped" if request.method == "POST" else "asked"
    return render(request, "notices/unsubscribe.html", {"state": state, "kind": title})
