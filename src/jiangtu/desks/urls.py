from django.urls import path

from .views import analysis, classes, desk, rules

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("hints", desk.put_hint_away, name="put-hint-away"),
    path("path", desk.path, name="path"),
    path("more", desk.more, name="more"),
    path("classes/<uuid:uuid>", classes.training_class, name="class"),
    path("classes/<uuid:uuid>/history", classes.history_of_class, name="class-history"),
    path("classes/<uuid:uuid>/comments", classes.comment_on_class, name="comment-class"),
    path("programmes/<uuid:uuid>/comments", classes.comments_on_programme, name="comment-programme"),
    path("rules", rules.rules, name="rules"),
    path("rules/in-force", rules.in_force, name="in-force"),
    path("rules/<slug:name>/<slug:where>/<str:since>", rules.edition, name="edition"),
    path("figures", analysis.analysis, name="analysis"),
]
