# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3146fdc0c4fb8c2be4668c237505847d
"""The header fields of a service that CORS must name, so that a page of another origin can read or send them."""

EXPOSED_HEADERS = (
    *(
        "Accept",
        "Accept-Encoding",
        "Accept-Patch",
        "Allow",
        "ETag",
        "Idempotent-Replayed",
        "Link",
        "Location",
    ),
    *("Retry-After", "Vary", "WWW-Authenticate"),
)
"""Fields of responses, for `Access-Control-Expose-Headers`: generated routes, guards and hand-written routes send them.

What every page may read without that is not among them, as `Cache-Control`.
"""
REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match")
"""Fields of requests, for `Access-Control-Allow-Headers`: generated routes and guards read them."""
