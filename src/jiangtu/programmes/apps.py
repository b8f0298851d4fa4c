from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "jiangtu.programmes"
