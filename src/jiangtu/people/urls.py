from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("me", views.me, name="me"),
    path("me/document", views.my_document, name="my-document"),
    path("me/phone", views.my_phone, name="my-phone"),
    path("me/language", views.language, name="my-language"),
    path("me/consent", views.consent, name="consent"),
    path("me/sessions", views.end_sessions, name="end-sessions"),
    path("accounts", views.accounts, name="accounts"),
    path("accounts/<uuid:uuid>", views.account, name="account"),
    path("<uuid:uuid>/document", views.document, name="document"),
    path("<uuid:uuid>/correct", views.correct, name="correct"),
]
