"""`jiangtu administrator`: invite the first administrator of an installation, by mail as everybody else."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _

HELP = _("invite an administrator; the link goes to the mail address and works once")
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--institution", required=True, help=_("name of the ministry that runs this installation"))
    parser.add_argument("--region", required=True, help=_("its region, six digits of GB/T 2260"))
    parser.add_argument("--name", required=True, help=_("the administrator's name"))
    parser.add_argument("--email", required=True)


def run(options: argparse.Namespace) -> int:
    """Record the ministry when it is not yet there, and invite; exit 2 with the reason when refused."""
    from django.db import transaction
    from django.utils.timezone import localdate

    from jiangtu.console.keys import warn_of_missing_files
    from jiangtu.console.phrases import PHRASES
    from jiangtu.core.actor import SYSTEM
    from jiangtu.core.phrases import phrase, register, sentence
    from jiangtu.core.verdict import Refused
    from jiangtu.institutions.actions.institutions import register_institution
    from jiangtu.institutions.actions.invitations import invite
    from jiangtu.institutions.queries import institutions
    from jiangtu.institutions.states import Kind, Role

    register(PHRASES)
    warn_of_missing_files()
    try:
        with transaction.atomic():
            ministry = institutions.named(options.institution, kind=Kind.MINISTRY) or register_institution(
                kind=Kind.MINISTRY, name=options.institution, region=options.region, by=SYSTEM
            )
            invitation = invite(ministry, Role.ADMINISTRATOR, name=options.name, email=options.email, by=SYSTEM)
    except Refused as refusal:
        print(sentence(refusal.verdict), file=sys.stderr)
        return 2
    print(phrase("administrator_invited", have=options.email, until=localdate(invitation.expires_at)))
    return 0
