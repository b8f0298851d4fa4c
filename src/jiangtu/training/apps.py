from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "jiangtu.training"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
