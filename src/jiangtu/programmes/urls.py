from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="list"),
    path("new", views.new, name="new"),
    path("<uuid:uuid>", views.version, name="version"),
    path("<uuid:uuid>/edit", views.edit, name="edit"),
    path("<uuid:uuid>/check", views.check, name="check"),
    path("<uuid:uuid>/release", views.release, name="release"),
    path("<uuid:uuid>/retire", views.retire, name="retire"),
    path("<uuid:uuid>/copy", views.copy, name="copy"),
]
