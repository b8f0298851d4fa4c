from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate

from jiangtu.core.room import Room


def load_packs(sender: Any, using: str, **_: Any) -> None:
    """After a migration the tables say what the packs say (when the tables are there: one may migrate backwards)."""
    from . import actions

    needed = {"competences_framework", "competences_competence", "competences_occupation", "core_journalentry"}
    if needed <= set(connections[using].introspection.table_names()):
        actions.load_packs()


def occupations() -> list[tuple[str, str]]:
    """(code, name) of every occupation, for the partnerships of a lower room."""
    from . import queries

    return [(each.code, str(each)) for each in queries.occupations()]


class Config(Room):
    name = "jiangtu.competences"
    books = ("rules.frameworks", "rules.levels")

    def bring(self) -> None:
        from jiangtu.core import history, journal
        from jiangtu.institutions import doors as institutions

        from . import queries

        journal.named.bring(queries.names)
        history.worded.bring(queries.worded)
        institutions.occupations.bring(occupations)
        post_migrate.connect(load_packs, sender=self)
