from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "jiangtu.assessment"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
