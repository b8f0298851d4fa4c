from django.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="index"),
    path("scale", views.scale, name="scale"),
    path("occupations", views.occupations, name="occupations"),
    path("occupations/<slug:code>", views.occupation, name="occupation"),
    path("<slug:key>", views.framework, name="framework"),
    path("<slug:framework>/<slug:key>", views.detail, name="detail"),
]
