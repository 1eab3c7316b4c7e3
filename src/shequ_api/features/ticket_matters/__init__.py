"""Ticket matters (诉求待办): what offices must see to about tickets and the incidents behind them.

Nouns: unattended (nobody has it: its community hears what a handler would), demanded (supervised,
late, answered), called (a level, until it is over), arbitration, appeal (of what was declined),
block appeal, return visit, incident (past its planned end). Each is a matter of the inbox, opened
and closed by what others say happened. Announces nothing.
"""
