from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.institutions"

    def bring(self) -> None:
        from jiangtu.core import exports, history, journal, phrases
        from jiangtu.people import doors as people

        from .actions import merging
        from .queries import institutions, memberships
        from .rules import regions
        from .states import Role

        phrases.register({f"role:{role}": role.label for role in Role})  # as the timeline asks for them
        journal.named.bring(institutions.names)
        exports.holds.bring(memberships.worn_today)
        history.worded.bring(institutions.worded)
        people.merging.bring(merging.moves)
        people.regions.bring(regions.codes)
        people.purposes.bring(memberships.purposes_of)
        people.of_roles.bring(memberships.facts_of_roles)
