from .room import Room


class Config(Room):
    name = "jiangtu.core"

    def ready(self) -> None:
        """Last of all: every room has declared its rulebooks by now."""
        from . import phrases, rulebook
        from .rows import rows_in_force
        from .sentences import PHRASES

        phrases.register(PHRASES)
        rulebook.use_rows(rows_in_force)
        rulebook.check_all()
