# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0237d7c057230bc094495cd64dc43460
"""The header fields that CORS must name, so that pages of other origins can read or send them."""

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
"""Response headers of generated routes, guards and hand-written routes, for `Access-Control-Expose-Headers`.

Headers that every page may read, such as `Cache-Control`, are not listed.
"""
REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match")
"""Request headers that generated routes and guards read, for `Access-Control-Allow-Headers`."""
