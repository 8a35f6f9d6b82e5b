"""What may be wrong, and how it is mended: `pleasantly doctor`. It writes nothing, and waits for nobody without end.

`finding` is what is told · `judge` says what a look means (pure) · `computer` and `mailbox` look · `examine` does all of it side by side
"""
