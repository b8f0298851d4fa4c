"""Words of argparse that stand in the program's help and refusals, and those of the demo, whose command stands there
too: they are named here so that the console's catalogue says them."""

from django.utils.translation import gettext_noop

OF_ARGPARSE = (
    gettext_noop("usage: "),
    gettext_noop("options"),
    gettext_noop("positional arguments"),
    gettext_noop("show this help message and exit"),
    gettext_noop("the following arguments are required: %s"),
    gettext_noop("argument %(argument_name)s: %(message)s"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"),
    gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("unrecognized arguments: %s"),
    gettext_noop("expected one argument"),
)
OF_THE_DEMO = (
    gettext_noop("everything with example data, on this machine"),
    gettext_noop("start over with new example data"),
    gettext_noop("open every role's desk, a line each, and stop"),
    gettext_noop("the port to try first (default 8000)"),
)
