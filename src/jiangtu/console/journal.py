"""`jiangtu journal verify`: whether what was recorded is still what was sealed; `jiangtu journal seal`: seal it now."""

from __future__ import annotations

import argparse
import re
from gettext import gettext as _

HELP = _("whether the journal and the pay entries are what was sealed of them; or seal them now")
DATABASE = True
KEPT = re.compile(r"([1-9]\d*):([0-9a-f]{64})")


def kept(text: str) -> tuple[int, str]:
    """A seal as it was kept elsewhere, NUMBER:DIGEST. Raises ArgumentTypeError."""
    found = KEPT.fullmatch(text.strip().lower())
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no seal; write its number, a colon and its digest of 64 hex digits"
        )
    return int(found[1]), found[2]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["verify", "seal"])
    parser.add_argument(
        "--seal", type=kept, action="append", default=[], metavar="NUMBER:DIGEST",
        help=_("a seal that was kept elsewhere; verify holds the chain against it (may be given several times)"),
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """0 when everything fits; 1 and the first that does not."""
    from jiangtu.core.phrases import phrase, sentence
    from jiangtu.seals import actions, queries

    if options.act == "seal":
        actions.seal()
    walked = queries.walk(dict(options.seal))
    if not walked.verdict:
        print(sentence(walked.verdict))
        return 1
    if walked.last is None:
        print(phrase("records_without_seals"))
    else:
        last = f"{walked.last.number}:{walked.last.digest}"
        print(phrase("records_fit", have=walked.entries, need=walked.last.number, last=last))
    if walked.unsealed:
        print(phrase("records_unsealed", have=walked.unsealed))
    return 0
