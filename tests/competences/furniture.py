"""What the tests of the house need to try this room's pages and acts: what the packs bring."""

ADDRESSES = {
    "competences:occupation": {"code": "turning"},
    "competences:framework": {"key": "turning"},
    "competences:detail": {"framework": "turning", "key": "drawings"},
}
WITHIN = {"competences/actions.py:load_packs": "what a release brings"}
