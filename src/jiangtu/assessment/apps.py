from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.assessment"

    def bring(self) -> None:
        from jiangtu.people import doors as people
        from jiangtu.people.doors import Moving

        people.merging.bring(lambda: [Moving("assessment.Assessment.person"), Moving("assessment.Assessment.rater")])
