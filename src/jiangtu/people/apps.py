from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jiangtu.people"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
