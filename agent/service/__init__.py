"""`pleasantly daemon` as a service of the computer: started at log-in, started again after a failure.

`systemd`, `launchd` and `windows` are pure: what file is to be written, and which commands make the system take it up. `manage` carries out.
"""
