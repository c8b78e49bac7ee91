"""Engines, pools, sessions and statements on the connection of the driver."""
