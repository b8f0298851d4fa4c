from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


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


class CompetencesConfig(AppConfig):
    name = "jiangtu.competences"

    def ready(self) -> None:
        from jiangtu.core import phrases
        from jiangtu.institutions import queries as institutions

        from .phrases import PHRASES
        from .rules import frameworks, levels  # noqa: F401 - their rulebook classes are declared

        phrases.register(PHRASES)
        institutions.occupations_from(occupations)
        post_migrate.connect(load_packs, sender=self)
