# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: ba39a7a55d3439fb155aa22750466f7f
"""The foreign keys to each table, which determine the effects of deleting a row."""

from .runtime.resources.referrers import Referrers

REFERRERS: Referrers = {}
