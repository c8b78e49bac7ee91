"""Django's settings for an API on PostgreSQL: persistent connections, no middleware that an API does not use."""

import os
from urllib.parse import parse_qs, urlsplit

_url = urlsplit(os.environ["DATABASE_URL"])
SECRET_KEY = "of no use here"  # noqa: S105 - nothing is signed
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["benchmarks.sides.django_items", *filter(None, os.environ.get("MORE_APPS", "").split(","))]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = os.environ["ROOT_URLCONF"]
APPEND_SLASH = False
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path.removeprefix("/"),
        "USER": _url.username,
        "HOST": _url.hostname or parse_qs(_url.query)["host"][0],
        "CONN_MAX_AGE": None,
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 20,
    "UNAUTHENTICATED_USER": None,
}
