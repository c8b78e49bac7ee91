# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: aaf7712c1d258bee4a9f46288a4658ac
"""The enums of the service. JSON and the database contain their values."""

import enum


class PostStatus(enum.StrEnum):
    """One of a fixed set of values."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Role(enum.StrEnum):
    """One of a fixed set of values."""

    READER = "reader"
    AUTHOR = "author"
    ADMIN = "admin"
