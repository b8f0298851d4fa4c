from django.urls import URLPattern

app_name = "apprenticeships"
urlpatterns: list[URLPattern] = []
