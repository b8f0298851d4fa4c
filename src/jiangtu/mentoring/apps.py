from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "jiangtu.mentoring"

    def ready(self) -> None:
        from jiangtu.apprenticeships import queries as apprenticeships
        from jiangtu.core import phrases
        from jiangtu.training import queries as training

        from . import access, queries
        from .phrases import PHRASES

        phrases.register(PHRASES)
        apprenticeships.also_visible(access.apprenticeships_paired_with)
        apprenticeships.also_required(queries.in_force_verdicts)
        training.also_visible(access.enrolments_paired_with)
