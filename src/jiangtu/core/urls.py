from django.urls import path

from . import export_pages, views

urlpatterns = [
    path("health", views.health, name="health"),
    path("language", views.language, name="language"),
    path("jobs/<uuid:uuid>", views.job, name="job"),
    path("jobs/<uuid:uuid>/file", export_pages.exported, name="exported"),
    path("exports", export_pages.export, name="export"),
]
