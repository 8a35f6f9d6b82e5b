"""The manual: pages in docs/, read by `pleasantly help`; two of them are generated from the code (`make docs`)."""
