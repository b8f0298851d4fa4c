from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "jiangtu.institutions"

    def ready(self) -> None:
        from jiangtu.core import journal, phrases
        from jiangtu.people import queries as people

        from . import queries
        from .phrases import PHRASES
        from .rules import regions
        from .states import Role

        phrases.register(PHRASES)
        phrases.register({f"role:{role}": role.label for role in Role})  # as the timeline asks for them
        journal.use_names(queries.names)
        people.use_regions(regions.codes)
