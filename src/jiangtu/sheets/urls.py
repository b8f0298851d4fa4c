from collections.abc import Sequence
from uuid import UUID

from django.urls import path, register_converter

from . import views

UUID_IN_ADDRESS = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Uuids:
    """What a file is about, in an address: one uuid, or several with / between."""

    regex = f"{UUID_IN_ADDRESS}(?:/{UUID_IN_ADDRESS})*"

    def to_python(self, text: str) -> list[UUID]:
        return [UUID(each) for each in text.split("/")]

    def to_url(self, keys: UUID | Sequence[UUID]) -> str:
        return str(keys) if isinstance(keys, UUID) else "/".join(map(str, keys))


register_converter(Uuids, "uuids")

urlpatterns = [
    path("files", views.waiting, name="waiting"),
    path("files/<uuid:uuid>", views.report, name="file"),
    path("files/<uuid:uuid>/checked.xlsx", views.corrected, name="corrected"),
    path("files/<uuid:uuid>/check", views.check, name="check"),
    path("files/<uuid:uuid>/take", views.take, name="take"),
    path("files/<uuid:uuid>/take-back", views.take_back, name="take-back"),
    path("files/<uuid:uuid>/discard", views.discard, name="discard"),
    path("<slug:kind>/<uuids:about>", views.give, name="give"),
    path("<slug:kind>/<uuids:about>/template.xlsx", views.template, name="template"),
]
