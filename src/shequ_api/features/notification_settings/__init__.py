"""Notification settings (通知设置): what a person wants carried out of the app, and when nobody is
to be disturbed.

Nouns: settings (a person's choices by kind of message; what they did not choose follows their
roles), quiet hours (a person's own, else their district's). In the app all is told anyway, and an
emergency knows no quiet. Sends nothing itself; announces nothing.
"""
