"""What the tests of the house need to try this room's pages and acts."""

ADDRESSES = {
    "desks": "class", "desks:comment-programme": "version",
    "desks:edition": {"name": "hours", "where": "cn", "since": "2018-10-01"},
}  # fmt: skip
VALUES = {"subject": lambda of: of.things["class"]}
ANYWHERE = {"desks/actions.py:comment": {"expert", "project_officer"}}
