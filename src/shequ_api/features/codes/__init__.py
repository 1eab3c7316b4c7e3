"""Codes are the QR codes on buildings (扫楼码): issued for a place, signed and opaque, printed on
doors, scanned by residents, workers and strangers, and revoked when they are lost.
"""
