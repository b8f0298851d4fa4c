"""What the tests of the house need to try this room's acts."""

VALUES = {"ratings": [], "episode": None}
# whom, a room above asks
ANYWHERE = {"assessment/actions.py:assess": {"enterprise_mentor", "college_trainer", "programme_head"}}
