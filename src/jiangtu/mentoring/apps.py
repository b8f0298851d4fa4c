from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.mentoring"
    books = ("rules.pairing.book",)

    def bring(self) -> None:
        from jiangtu.apprenticeships import doors as apprenticeships
        from jiangtu.papers import doors as on_paper
        from jiangtu.people import doors as people
        from jiangtu.training import doors as training

        from . import access
        from .actions import merging
        from .actions import pairs as pair_acts
        from .queries import log, pairs, papers

        people.merging.bring(merging.moves)
        on_paper.proofs.bring(papers.proofs)
        apprenticeships.visible.bring(access.apprenticeships_paired_with)
        apprenticeships.ended.bring(pair_acts.end_pairs_of)
        apprenticeships.resumed.bring(lambda: apprenticeships.Resuming(pairs.resuming, pair_acts.resume_pairs_of))
        apprenticeships.required.bring(pairs.in_force_condition)
        training.answerable.bring(log.answerable)
        training.visible.bring(access.enrolments_paired_with)
