from django.apps import AppConfig


class WebToysConfig(AppConfig):
    name = "tests.kernel.web.webtoys"
    label = "webtoys"
