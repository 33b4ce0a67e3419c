"""Where our classes deviate from TinyDB on purpose, and why. A listed test that passes fails the run."""

_IDS = "ids count for the whole database and are never used twice, so that a reader's cursor stays true"
_FILE = "reads or writes the text of JSONStorage's file; ours is a folder with a journal"
_NAME = "asserts the class name of TinyDB or of its storage in repr()"
_MEMORY = "looks at MemoryStorage's own attribute; stored values are private copies"
_ERRORS = "a folder that can't be opened raises our NotFound with a sentence, not OSError"

_BOTH = {
    "middlewares.test_caching_write": _MEMORY,
    "middlewares.test_caching_write_many": _MEMORY,
    "middlewares.test_caching_flush": _MEMORY,
    "middlewares.test_caching_flush_manually": _MEMORY,
    "storages.test_in_memory": _MEMORY,
    "middlewares.test_caching_json_write": _FILE,
    "storages.test_json": _FILE,
    "storages.test_json_kwargs": _FILE,
    "storages.test_encoding": _FILE,
    "storages.test_json_invalid_mode_warning": "there is no file mode to warn about",
    "storages.test_create_dirs": "the folder of a database is made, as docs/store.md says, without being asked",
    "storages.test_json_invalid_directory": "the folders above a database are made too; there is no invalid one to root",
    "storages.test_json_read": _ERRORS,
    "tables.test_table_repr": _NAME,
    "tinydb.test_repr": _NAME,
}

_WARDB = {
    "tables.test_next_id": "an id is taken by storing a document under the lock, not by asking for it",
    "tables.test_lru_cache": "the cache is dropped by the next read, which sees other processes' writes too",
    "tables.test_truncate_table": _IDS,
    "tinydb.test_insert_ids": _IDS,
    "tinydb.test_insert_with_doc_id": _IDS,
    "tinydb.test_insert_with_duplicate_doc_id": _IDS,
    "tinydb.test_insert_multiple_with_ids": _IDS,
    "tinydb.test_update_returns_ids": _IDS,
    "tinydb.test_doc_ids_json": _IDS,
}

DEVIATIONS: dict[tuple[str, str], str] = {
    **{(mode, name): reason for mode in ("WarDB", "stock table") for name, reason in _BOTH.items()},
    **{("WarDB", name): reason for name, reason in _WARDB.items()},
}

LEFT_OUT = {"storages.test_yaml": "needs PyYAML, and is about a storage that the test itself writes"}
