from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.people"
    books = ("rules.keeping",)

    def bring(self) -> None:
        from jiangtu.core import journal, phrases

        from . import queries
        from .actions import changes
        from .states import DocumentType

        journal.named.bring(queries.names)
        journal.recorded.bring(changes.follow)
        for kind in DocumentType:  # of a record that was corrected or whose document was renewed
            corrected = format_lazy(_("{document}, number corrected"), document=kind.label)
            phrases.register(
                {f"value:document.{kind}": kind.label, f"value:document.{kind}, corrected": corrected},
            )
