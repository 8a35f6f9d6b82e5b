"""Servers that the tests start: real ones where there are any, on this computer alone."""
