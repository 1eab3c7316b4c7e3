"""Unadmitted requests (未准入退回): what somebody asked of a grid past the gate of admission.

Noun: unadmitted request (as its worker tells it: who asked for what, and when). Announces nothing.
"""
