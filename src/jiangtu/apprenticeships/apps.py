from django.apps import AppConfig


class ApprenticeshipsConfig(AppConfig):
    name = "jiangtu.apprenticeships"

    def ready(self) -> None:
        from jiangtu.core import phrases

        from .phrases import PHRASES

        phrases.register(PHRASES)
