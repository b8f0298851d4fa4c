"""The unified social credit code of an institution (GB 32100-2015)."""

from __future__ import annotations

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from jiangtu.core.letters import tight
from jiangtu.core.verdict import YES, No, Verdict

SOURCE = "GB 32100-2015"


def compact(code: str) -> str:
    """The code in capitals, without the spaces and dashes people put in."""
    return uscc.compact(tight(code))


def check(code: str) -> Verdict:
    """Whether the code has 18 characters of the standard's alphabet and the right check character.

    Some codes that are really in use fail: an institution may be recorded with one as an exception with its reason.
    """
    try:
        uscc.validate(code)
    except InvalidLength:
        return No("credit_code_length", have=len(compact(code)), need=18, source=SOURCE)
    except InvalidChecksum:
        return No("credit_code_checksum", source=SOURCE)
    except ValidationError:
        return No("credit_code_characters", source=SOURCE)
    return YES
