# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 21d42a96f9905e085cac189adb1d2942
"""What refers to each table, and so what else changes when a row of it is deleted."""

from .runtime.referrers import Referrers

REFERRERS: Referrers = {}
