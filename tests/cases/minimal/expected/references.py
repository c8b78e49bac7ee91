# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: fd88642b0308ca52af7d0c738d7b1584
"""What refers to each table, and so what else changes when a row of it is deleted."""

from .runtime.resources.referrers import Referrers

REFERRERS: Referrers = {}
