"""Reviews of a pair, and accidents: what the Measures tie the allowance to."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangtu.core import journal
from jiangtu.core.actor import Actor
from jiangtu.core.verdict import No, Refused, require

from .. import access, doors
from ..models import Accident, Pair, PairReview
from ..queries import pairs
from ..rules.term import extended_term, may_have_accident, may_review
from ..states import Grade


@transaction.atomic
def review_pair(pair: Pair, *, by: Actor, on: date, grade: str, words: str = "", final: bool = False) -> PairReview:
    """Review a pair; the final review decides its outcome. After a final fail the term grows as the Measures say.

    Raises `Refused`: no right, a day before the pair or still to come, a second final review.
    """
    pair = pairs.pair_for_update(pair.pk)
    require(access.can_lead_pair(by, pair))
    require(may_review(on, since=pair.since))
    if on > timezone.localdate():
        raise Refused(No("day_still_to_come", have=on))
    same = pair.reviews.filter(on=on, grade=grade, final=final, words=words.strip()).first()
    if same:
        return same
    if final and pairs.decided(pair):
        raise Refused(No("final_review_given"))
    review = PairReview.objects.create(
        pair=pair,
        on=on,
        grade=grade,
        final=final,
        words=words.strip(),
        by_id=by.person,  # type: ignore[misc]
    )
    edition, extension = _extend(pair, on) if final and grade == Grade.FAIL else ("", {})
    journal.record(
        "pair reviewed at the end" if final else "pair reviewed",
        review,
        by=by,
        on=on,
        after={"grade": grade, **extension},
        rulebook=edition,
        threads=pairs.threads(pair),
    )
    return review


def _extend(pair: Pair, on: date) -> tuple[str, dict[str, date | None]]:
    """Let the term grow where a room above says so: the edition of the rule, and what was changed.

    A pair that had ended with its term runs again while its apprentice is in training; one broken off before stays so.
    """
    at_term = pair.until is not None and pair.term_to is not None and pair.until >= pair.term_to
    if pair.until and not (at_term and pairs.may_run_again(pair)):
        return "", {}
    grown = next((found for asked in doors.extension if (found := asked(pair, on))), None)
    if grown is None:
        return "", {}
    pair.extended_from, pair.term_to = extended_term(on, pair.term_to, grown.months)
    pair.until, pair.end_reason = None, ""
    pair.save(update_fields=["extended_from", "term_to", "until", "end_reason"])
    return grown.edition, {"extended_from": pair.extended_from, "term_to": pair.term_to}


@transaction.atomic
def enter_accident(pair: Pair, *, by: Actor, on: date, words: str) -> Accident:
    """Record a serious accident of the pair's apprentice. The same day twice is one accident."""
    pair = pairs.pair_for_update(pair.pk)
    require(access.can_lead_pair(by, pair))
    if not words.strip():
        raise Refused(No("accident_words_missing"))
    if on > timezone.localdate():
        raise Refused(No("day_still_to_come", have=on))
    require(may_have_accident(on, since=pair.since))
    known = Accident.objects.filter(apprenticeship=pair.apprenticeship, on=on, withdrawn_at__isnull=True).first()
    if known:
        return known
    try:
        with transaction.atomic():
            accident = Accident.objects.create(apprenticeship=pair.apprenticeship, on=on, words=words.strip())
    except IntegrityError:
        return Accident.objects.get(apprenticeship=pair.apprenticeship, on=on, withdrawn_at__isnull=True)
    journal.record("accident entered", accident, by=by, on=on, threads=pairs.threads(pair))
    return accident


@transaction.atomic
def withdraw_accident(accident: Accident, pair: Pair, *, by: Actor, reason: str) -> Accident:
    """Take back an accident that was entered by mistake, with the reason; it stays in the record as withdrawn."""
    require(access.can_lead_pair(by, pair))
    held = Accident.objects.select_for_update(no_key=True).get(pk=accident.pk, apprenticeship=pair.apprenticeship_id)
    if held.withdrawn_at:
        return held
    if not reason.strip():
        raise Refused(No("pair_reason_missing"))
    held.withdrawn_at, held.withdrawn_why = timezone.now(), reason.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    journal.record("accident withdrawn", held, by=by, remark=held.withdrawn_why, threads=pairs.threads(pair))
    return held
