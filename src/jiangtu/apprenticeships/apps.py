from django.apps import AppConfig


class ApprenticeshipsConfig(AppConfig):
    name = "jiangtu.apprenticeships"

    def ready(self) -> None:
        from jiangtu.core import phrases
        from jiangtu.people import queries as people

        from . import access
        from .phrases import PHRASES
        from .rules.roster import book  # noqa: F401 - its rulebook classes are declared

        phrases.register(PHRASES)
        people.also_visible(access.documents_visible_to)
