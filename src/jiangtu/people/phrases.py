"""The sentences of people's verdicts."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "reason_missing": _("Write the reason: it is kept with the act."),
    "document_taken": _("This document already belongs to another person. Look for that person instead."),
    "document_missing": _("No document is recorded for this person."),
    "purpose_unknown": _("There is nothing called “%(have)s” to consent to."),
    "account_exists": _("This person can already sign in, or the username or e-mail was taken just now."),
    "username_taken": _("This username is taken. Choose another."),
    "email_taken": _("Another account uses this e-mail address. Use another, or sign in with that account."),
    "own_account": _("Nobody closes their own account: ask another administrator."),
}
