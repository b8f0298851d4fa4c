"""The addresses: those of sign-in, then each room's below its own prefix."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from jiangtu.core import room

handler400 = "jiangtu.core.web.unreadable"
handler404 = "jiangtu.core.web.not_found"
handler500 = "jiangtu.core.away.failed"
to_me = RedirectView.as_view(pattern_name="people:me")
to_passkeys = RedirectView.as_view(pattern_name="people:passkeys")

urlpatterns = [
    path("accounts/2fa/", to_me),  # the page "Me" shows what these of allauth's would
    path("accounts/email/", to_me),
    path("accounts/2fa/webauthn/", to_passkeys),
    path("accounts/2fa/webauthn/add/", to_passkeys),
    re_path("^accounts/2fa/webauthn/keys/", to_passkeys),
    path("in", RedirectView.as_view(pattern_name="institutions:enter")),  # short enough to be typed from a card
    path("in/<str:token>", RedirectView.as_view(pattern_name="institutions:accept")),
    path("accounts/", include("allauth.urls")),
    *room.addresses(),
]
