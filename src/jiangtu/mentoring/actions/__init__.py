"""What is done in mentoring: profiles, pairing, pairs, the log's countersigning, reviews, allowances."""

from .allowances import (
    answer_objection,
    choose_measures,
    compute_run,
    drop_run,
    object_to_statement,
    release_run,
    show_run,
)
from .log import countersign, return_entry
from .pairing import change_pairing, drop_pairing, lift_wish, lock_pair, publish_pairing, run_pairing
from .pairs import begin_pair, end_pair, write_contract
from .profiles import keep_apprentice_profile, keep_mentor_profile, keep_mentor_profiles, place_apprentices
from .reviews import enter_accident, review_pair, withdraw_accident
from .started import start_allowances, start_pairing

__all__ = [
    "answer_objection", "begin_pair", "change_pairing", "choose_measures", "compute_run", "countersign", "drop_pairing",
    "drop_run", "end_pair", "enter_accident", "keep_apprentice_profile", "keep_mentor_profile", "keep_mentor_profiles",
    "lift_wish", "lock_pair", "object_to_statement", "place_apprentices", "publish_pairing", "release_run",
    "return_entry", "review_pair", "run_pairing", "show_run", "start_allowances",
    "start_pairing", "withdraw_accident", "write_contract",
]  # fmt: skip
