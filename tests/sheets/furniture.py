"""What the tests of the house need to try this room's pages and acts: a roster, which a room above declares."""

from jiangtu.apprenticeships.sheets import ROSTER

ADDRESSES = {
    "sheets": "roster",
    "sheets:give": {"kind": "roster", "about": lambda of: of.things["class"].uuid},
    "sheets:template": {"kind": "roster", "about": lambda of: of.things["class"].uuid},
}
VALUES = {
    "kind": ROSTER, "about": lambda of: [of.things["class"].uuid], "content": b"x", "only_good": False,
    "given": lambda of: of.things["list"],
}  # fmt: skip
UNTOLD = {
    "sheets/actions.py:ask_take": "it asks for a job, whose own act tells",
    "sheets/actions.py:check_again": "it asks for a job, whose own act tells",
}
OTHERWISE = {
    "sheets:waiting": "linked on the desk once more files wait than have a line each there",
    "sheets:discard": "linked once a file is checked and nothing works on it any more",
    "sheets:take-back": "linked once a file was taken over, while nothing rests on what it made",
}
