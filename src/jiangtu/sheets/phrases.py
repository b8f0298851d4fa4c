"""Why a file cannot be read or taken over, and how to mend it; what the journal keeps of it."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "file_missing": _("There is no file “%(have)s” that can be read. Check its name."),
    "file_empty": _("The file has no lines to read. Fill in the template from line 2 on and send it again."),
    "file_not_spreadsheet": _(
        "This is no spreadsheet, or a damaged one. Save it in Excel or WPS as .xlsx, or as .csv."
    ),
    "file_kind_unsupported": _(
        "This kind of spreadsheet is not read (.xls, .xlsb, .ods). Save it as .xlsx and send it again."
    ),
    "file_password": _("The file is protected by a password. Remove the password in Excel or WPS and send it again."),
    "file_macros": _(
        "The file holds macros, which are not let in. Save it as .xlsx (without macros) and send it again."
    ),
    "file_zip_bomb": _(
        "The file would unfold to far more than a list holds. Copy the lines into a fresh template and send that."
    ),
    "file_takes_too_long": _("The file takes too long to read. Copy the lines into a fresh template and send that."),
    "file_quote_open": _(
        "In line %(have)s a quotation mark opens that is never closed, or a cell holds more than a spreadsheet can."
        " Delete the mark, or send the file as .xlsx."
    ),
    "file_too_large": _("The file is larger than %(need)s MB. Split it, or remove pictures from it."),
    "file_too_many_rows": _(
        "The file has more than %(need)s lines. Split it, or delete what stands far below the list."
    ),
    "file_too_wide": _("Something stands to the right of column %(need)s. Delete it, and send the file again."),
    "header_missing": _(
        "Line 1 must hold the headers. Missing: %(need)s. Delete title lines above them, or use the template."
    ),
    "header_repeated": _("Two columns are headed “%(have)s”. Delete one of them."),
    "sheets_several": _(
        "Several sheets hold such a list: %(have)s. Leave one of them visible, and hide or delete the others."
    ),
}
PROBLEMS = {
    "day_of_a_year": _(
        "%(have)s cannot be meant. Perhaps only the year %(need)s was typed, of which a spreadsheet makes such a day:"
        " write the whole date, such as 2025-04-01."
    ),
    "formula_failed": _("A formula left no result here. Write the value itself."),
    "row_hidden": _(
        "The file hides this line, by a filter perhaps. It is read like the others; delete it if it is not meant."
    ),
}
KINDS = {"formula_failed": _("formula without a result"), "row_hidden": _("hidden line")}
GOING = {
    "file_expired": _(
        "Nobody imported this file within %(have)s days, so it was deleted. To import it after all, send it again."
    ),
    "file_cleared": _(
        "This file was discarded, and deleted %(have)s days later. To import it after all, send it again."
    ),
}
TAKING = {
    "file_keeps_what_it_made": _("What was imported from this file is not taken back as a whole. Mend it one by one."),
    "file_made_unknown": _(
        "What this file began is not on record: it was imported before that was kept, or it began nothing new. So it "
        "cannot be taken back as a whole. Mend it one by one."
    ),
    "file_reason_missing": _("A reason is needed. Write in a few words why."),
    "rows_with_errors": _(
        "Rows with errors: %(have)s. Fix them in the file and send it again, or choose to import only the good rows."
    ),
    "nothing_to_take": _("There is no new row to import; good rows on record already: %(have)s."),
}
FIELDS = {
    "field:rows": _("rows"),
    "field:good": _("good rows"),
    "field:taken": _("imported"),
    "field:left_out": _("left out"),
    "field:known": _("on record before"),
}
PHRASES = {**REFUSALS, **PROBLEMS, **GOING, **TAKING, **FIELDS}
