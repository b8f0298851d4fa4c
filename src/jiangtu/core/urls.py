from django.urls import path

from . import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("language", views.language, name="language"),
    path("jobs/<uuid:uuid>", views.job, name="job"),
    path("jobs/<uuid:uuid>/file", views.exported, name="exported"),
    path("exports", views.export, name="export"),
]
