"""Contracts for import-linter: the floors, and that a room is entered through its doors."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.layers import LayersContract

from jiangtu.config.floors import FLOORS


class FloorsContract(LayersContract):
    """An upper room uses lower ones: the floors of `config/floors.py`, where each package has its own."""

    def __init__(self, name: str, session_options: dict[str, object], contract_options: dict[str, object]):
        layers = [" | ".join(floor) for floor in FLOORS]
        ours = {"containers": ["jiangtu"], "exhaustive": "true", "layers": layers}
        super().__init__(name, session_options, {**contract_options, **ours})


class DoorsContract(Contract):
    """Modules of one room import from another only the modules named as doors.

    `open_rooms` may be entered anywhere, and `free_rooms` may enter anywhere.
    """

    doors = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField())
    free_rooms = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import between rooms, against the doors."""
        broken, doors = [], [[name] for name in self.doors]  # type: ignore[attr-defined]
        entered, free = set(self.open_rooms), set(self.free_rooms)  # type: ignore[call-overload]
        for importer in sorted(graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                room, door = _room(importer), _room(imported)
                if room == door or not room or not door or door in entered or room in free:
                    continue
                if imported.split(".")[2:3] not in doors:
                    broken.append(f"{importer} imports {imported}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each import that climbs in by a window."""
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}")


def _room(module: str) -> str:
    return (module.split(".") + [""])[1]
