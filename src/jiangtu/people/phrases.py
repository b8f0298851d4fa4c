"""What is wrong with the number of an identity document, and how to mend it."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "id_length": _("The document number has %(have)s characters; it must have %(need)s. Compare it with the document."),
    "id_characters": _(
        "The document number has a character that cannot be there."
        " A resident ID is 17 digits and one digit or X; look for the letter O or I in place of 0 or 1."
    ),
    "id_region_unknown": _(
        "No region has the code %(have)s, with which the number begins. Compare it with the document."
    ),
    "id_date_impossible": _(
        "The birth date in the document number (digits 7 to 14) cannot be. Compare it with the document."
    ),
    "id_checksum": _(
        "The check digit does not fit: at least one digit is wrong. Compare the number with the document."
    ),
}
