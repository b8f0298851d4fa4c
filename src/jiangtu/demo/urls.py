"""The addresses of every installation, and the one-click entry."""

from django.urls import include, path

from jiangtu.config.urls import urlpatterns as everywhere

from . import entry

own = (
    [
        path("", entry.entry, name="entry"),
        path("messages", entry.messages, name="messages"),
        path("roles", entry.roles, name="roles"),
        path("enter/<slug:role>", entry.enter, name="enter"),
        path("enter-as/<uuid:role>", entry.enter_as, name="enter-as"),
    ],
    "demo",
)
urlpatterns = [path("demo/", include(own)), *everywhere]
