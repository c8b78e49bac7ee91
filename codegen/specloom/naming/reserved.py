"""Names that are reserved by Python, by libraries, or by generated code."""

import keyword

# Names that generated class bodies use. A field `date` would shadow the type `date` for the fields after it.
_USED_IN_CLASSES = frozenset(
    "bool bytes date datetime dict dt field float int list str time timedelta tuple type"
    " first_version mapped_column next_version parse_duration relationship text today unique_if_live utcnow uuid7"
    " varchar".split()
)
# First parameters of constructors, and an attribute of every class.
_PARAMETERS = frozenset(("self", "cls", "mro"))
# Attributes of SQLAlchemy's DeclarativeBase and of its rows, which are tuples.
_SQLALCHEMY = frozenset("metadata registry t".split())
# Attributes of Pydantic's BaseModel, including deprecated ones. A field of such a name breaks mypy or causes a
# warning.
_PYDANTIC = frozenset(
    "construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs"
    " validate".split()
)

AMBIGUOUS = frozenset("IOl")
"""Names that look like digits or like each other in many fonts. Linters reject them (E741, E742)."""

RESERVED_ATTRIBUTES: frozenset[str] = frozenset(
    {*keyword.kwlist, *AMBIGUOUS, *_USED_IN_CLASSES, *_PARAMETERS, *_SQLALCHEMY, *_PYDANTIC}
)
"""Names that are not allowed for attributes of generated classes."""
RESERVED_PREFIXES = ("model_",)
"""Prefixes that Pydantic reserves."""

RESERVED_MODULES = frozenset("dataclass import_module load_all schemas".split())
"""Names that generated packages use beside the modules of entities."""

SEARCH_TABLES = ("", "_keys", "_config", "_content", "_data", "_docsize", "_idx")
"""Suffixes of the tables that SQLite creates for a search index."""

RESERVED_TABLES = frozenset(
    "alembic_version alembic_version_pkc"
    " idempotency_keys pk_idempotency_keys ix_idempotency_keys_expires_at".split()
)
"""Tables, keys and indexes that belong to no entity."""
RESERVED_COLUMNS = frozenset(("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"))
RESERVED_PATHS = frozenset(("docs", "redoc", "healthz", "readyz"))
"""First path segments that the application itself serves."""

DERIVED_CLASSES = (
    *("Create", "Update", "Replace", "Page", "Query", "Batch", "BatchResult", "Service", "Row"),
    *("View", "ViewPage", "ViewQuery", "ListQuery"),
)
"""Suffixes that generated classes and schemas add to the name of their entity."""

_BUILTINS = (
    "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError"
    " BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError"
    " ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception"
    " ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError"
    " ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError"
    " KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented"
    " NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError"
    " PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning"
    " StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True"
    " TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError"
    " UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError"
)
_IMPORTED = (
    "Any Decimal UUID Mapped Base TypeAlias Annotated Literal"
    " Array BigInteger BigIntegerAsText Boolean Date Double Duration EmailText EnumText FixedDecimal Hidden Integer"
    " Json LargeBinary"
    " PasswordText Time UtcDateTime Uuid"
    " CheckConstraint Column ForeignKey ForeignKeyConstraint Index PrimaryKeyConstraint Table UniqueConstraint"
    " EmailFilter EqualFilter LinkFilter Operators OrderFilter OrNull TextFilter"
    " BaseModel RootModel Field ConfigDict ListQuery RequestModel ResponseModel MISSING StrEnum Enum"
    " Items Change ConditionalChange VersionedChange Deletion ConditionalDeletion VersionedDeletion"
    " Conditional Versioned"
    " FullText FullTextQuery Links REFERRERS RELATIONS ReadParameters Resource Service"
    " Int32 Int64 Int64Text Float Doubles DecimalText Bool DateTime DateTimeZ Digits DurationText Email Base64 Ip"
    " JsonValue MatchesSchema NameList Secret SecretStr Slug Text Unique Url AwareDatetime Problem"
)

IMPORTED_NAMES = frozenset(_IMPORTED.split())
"""Names that generated modules and OpenAPI documents use beside those of the spec."""
BUILTIN_CLASSES = frozenset(_BUILTINS.split()) - {"False", "None", "True"}
"""Capitalized names that any supported version of Python defines, except keywords."""
