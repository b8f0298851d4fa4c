from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "jiangtu.institutions"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
