from tests.base.living import crowded, fresh_codes, open_parts, register, street

__all__ = ["crowded", "fresh_codes", "open_parts", "register", "street"]
