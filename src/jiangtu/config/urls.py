"""The addresses: one line for each room."""

from django.urls import include, path

urlpatterns = [
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
