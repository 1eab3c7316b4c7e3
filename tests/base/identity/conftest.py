from tests.base.living import crowded, fresh_codes, register, street

__all__ = ["crowded", "fresh_codes", "register", "street"]
