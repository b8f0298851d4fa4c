"""What is done to apprenticeships: one module for each noun."""

from .admission import admit_one
from .apprentices import confirm, correct, leave, reveal_document, send_back
from .assessments import assess_apprentice
from .certificates import (
    ask_commit_certificates,
    check_certificates,
    commit_certificates,
    discard_certificates,
    enter_certificate,
    take_certificates,
)
from .rosters import ask_commit, check_again, check_roster, commit_roster, discard_roster, take_roster
from .stages import close_stage, close_stages, lay_out_stages, reopen_stage

__all__ = [
    "admit_one",
    "ask_commit",
    "ask_commit_certificates",
    "assess_apprentice",
    "check_again",
    "check_certificates",
    "check_roster",
    "close_stage",
    "close_stages",
    "commit_certificates",
    "commit_roster",
    "confirm",
    "correct",
    "discard_certificates",
    "discard_roster",
    "enter_certificate",
    "lay_out_stages",
    "leave",
    "reopen_stage",
    "reveal_document",
    "send_back",
    "take_certificates",
    "take_roster",
]
