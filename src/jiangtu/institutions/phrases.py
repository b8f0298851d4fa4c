"""The sentences of institutions' verdicts, and how the timeline says what was done."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "region_unknown": _("No region has the code “%(have)s” (GB/T 2260)."),
    "region_not_yours": _("%(have)s lies outside your own region, %(need)s."),
    "credit_code_length": _("A unified social credit code has %(need)s characters, not %(have)s."),
    "credit_code_characters": _(
        "A unified social credit code is made of digits and capitals without I, O, S, V and Z."
    ),
    "credit_code_checksum": _(
        "The last character of this credit code does not fit the others: look for a slip. If the licence really "
        "shows it, record it with the reason."
    ),
    "institution_here_already": _(
        "%(have)s stands at this place already. Open it in the list; if this is another one, write both credit codes."
    ),
    "credit_code_taken": _("This credit code belongs to %(have)s, which is already here."),
    "campus_needs_owner": _("A campus belongs to a college or school: choose which."),
    "role_not_of_kind": _("Nobody is %(have)s in this kind of institution (%(need)s)."),
    "own_role": _("This is the role you are acting in. Somebody else has to end it."),
    "role_ended": _("This role ended on %(have)s."),
    "ends_before_it_starts": _("It cannot end on %(have)s: it begins on %(need)s."),
    "mail_not_sent": _(
        "The mail to %(have)s could not be sent (%(why)s), so nobody is invited. Try again; if it stays so, tell "
        "whoever keeps the mail server."
    ),
    "mail_address_wrong": _("“%(have)s” is no e-mail address. Write it as name@example.org."),
    "mails_used_up": _("%(need)s invitations went to %(have)s today. Try again tomorrow, or print a card."),
    "invitation_unknown": _(
        "No card or invitation has this code. Type it as it stands on the card, or open the link again, whole."
    ),
    "invitation_used": _("It has been used already. Sign in with the account that was made then."),
    "invitation_withdrawn": _("It was withdrawn. Ask whoever gave it to you for a new one."),
    "invitation_expired": _("It ended on %(have)s. Ask whoever gave it to you for a new one."),
    "invitation_of_another": _(
        "This invitation is for somebody else. If it is meant for you, ask whoever sent it for one to the name and"
        " address of your account."
    ),
    "invitation_sign_in": _("You have an account already. Sign in, then open the link again."),
    "invitation_outgrown": _(
        "Since this card was given you got another role, which it does not open. Ask for a new card."
    ),
    "roles_elsewhere": _("This person also has a role that you do not look after. An administrator gives the card."),
    "document_and_name_apart": _(
        "This name and this number do not go together. Compare both with the document; where they stand so on it, an"
        " administrator records this person."
    ),
    "namesake": _(
        "Somebody named %(have)s holds this role here already. If this is somebody else, write their document's number."
    ),
    "nobody_chosen": _("Nobody is chosen. Tick the people in the list first."),
    "sheet_stale": _("The cards on this page were withdrawn, or newer ones were given. Open it again from the list."),
    "partnership_needs_enterprise": _("Name at least one enterprise."),
    "partner_reason_missing": _("A reason is needed. Write in a few words why."),
    "not_an_enterprise": _("%(have)s is not an enterprise."),
    # What the timeline says was done.
    "institution registered": _("Institution registered"),
    "institution changed": _("Institution changed"),
    "role given": _("Role given"),
    "role ended": _("Role ended"),
    "invitation sent": _("Invitation sent"),
    "invitation withdrawn": _("Invitation withdrawn"),
    "card given": _("Sign-in card given"),
    "card taken back": _("Sign-in card withdrawn"),
    "invitation accepted": _("Invitation accepted"),
    "partnership begun": _("Partnership begun"),
    "partnership changed": _("Partnership changed"),
    "partnership asked": _("Enterprise asked for the partnership"),
    "partnership agreed": _("Partnership agreed to"),
    "partnership declined": _("Partnership declined"),
    "partnership withdrawn": _("Partnership with the enterprise withdrawn"),
    "contribution said": _("Contribution written down"),
    "field:kind": _("kind"),
    "field:name_en": _("name in English"),
    "field:credit_code": _("credit code"),
    "field:credit_code_exception": _("exception of the credit code"),
    "field:region": _("region"),
    "field:address": _("address"),
    "field:owner": _("belongs to"),
    "field:host": _("stands at"),
    "field:role": _("role"),
    "field:way": _("way"),
    "field:since": _("from"),
    "field:until": _("to"),
    "field:occupations": _("occupations"),
    "field:enterprises": _("enterprises"),
    "field:campuses": _("campuses"),
    "field:college_gives": _("what the college contributes"),
    "field:enterprise_gives": _("what the enterprise contributes"),
}
