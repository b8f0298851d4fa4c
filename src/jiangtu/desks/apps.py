from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "jiangtu.desks"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from . import rules  # noqa: F401 - declares a rulebook, which is checked at start
        from .phrases import PHRASES

        phrases.register(PHRASES)
