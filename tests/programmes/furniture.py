"""What the tests of the house need to try this room's pages and acts: the class's version, and a draft."""

from tests.factories import training as make

THINGS = {
    "version": lambda of: of.things["class"].version,
    "draft": lambda of: make.version(of.things["college"], released=False),
}
ADDRESSES = {
    "programmes": "version", "programmes:edit": "draft", "programmes:check": "draft", "programmes:release": "draft",
}  # fmt: skip
VALUES = {
    "months": 12, "target_level": "L4", "place": "330522", "plan": None,
    "occupation": lambda of: of.things["version"].programme.occupation,
}  # fmt: skip
ANYWHERE = {"programmes/actions.py:create_programme": {"programme_head"}}
