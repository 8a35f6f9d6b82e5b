"""Setting up: what `pleasantly init` asks, finds out and writes.

`recognise` where an address's mail is (pure; `names` looks names up) · `answers` what has to be known, as a configuration (pure) ·
`computer` what this computer tells · `ask` the terminal · `questions` what is asked · `place` files written once · `access` letting the agent in · `flow` the order
"""
