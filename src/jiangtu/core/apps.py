from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "jiangtu.core"

    def ready(self) -> None:
        from . import phrases, rulebook
        from .rows import rows_in_force
        from .sentences import PHRASES

        phrases.register(PHRASES)
        rulebook.use_rows(rows_in_force)
        rulebook.check_all()  # core is ready last, after every room has declared its rulebooks
