from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "jiangtu.programmes"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES
        from .rules import hours, stages  # noqa: F401 - their rulebook classes are declared

        phrases.register(PHRASES)
