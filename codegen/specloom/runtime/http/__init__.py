"""The application: requests, responses, routes, and the server."""
