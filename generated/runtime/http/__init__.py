# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7e08dee1b0a9ce6081aee510a2792825
"""The application: requests, responses, routes, and the server."""
