from django.urls import path

from .views import log, mentors, pairing, pairs, profiles

urlpatterns = [
    path("mentors", mentors.listed, name="mentors"),
    path("mentors/new", mentors.new, name="new-mentor"),
    path("mentors/<uuid:uuid>", mentors.detail, name="mentor"),
    path("mentors/<uuid:uuid>/edit", mentors.edit, name="edit-mentor"),
    path("mine", mentors.mine, name="mine"),
    path("chain", pairs.chain, name="chain"),
    path("pairs", pairs.listed, name="pairs"),
    path("pairs/<uuid:uuid>", pairs.detail, name="pair"),
    path("pairs/<uuid:uuid>/contract", pairs.contract, name="contract"),
    path("pairs/<uuid:uuid>/contract.pdf", pairs.contract_pdf, name="contract-pdf"),
    path("pairs/<uuid:uuid>/end", pairs.end, name="end-pair"),
    path("pairs/<uuid:uuid>/review", pairs.review, name="review"),
    path("pairs/<uuid:uuid>/accident", pairs.accident, name="accident"),
    path("pairs/<uuid:uuid>/accidents/<uuid:accident>/withdraw", pairs.withdraw, name="withdraw-accident"),
    path("classes/<uuid:uuid>", pairs.of_class, name="class-pairs"),
    path("classes/<uuid:uuid>/<uuid:enterprise>", pairing.proposal, name="proposal"),
    path("classes/<uuid:uuid>/<uuid:enterprise>/run", pairing.run, name="run-pairing"),
    path("classes/<uuid:uuid>/<uuid:enterprise>/change", pairing.change, name="change-pairing"),
    path("classes/<uuid:uuid>/<uuid:enterprise>/wish", pairing.wish, name="wish"),
    path("classes/<uuid:uuid>/<uuid:enterprise>/publish", pairing.publish, name="publish-pairing"),
    path("classes/<uuid:uuid>/<uuid:enterprise>/apprentices", profiles.apprentices, name="apprentices"),
    path("classes/<uuid:uuid>/remind", log.remind, name="remind"),
    path("log", log.countersign, name="countersign"),
    path("log/<uuid:uuid>/return", log.give_back, name="return-entry"),
]
