from django.urls import path

from .views import access_records, accounts, first_time, me, names, passkeys, phones, records

urlpatterns = [
    path("me", me.me, name="me"),
    path("me/document", me.my_document, name="my-document"),
    path("me/phone", me.my_phone, name="my-phone"),
    path("me/sign-in-phone", phones.sign_in_phone, name="sign-in-phone"),
    path("me/sign-in-phone/code", phones.prove, name="prove-phone"),
    path("welcome", first_time.first_time, name="first-time"),
    path("me/passkeys", passkeys.passkeys, name="passkeys"),
    path("me/language", me.language, name="my-language"),
    path("me/consent", me.consent, name="consent"),
    path("me/username", names.my_username, name="my-username"),
    path("me/email", names.my_email, name="my-email"),
    path("me/email/<str:token>", names.prove_email, name="prove-email"),
    path("me/sessions", me.end_sessions, name="end-sessions"),
    path("me/sign-ins", access_records.mine, name="my-sign-ins"),
    path("sign-ins", access_records.everybodys, name="sign-ins"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<uuid:uuid>", accounts.account, name="account"),
    path("accounts/<uuid:uuid>/sign-ins", access_records.of_account, name="account-sign-ins"),
    path("accounts/<uuid:uuid>/close", accounts.close, name="close-account"),
    path("accounts/<uuid:uuid>/second-factor", accounts.second_factor, name="remove-second-factor"),
    path("", records.records, name="records"),
    path("<uuid:uuid>", records.record, name="record"),
    path("<uuid:uuid>/document", records.document, name="document"),
    path("<uuid:uuid>/correct", records.correct, name="correct"),
    path("<uuid:uuid>/renew", records.renew, name="renew"),
    path("<uuid:uuid>/merge", records.merge, name="merge"),
]
