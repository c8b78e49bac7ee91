"""Tables of words: English nouns that do not follow the rule, and names that Python or a library has already."""

import keyword

_PAIRS = """
man men, woman women, person people, child children, foot feet, tooth teeth, goose geese, mouse mice, ox oxen,
leaf leaves, loaf loaves, thief thieves, shelf shelves, life lives, knife knives, wife wives, wolf wolves,
half halves, calf calves, elf elves, scarf scarves, hero heroes, potato potatoes, tomato tomatoes, echo echoes,
veto vetoes, index indexes, vertex vertices, matrix matrices, appendix appendices, criterion criteria,
phenomenon phenomena, datum data, medium media, bacterium bacteria, curriculum curricula, memorandum memoranda,
addendum addenda, alumnus alumni, axis axes, quiz quizzes, die dice, bus buses, gas gases, movie movies,
cookie cookies, tie ties, pie pies, lie lies, cache caches, niche niches, ache aches, headache headaches,
axe axes, shoe shoes, toe toes
"""
IRREGULAR: dict[str, str] = {pair.split()[0]: pair.split()[1] for pair in reversed(_PAIRS.split(","))}
"""Singular to plural. Of two with one plural (axe, axis), the first above is its singular."""

UNCOUNTABLE = frozenset(
    "sheep fish deer moose species series aircraft equipment information news metadata software hardware staff"
    " feedback money rice weather furniture luggage baggage traffic music advice evidence knowledge research"
    " homework merchandise jewelry police salmon trout means headquarters crossroads".split()
)
ONLY_PLURAL = frozenset(
    "people children data media criteria phenomena clothes goods scissors trousers".split()
)

SINGULAR_IN_S = frozenset(
    "status bus bonus campus census virus focus corpus genus locus radius stimulus syllabus terminus cactus"
    " octopus alias canvas gas atlas bias lens address class process access business boss pass loss mass glass"
    " grass cross dress press stress success witness fitness illness harness mattress princess hostess waitress"
    " analysis crisis thesis diagnosis synthesis hypothesis synopsis emphasis axis oasis iris pelvis tennis"
    " apparatus consensus nexus opus plus surplus prospectus circus abacus walrus discus lotus citrus minus"
    " chaos ethos cosmos thermos news series species means".split()
)
"""Nouns that end in s before they are made plural."""

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
    " Array BigInteger Boolean Date Double Duration EmailText EnumText Fixed Hidden Integer Json LargeBinary"
    " PasswordText Time UtcDateTime Uuid"
    " CheckConstraint Column ForeignKey ForeignKeyConstraint Index PrimaryKeyConstraint Table UniqueConstraint"
    " EmailFilter EqualFilter LinkFilter Operators OrderFilter OrNull TextFilter"
    " BaseModel RootModel Field ConfigDict ListQuery RequestModel ResponseModel MISSING StrEnum Enum"
    " Items Change ConditionalChange VersionedChange Deletion ConditionalDeletion VersionedDeletion"
    " Conditional Versioned"
    " FullText FullTextQuery Links REFERRERS RELATIONS ReadParameters Resource Service"
    " Int32 Int64 Float Doubles DecimalText Bool DateTime DateTimeZ Digits DurationText Email Base64 Fits Ip JsonValue"
    " Listed Secret SecretStr Slug Text Unique Url AwareDatetime Problem"
)

IMPORTED_NAMES = frozenset(_IMPORTED.split())
"""Names that generated modules and OpenAPI documents have beside those of the spec."""
BUILTIN_CLASSES = frozenset(_BUILTINS.split()) - {"False", "None", "True"}
"""Names with a capital letter that Python has, in one version or another, keywords apart."""
