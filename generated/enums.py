# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: c89bfd561703e345484bf24332182392
"""The enums of the service. Their values are what JSON and the database hold."""

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
