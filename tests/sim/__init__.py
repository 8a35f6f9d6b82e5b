"""A rep's mailbox over sixty virtual days, with a known truth: how often would the agent have embarrassed the rep?"""
