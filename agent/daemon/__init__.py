"""One process that looks at every mailbox again and again: `pleasantly daemon`.

`schedule` says when (pure) · `worker` looks at one mailbox · `supervisor` keeps the workers, the digest and the service manager ·
`signals` takes what the process is told · `notify` speaks to systemd · `logs` is the log file
"""
