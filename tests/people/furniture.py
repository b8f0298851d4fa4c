"""What the tests of the house need to try this room's pages and acts: an apprentice's record and account."""

from tests.factories.institutions import account_of

THINGS = {
    "person": lambda of: of.things["enrolment"].person,
    "account": lambda of: account_of(of.actors["apprentice"]),
}
ADDRESSES = {
    "people": "person", "people:account": "account", "people:close-account": "account",
    "people:account-sign-ins": "account",
    "people:remove-second-factor": "account", "people:prove-email": {"token": "00"},
}  # fmt: skip
POSTED = {"act": "password", "phone": "13800005678", "language": "en"}
VALUES = {
    "purpose": "photos", "username": "new.one", "email": "new.one@example.org",
    "verb": "recovery codes made", "password": "x", "language": "en", "number": "Z1",
    "passkey": None, "hint": "people:me", "phone": "13900005678",
    "document_type": "passport", "document": "E12345678", "rows": [(None, {})],
    "merge_people.first": lambda of: of.things["person"],
    "merge_people.second": lambda of: of.things["person"],
}  # fmt: skip
WITHIN = {
    "people/actions/people.py:record_person": "takes its caller's verdict",
    "people/actions/people.py:record_people": "takes its caller's verdict",
    "people/actions/accounts.py:note_second_factor": "what follows one's own act at sign-in",
    "people/actions/accounts.py:note_password": "what follows one's own act at sign-in",
    "people/actions/accounts.py:note_change": "what follows one's own act at sign-in",
}
ANYWHERE = {
    "people": {"administrator"},
    # nobody's but the person's own
    "people/actions/accounts.py:choose_language": set(),
    "people/actions/consents.py:give_consent": set(),
    "people/actions/consents.py:withdraw_consent": set(),
    "people/actions/phones.py:set_sign_in_phone": set(),
    "people/actions/accounts.py:change_username": set(),
    "people/actions/addresses.py:ask_for_address": set(),
    "people/actions/addresses.py:set_address": set(),
    "people/actions/passkeys.py:add_passkey": set(),
    "people/actions/accounts.py:welcome": set(),
    "people/actions/accounts.py:put_hint_away": set(),
    "people/actions/passkeys.py:remove_passkey": set(),
}
UNTOLD = {
    "people/actions/addresses.py:ask_for_address": "nothing is changed until the link is opened",
    "people/actions/accounts.py:choose_language": "how one reads the pages is nobody's history",
    "people/actions/accounts.py:welcome": "what one was asked the first time is nobody's history",
    "people/actions/accounts.py:put_hint_away": "what one needs no more is nobody's history",
}
OTHERWISE = {
    "people:document a": "one's own number is shown on the page Me, by a button",
    "people:first-time": "asked once, before the first desk",
    "people:prove-phone": "follows when a code was sent",
    "people:prove-email": "the link of a mail",
}
REVEALS = {
    "people:me": "one's own number and phone, masked",
    "people:document": "the number, masked, until the full view is asked for",
}
