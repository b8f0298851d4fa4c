"""The sentences of people's verdicts."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "rulebook:access-records": _("How long records of access are kept"),
    "id_length": _("The document number has %(have)s characters; it must have %(need)s. Compare it with the document."),
    "id_characters": _(
        "The document number has a character that cannot be there."
        " A resident ID is 17 digits and one digit or X; look for the letter O or I in place of 0 or 1."
    ),
    "id_region_unknown": _(
        "The number begins with %(have)s, which is no region's code on such a document."
        " Compare number and kind of document with the document."
    ),
    "id_region_unlisted": _(
        "The number begins with %(have)s. Its province is known and the list of counties lacks it: compare the first"
        " six digits with the document."
    ),
    "id_is_resident": _(
        "The number begins with %(have)s, as that of a resident ID does. Choose this kind of document."
    ),
    "id_is_hk_macau_residence": _(
        "The number begins with %(have)s, as that of a residence permit for Hong Kong and Macau residents does."
        " Choose this kind of document."
    ),
    "id_is_taiwan_residence": _(
        "The number begins with %(have)s, as that of a residence permit for Taiwan residents does."
        " Choose this kind of document."
    ),
    "id_is_foreign_permanent": _(
        "The number begins with %(have)s, as that of a foreign permanent resident ID card does."
        " Choose this kind of document."
    ),
    "name_missing": _("The name is missing. Fill it in as the document shows it."),
    "name_too_long": _("The name has %(have)s characters; at most %(need)s fit. Write only the name here."),
    "name_of_nobody": _("“%(have)s” is nobody's name. Write the name as on the document."),
    "name_has_digits": _("The name has a digit in it. Write the name as on the document."),
    "name_character": _("The name has “%(have)s” where a letter should stand. Write the name as on the document."),
    "name_brackets": _("The name has words in brackets. If they are no part of it, write them elsewhere."),
    "id_date_impossible": _(
        "The birth date in the document number (digits 7 to 14) cannot be. Compare it with the document."
    ),
    "id_checksum": _(
        "The check digit does not fit: at least one digit is wrong. Compare the number with the document."
    ),
    "reason_missing": _("Write the reason: it is kept with the act."),
    "document_taken": _("This document already belongs to another person. Look for that person instead."),
    "document_for_life": _(
        "A resident ID number stays the same for life. If the one on record is wrong, correct the record."
    ),
    "document_missing": _("No document is recorded for this person."),
    "purpose_unknown": _("There is nothing called “%(have)s” to consent to."),
    "purpose_of_others": _("You are not asked for this consent: nothing of the kind is kept about you."),
    "account_exists": _("This person can already sign in, or the username or e-mail was taken just now."),
    "username_taken": _("This username is taken. Choose another."),
    "email_taken": _("Another account uses this e-mail address. Use another, or sign in with that account."),
    "address_links_used_up": _("At most %(need)s links a day are sent. Look into your mail, or try again tomorrow."),
    "address_link_old": _("This link is no longer good. Ask for a new one."),
    "phone_unknown": _("That is no phone number that gets text messages."),
    "phone_taken": _(
        "Another account signs in with this number. Remove it there first, or ask an administrator to do so."
    ),
    "merge_same": _("That is the same record."),
    "merge_done": _("One of the two records has been merged already."),
    "merge_oneself": _("Nobody merges their own records: ask another administrator."),
    "merge_two_documents": _(
        "Both records have a resident ID, so they are of two people. If one number is wrong, correct it first."
    ),
    "merge_documents_unsaid": _(
        "Both records have a document. Tick that both are this person's, or leave the records as they are."
    ),
    "merge_two_accounts": _(
        "Both records have an account. Close the one that is not used, and merge its record into the other."
    ),
    "merge_clash": _("Both records stand in %(have)s. Settle that first, then merge."),
    "last_way": _("This is the only way you can sign in. Set a password first, or add another passkey."),
    "account_is_closed": _("This account is closed already."),
    "own_account": _("Nobody closes their own account: ask another administrator."),
    "language_unknown": _("There are no pages in “%(have)s”."),
    # What the timeline says was done.
    "person recorded": _("Person recorded"),
    "person corrected": _("Record corrected"),
    "records merged": _("Two records of this person were merged"),
    "field:moved": _("entries moved"),
    "phone changed": _("Phone changed"),
    "phone removed": _("Phone removed"),
    "document renewed": _("Document renewed"),
    "document viewed": _("Document viewed in full"),
    "consent given": _("Consent given: %(purpose)s"),
    "consent withdrawn": _("Consent taken back: %(purpose)s"),
    "account created": _("Account made"),
    "account closed": _("Account closed"),
    "account reopened": _("Account reopened"),
    "account unlocked": _("Failed tries cleared"),
    "password link sent": _("Link to set a new password sent"),
    "sessions ended": _("Signed out everywhere"),
    "sign-in phone set": _("Phone to sign in with set"),
    "sign-in phone removed": _("Phone to sign in with removed"),
    "passkey added": _("Passkey added"),
    "passkey removed": _("Passkey removed"),
    "second factor set up": _("Second factor set up"),
    "second factor removed": _("Authenticator app removed"),
    "recovery codes made": _("New recovery codes made"),
    "username changed": _("Username changed"),
    "e-mail changed": _("E-mail address changed"),
    "second factor reset": _("Second factor removed"),
    "language chosen": _("Language chosen"),
    "password changed": _("Password changed"),
    "field:name": _("name"),
    "field:document": _("document"),
    "field:language": _("language"),
    "field:purpose": _("purpose"),
    "field:version": _("version"),
}
