from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.notices"

    def bring(self) -> None:
        from jiangtu.people import doors as people
        from jiangtu.people.doors import Moving

        from .forms import first_step

        people.first_steps.bring(first_step)
        people.merging.bring(
            lambda: [
                Moving("notices.Notice.person", alike=("kind", "once")),
                Moving("notices.Reception.person", single=True),
                Moving("notices.Preference.person", alike=("kind",)),
                Moving("notices.Subscription.person"),
            ]
        )
