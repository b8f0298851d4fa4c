from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "jiangtu.desks"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
