from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jiangtu.people"

    def ready(self) -> None:
        from jiangtu.core import journal, phrases

        from . import queries, reactions  # noqa: F401 - connects the signals
        from .phrases import PHRASES

        phrases.register(PHRASES)
        journal.use_names(queries.names)
