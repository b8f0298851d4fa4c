from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.apprenticeships"
    prefix = "apprenticeships/"
    books = ("rules.roster.book",)

    def bring(self) -> None:
        from jiangtu.institutions import doors as institutions
        from jiangtu.people import doors as people

        from . import access
        from .queries import apprentices

        institutions.invitable.bring(access.cards_given_by)
        institutions.on_card.bring(apprentices.class_names)
        people.visible.bring(access.documents_visible_to)
