"""The committed application, whose services show what is deleted and so can restore it."""

from importlib import import_module

from tests.support.showing_deleted import WhoMaySee, install

install()  # before the application is made
app = WhoMaySee(import_module("app.main").app)
