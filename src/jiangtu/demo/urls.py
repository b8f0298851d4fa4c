"""The addresses of every installation, and the one-click entry."""

from django.urls import include, path

from jiangtu.config.urls import urlpatterns as everywhere

from . import entry

own = (
    [
        path("", entry.entry, name="entry"),
        path("roles", entry.roles, name="roles"),
        path("enter/<slug:role>", entry.enter, name="enter"),
    ],
    "demo",
)
urlpatterns = [path("demo/", include(own)), *everywhere]
