"""The words and sentences of this room."""

from django.utils.translation import gettext_lazy as _

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Record seal",
        "存证",
        "what a batch of the journal or of pay entries was when it was sealed, and the seal before",
        "一批记事或发放记录在存证时的内容摘要，并包含上一条存证",
    ),
)
PHRASES = {
    "record_seal_missing": _("Seal %(have)s is missing."),
    "record_seal_breaks": _("Seal %(have)s does not hold the digest of the seal before it: one of them was replaced."),
    "record_seal_changed": _("Seal %(have)s was changed: its digest is not of what it says."),
    "record_seal_not_as_kept": _("Seal %(have)s is not the one that was kept elsewhere: it was made anew."),
    "record_seal_of_other_keys": _("Seal %(have)s was not made with the keys of this installation."),
    "sealed_row_changed": _("%(table)s %(have)s was changed after seal %(seal)s was made, %(at)s."),
    "sealed_row_gone": _("%(table)s %(have)s was taken away after seal %(seal)s was made, %(at)s."),
    "row_put_in": _(
        "%(table)s %(have)s was put in afterwards: it claims to be of %(at)s, and was not there when everything was"
        " sealed, %(since)s."
    ),
    "records_unsealed": _("%(have)s entries are not sealed yet."),
    "records_fit": _("Everything fits: entries %(have)s, seals %(need)s. The last seal is %(last)s"),
    "records_without_seals": _("There is no seal yet: run `jiangtu journal seal`, or let the worker run."),
}
