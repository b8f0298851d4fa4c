from django.urls import path

from .views import measures, runs, statements

urlpatterns = [
    path("measures", measures.measures, name="measures"),
    path("measures/<uuid:uuid>/take-back", measures.take_back, name="take-back-measures"),
    path("", runs.listed, name="runs"),
    path("new", runs.new, name="new-run"),
    path("<uuid:uuid>", runs.detail, name="run"),
    path("<uuid:uuid>/show", runs.show, name="show-run"),
    path("<uuid:uuid>/drop", runs.drop, name="drop-run"),
    path("<uuid:uuid>/release", runs.release, name="release-run"),
    path("<uuid:uuid>/pay", runs.pay, name="pay-list"),
    path("<uuid:uuid>/<uuid:mentor>", statements.statement, name="statement"),
    path("<uuid:uuid>/<uuid:mentor>/statement.pdf", statements.statement_pdf, name="statement-pdf"),
    path("<uuid:uuid>/<uuid:mentor>/object", statements.object_to, name="object"),
    path("objections/<uuid:uuid>/answer", statements.answer, name="answer-objection"),
]
