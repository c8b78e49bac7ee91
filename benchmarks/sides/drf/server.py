"""Django REST Framework under WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.sides.django_items.settings"
os.environ["ROOT_URLCONF"] = "benchmarks.sides.drf.urls"
os.environ["MORE_APPS"] = "rest_framework"
app = get_wsgi_application()
