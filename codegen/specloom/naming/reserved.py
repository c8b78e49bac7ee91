"""Names that the names of a spec must not take: those of Python, of libraries, and of generated code."""

import keyword

# Names that generated classes use in their own bodies: after a field `date`, the next `date` would be that field.
_USED_IN_CLASSES = frozenset(
    "bool bytes date datetime dict dt field float int list str time timedelta tuple type"
    " first_version mapped_column next_version parse_duration relationship text today unique_if_live utcnow uuid7"
    " varchar".split()
)
# What constructors take first, and what every class has.
_PARAMETERS = frozenset(("self", "cls", "mro"))
# What SQLAlchemy's DeclarativeBase has, and its rows, which are tuples.
_SQLALCHEMY = frozenset("metadata registry t".split())
# What Pydantic's BaseModel has, deprecated names included: a field of that name breaks mypy or warns.
_PYDANTIC = frozenset(
    "construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs"
    " validate".split()
)

AMBIGUOUS = frozenset("IOl")
"""Names that look like digits, or like each other, in many fonts: linters refuse them (E741, E742)."""

RESERVED_ATTRIBUTES: frozenset[str] = frozenset(
    {*keyword.kwlist, *AMBIGUOUS, *_USED_IN_CLASSES, *_PARAMETERS, *_SQLALCHEMY, *_PYDANTIC}
)
"""Names that no attribute of a generated class may have."""
RESERVED_PREFIXES = ("model_",)
"""Beginnings of names that Pydantic keeps for itself."""

RESERVED_MODULES = frozenset("dataclass import_module load_all schemas".split())
"""Names that generated modules and packages use beside those of the entities' modules."""

SEARCH_TABLES = ("", "_keys", "_config", "_content", "_data", "_docsize", "_idx")
"""What the tables that SQLite searches by append to the name of the index."""

RESERVED_TABLES = frozenset(
    "alembic_version alembic_version_pkc"
    " idempotency_keys pk_idempotency_keys ix_idempotency_keys_expires_at".split()
)
"""Tables that belong to no entity, their keys and indexes."""
RESERVED_COLUMNS = frozenset(("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"))
RESERVED_PATHS = frozenset(("docs", "redoc", "healthz", "readyz"))
"""First segments that the app itself answers."""

DERIVED_CLASSES = (
    *("Create", "Update", "Replace", "Page", "Query", "Batch", "BatchResult", "Service", "Row"),
    *("View", "ViewPage", "ViewQuery", "ListQuery"),
)
"""What generated classes and schemas append to the name of their entity."""

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
"""Names that generated modules and OpenAPI documents have beside those of the spec."""
BUILTIN_CLASSES = frozenset(_BUILTINS.split()) - {"False", "None", "True"}
"""Names with a capital letter that Python has, in one version or another, keywords apart."""
