"""The endpoints of generated routers, and the guards and services that they need."""
