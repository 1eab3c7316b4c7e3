"""Points matters (积分待办): what offices must see to about points.

Nouns: low budget (nearly used up, or used up, until it is raised or its period ends), awaited
credit (until somebody said yes or no), alarm (until somebody looked into it). Each is a matter of
the inbox, opened and closed by what others say happened. Announces nothing.
"""
