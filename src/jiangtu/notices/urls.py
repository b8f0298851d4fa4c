from django.urls import path

from .views import browser, reading, settings

urlpatterns = [
    path("", reading.listed, name="list"),
    path("read", reading.read_all, name="read-all"),
    path("opened", reading.opened, name="opened"),
    path("settings", settings.chosen, name="settings"),
    path("unsubscribe/<str:token>", settings.unsubscribe, name="unsubscribe"),
    path("manifest.webmanifest", browser.manifest, name="manifest"),
    path("icon-<int:size>.png", browser.icon, name="icon"),
    path("icon-maskable-<int:size>.png", browser.icon, {"share": browser.CUT}, name="icon-maskable"),
    path("worker.js", browser.worker, name="worker"),
    path("browser", browser.subscribe, name="subscribe"),
    path("<uuid:uuid>", reading.notice, name="notice"),
]
