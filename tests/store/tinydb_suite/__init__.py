"""The test suite of TinyDB 4.9.0 (MIT, see LICENSE beside this file), unchanged but for ``conftest.py``."""
