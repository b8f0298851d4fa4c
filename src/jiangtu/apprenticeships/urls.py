from django.urls import path

from .views import apprentices, certificates, departures, inquiries, reminding, stages

urlpatterns = [
    path("", apprentices.index, name="list"),
    path("waiting", apprentices.waiting, name="waiting"),
    path("questions", inquiries.index, name="inquiries"),
    path("questions/<uuid:uuid>/<slug:verb>", inquiries.answer, name="answer-inquiry"),
    path("certificates", certificates.index, name="certificates"),
    path("certificates/files", certificates.lists, name="certificate-lists"),
    path("certificates/<uuid:uuid>/correct", certificates.correct, name="correct-certificate"),
    path("certificates/<uuid:uuid>/withdraw", certificates.withdraw, name="withdraw-certificate"),
    path("classes/<uuid:uuid>/rosters", apprentices.rosters_of, name="rosters"),
    path("classes/<uuid:uuid>/people", apprentices.of_class, name="class-people"),
    path("classes/<uuid:uuid>/join", apprentices.join, name="join"),
    path("classes/<uuid:uuid>/remind", reminding.remind, name="remind"),
    path("classes/<uuid:uuid>/stages", stages.of_class, name="class-stages"),
    path("<uuid:uuid>", apprentices.detail, name="detail"),
    path("<uuid:uuid>/document", apprentices.document, name="document"),
    path("<uuid:uuid>/contract", apprentices.correct, name="correct"),
    path("<uuid:uuid>/leave", departures.leave, name="leave"),
    path("<uuid:uuid>/leave/take-back", departures.take_back_departure, name="take-back-departure"),
    path("<uuid:uuid>/assess", stages.assess, name="assess"),
    path("<uuid:uuid>/certificate", certificates.new, name="certificate"),
    path("<uuid:uuid>/stages/<uuid:stage>/close", stages.close, name="close-stage"),
    path("<uuid:uuid>/stages/<uuid:stage>/reopen", stages.reopen, name="reopen-stage"),
]
