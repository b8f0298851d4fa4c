"""What the tests of the house need to try this room's page: the code of a sheet that was printed."""

from jiangtu.papers.queries import stamp
from jiangtu.training.queries.papers import SHEET

ADDRESSES = {"papers:paper": {"code": lambda of: stamp(SHEET, of.things["session"].uuid).address.rpartition("/")[2]}}
OTHERWISE = {"papers:paper": "scanned from a printed paper"}
