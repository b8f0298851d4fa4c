from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "jiangtu.mentoring"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
