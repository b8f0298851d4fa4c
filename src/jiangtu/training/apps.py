from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.training"
    prefix = "classes/"
    books = ("rules.workday",)

    def bring(self) -> None:
        from jiangtu.core import journal, phrases
        from jiangtu.papers import doors as on_paper
        from jiangtu.people import doors as people

        from .actions import merging
        from .queries import logbook, papers
        from .states import Mark

        journal.named.bring(logbook.names)
        phrases.register({f"value:{mark.value}": mark.label for mark in Mark})  # of a roll that was corrected
        people.merging.bring(merging.moves)
        on_paper.proofs.bring(papers.proofs)
