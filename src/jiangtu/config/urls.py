"""The addresses: one line for each room."""

from django.urls import include, path
from django.views.generic import RedirectView

to_me = RedirectView.as_view(pattern_name="people:me")

urlpatterns = [
    path("accounts/2fa/", to_me),  # the page "Me" shows what these two of allauth's would
    path("accounts/email/", to_me),
    path("accounts/", include("allauth.urls")),
    path("people/", include("jiangtu.people.urls")),
    path("institutions/", include("jiangtu.institutions.urls")),
    path("competences/", include("jiangtu.competences.urls")),
    path("assessment/", include("jiangtu.assessment.urls")),
    path("programmes/", include("jiangtu.programmes.urls")),
    path("classes/", include("jiangtu.training.urls")),
    path("apprenticeships/", include("jiangtu.apprenticeships.urls")),
    path("mentoring/", include("jiangtu.mentoring.urls")),
    path("core/", include("jiangtu.core.urls")),
    path("", include("jiangtu.desks.urls")),
]
