"""What is done in mentoring: profiles, pairing, pairs, the log's countersigning, reviews, allowances."""

from .log import countersign, return_entry
from .pairing import change_pairing, drop_pairing, lift_wish, lock_pair, publish_pairing, run_pairing
from .pairs import begin_pair, end_pair, write_contract
from .profiles import keep_apprentice_profile, keep_mentor_profile, keep_mentor_profiles, place_apprentices
from .reviews import enter_accident, review_pair, withdraw_accident
from .started import start_pairing

__all__ = [
    "begin_pair", "change_pairing", "countersign", "drop_pairing",
    "end_pair", "enter_accident", "keep_apprentice_profile", "keep_mentor_profile", "keep_mentor_profiles",
    "lift_wish", "lock_pair", "place_apprentices", "publish_pairing",
    "return_entry", "review_pair", "run_pairing",
    "start_pairing", "withdraw_accident", "write_contract",
]  # fmt: skip
