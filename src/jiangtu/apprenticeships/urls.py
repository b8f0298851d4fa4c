from django.urls import path

from .views import apprentices, certificates, rosters, stages

app_name = "apprenticeships"
urlpatterns = [
    path("", apprentices.index, name="list"),
    path("mine", apprentices.mine, name="mine"),
    path("waiting", apprentices.waiting, name="waiting"),
    path("certificates", certificates.index, name="certificates"),
    path("certificates/files", certificates.lists, name="certificate-lists"),
    path("certificates/files/template.xlsx", certificates.blank, name="certificate-template"),
    path("certificates/files/<uuid:uuid>", certificates.detail, name="certificate-list"),
    path("certificates/files/<uuid:uuid>/checked.xlsx", certificates.with_errors, name="certificate-errors"),
    path("certificates/files/<uuid:uuid>/commit", certificates.commit, name="certificate-commit"),
    path("certificates/files/<uuid:uuid>/discard", certificates.discard, name="certificate-discard"),
    path("classes/<uuid:uuid>/rosters", rosters.of_class, name="rosters"),
    path("classes/<uuid:uuid>/roster.xlsx", rosters.blank, name="roster-template"),
    path("classes/<uuid:uuid>/people", apprentices.of_class, name="class-people"),
    path("classes/<uuid:uuid>/join", apprentices.join, name="join"),
    path("classes/<uuid:uuid>/stages", stages.of_class, name="class-stages"),
    path("rosters/<uuid:uuid>", rosters.detail, name="roster"),
    path("rosters/<uuid:uuid>/checked.xlsx", rosters.with_errors, name="roster-errors"),
    path("rosters/<uuid:uuid>/check", rosters.check, name="roster-check"),
    path("rosters/<uuid:uuid>/commit", rosters.commit, name="roster-commit"),
    path("rosters/<uuid:uuid>/discard", rosters.discard, name="roster-discard"),
    path("<uuid:uuid>", apprentices.detail, name="detail"),
    path("<uuid:uuid>/document", apprentices.document, name="document"),
    path("<uuid:uuid>/contract", apprentices.correct, name="correct"),
    path("<uuid:uuid>/leave", apprentices.leave, name="leave"),
    path("<uuid:uuid>/assess", stages.assess, name="assess"),
    path("<uuid:uuid>/certificate", certificates.new, name="certificate"),
    path("<uuid:uuid>/stages/<uuid:stage>/close", stages.close, name="close-stage"),
    path("<uuid:uuid>/stages/<uuid:stage>/reopen", stages.reopen, name="reopen-stage"),
]
