"""The committed application with services that show deleted rows, so that clients can restore them."""

from importlib import import_module

from tests.support.showing_deleted import WhoMaySee, install

install()  # before the application is made
app = WhoMaySee(import_module("app.main").app)
