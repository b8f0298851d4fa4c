from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.apprenticeships"
    books = ("rules.roster.book",)

    def bring(self) -> None:
        from jiangtu.institutions import doors as institutions
        from jiangtu.people import doors as people
        from jiangtu.training import doors as training

        from . import access
        from .actions import merging
        from .queries import apprenticeships, stages

        institutions.invitable.bring(access.cards_given_by)
        institutions.on_card.bring(apprenticeships.class_names)
        people.mergeable.bring(merging.one_apprenticeship)
        people.merging.bring(merging.moves)
        people.visible.bring(access.documents_visible_to)
        training.rests.bring(stages.rests_on)
