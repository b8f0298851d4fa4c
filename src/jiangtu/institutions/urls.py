from django.urls import path

from .views import cards, first_passkey, institutions, invitations, partnerships, roles

urlpatterns = [
    path("", institutions.listing, name="list"),
    path("new", institutions.register, name="register"),
    path("hats", roles.hats, name="hats"),
    path("hats/wear", roles.wear, name="wear"),
    path("cards", cards.give, name="cards"),
    path("enter", invitations.enter, name="enter"),
    path("invitations/<str:token>", invitations.accept, name="accept"),
    path("invitations/<str:token>/passkey", first_passkey.make, name="first-passkey"),
    path("members/<uuid:uuid>/end", roles.end_membership, name="end-membership"),
    path("partnerships", partnerships.listing, name="partnerships"),
    path("partnerships/new", partnerships.begin, name="begin-partnership"),
    path("partnerships/<uuid:uuid>", partnerships.detail, name="partnership"),
    path("partnerships/<uuid:uuid>/change", partnerships.change, name="change-partnership"),
    path("partnerships/<uuid:uuid>/<uuid:enterprise>/<slug:verb>", partnerships.step, name="step-partner"),
    path("partnerships/<uuid:uuid>/<uuid:enterprise>", partnerships.contribution, name="contribution"),
    path("<uuid:uuid>", institutions.detail, name="detail"),
    path("<uuid:uuid>/change", institutions.change, name="change"),
    path("<uuid:uuid>/members", roles.members, name="members"),
    path("<uuid:uuid>/members/new", roles.record, name="record"),
    path("<uuid:uuid>/invite", invitations.invite, name="invite"),
    path("<uuid:uuid>/invitations/<uuid:invitation>/withdraw", invitations.withdraw, name="withdraw"),
]
