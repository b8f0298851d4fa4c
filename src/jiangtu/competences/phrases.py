"""What the journal says of the packs."""

from django.utils.translation import gettext_lazy as _

PHRASES = {"pack loaded": _("“%(name)s” was brought up to date from its pack")}
