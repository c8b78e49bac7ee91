"""Strategies for valid names: common ones, long ones, and those that Python, a library or generated code uses."""

import keyword
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from specloom.naming import identifiers

_FIELDS = "title name email age price note city starts ends amount code kind level".split()
_ODD_FIELDS = tuple(
    dict.fromkeys(
        [
            *(each for each in (*keyword.kwlist, *keyword.softkwlist) if identifiers.is_field(each)),
            *"metadata registry json schema copy dict construct validate parse_obj from_orm".split(),
            "update_forward_refs",
            *"model model_config model_fields model_dump model_validate model_x".split(),
            *"date datetime time timedelta dt list tuple set int float str bool bytes type object decimal any".split(),
            *"self cls db data query key service services request response session router path body".split(),
            *"limit cursor count sort q fields expand deleted index field resource visible related row rows".split(),
            *"items item total next_cursor previous_cursor next page errors etag location if_match".split(),
            *"if_none_match etag version".split(),
            *"text varchar uuid uuid7 now today utcnow first_version parse_duration mapped_column relationship".split(),
            *"base table column columns links array boolean integer func select insert update delete where".split(),
            *"order group user value values default references primary constraint check end rowid oid null".split(),
            *"create read replace filters sorting make dump as_json names attributes order_by hides".split(),
            *"name hash id2 property super classmethod staticmethod len print open filter map all min max".split(),
            *"t c e x1 a_b a1_2 created updated row_version2 type_annotation_map awaitable_attrs url ip slug".split(),
            *"conditions constraints statement keys kwargs args kw init new call repr get pop clear".split(),
            *"loads dumps".split(),
        ]
    )
)
_ENTITIES = (
    "Post User Tag Comment OrderLine Category Person Address Invoice Status HTTPServer Datum X A1".split()
)
_ODD_ENTITIES = tuple(
    name
    for name in dict.fromkeys(
        "Table Column Index Service Services Base Router Path Query Request Response Session Date Uuid Json Any"
        " Decimal Field Row Page Problem Links Resource Class Import Type Object List Dict Set Str Int Self Model"
        " Models Schema Schemas Routers Runtime Enums Api References Openapi App Main Test Property Super Exception"
        " ValueError Callable Sequence Mapping Iterable Generic TypeVar Protocol Missing MISSING Default Key Id Order"
        " Group Select Where Transaction Lock Referrer Referrers REFERRERS IfMatch IfNoneMatch Route ImportModule"
        " LoadAll MODULES Dataclass Lambda Async Await Global Db ReadDb Batch Export Module Services2 ClassVar"
        " TYPECHECKING AsyncIterator AsyncSession Depends FastAPI Lifespan OPENAPI Build CreateApi Provide Text"
        " Varchar Link Links2 Metadata Registry Enum2 JsonValue2 Rows Items Create Update Replace Delete Read Float"
        " Bool Tuple Bytes Time Datetime Timedelta Dt Collections Typing Pathlib Fastapi Sqlalchemy Pydantic Starlette"
        " Staff News Series Deer Children Data Information Bus Quiz Box Hero Analysis Man Match Case Print"
        " Warning None True I Post PostPage PostView PostUpdate PostRow UserService TagBatch"
        " ListQuery RequestModel2 ResponseModel AfterValidator StringConstraints Optional Union Literal2 Final".split()
    )
)
_ODD_TABLES = tuple(
    "order user group select table values Album album_tracks Track MixedCase _x x_ date text int4 type index"
    " information_schema class public main temp master sequence view rowid a1 A_1 end limit offset".split()
)
_ODD_COLUMNS = tuple(
    "order user group select table values Name firstName _x x_ __ date text int4 type index rowid oid _rowid_ end"
    " limit offset current_user default check primary A a1 A_1 null true column row_version2 ID2 collate".split()
)


@cache
def field_names() -> SearchStrategy[str]:
    """Names of fields and relations, those excluded that an entity always or often has."""
    reserved = ("id", "row_version", "created_at", "updated_at")
    return _mixed(
        st.sampled_from(_FIELDS),
        st.sampled_from(_ODD_FIELDS),
        st.from_regex(r"[a-z][a-z0-9]{0,7}(_[a-z0-9]{1,5}){0,2}", fullmatch=True),
        st.from_regex(r"[a-z]{20}(_[a-z0-9]{9}){2,4}[a-z]{0,3}", fullmatch=True),
    ).filter(lambda name: name not in reserved and identifiers.is_field(name))


@cache
def class_names() -> SearchStrategy[str]:
    """Names of entities, enums and mixins."""
    return _mixed(
        st.sampled_from(_ENTITIES),
        st.sampled_from(_ODD_ENTITIES),
        st.from_regex(r"[A-Z][A-Za-z0-9]{0,11}", fullmatch=True),
        st.from_regex(r"[A-Z][a-z]{40}[A-Z][a-z0-9]{10,22}", fullmatch=True),
    ).filter(identifiers.is_entity)


def tables(others: list[str]) -> SearchStrategy[str]:
    """Names of tables, among them what the databases or generated code derive from the names of others."""
    derived = [
        form.format(each)
        for each in others
        for form in (
            "pk_{}",
            "ix_{}_id",
            "uq_{}_name",
            "fk_{}",
            "{}_id_seq",
            "{}_pkey",
            "_{}",
            "{}_search",
            "{}_search_keys",
        )
    ]
    named = st.sampled_from([*_ODD_TABLES, *derived]) | st.from_regex(
        r"[A-Za-z_][A-Za-z0-9_]{0,59}", fullmatch=True
    )
    return named.filter(lambda name: identifiers.identifier_problem(name, "table", 60) is None)


@cache
def columns() -> SearchStrategy[str]:
    """Names of columns."""
    named = st.sampled_from(_ODD_COLUMNS) | st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,62}", fullmatch=True)
    return named.filter(lambda name: identifiers.identifier_problem(name, "column") is None)


@cache
def paths() -> SearchStrategy[str]:
    """First segments of routes."""
    return st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True) | st.sampled_from(
        "openapi api v1 0 static posts-x a_ favicon".split()
    )


def _mixed(
    common: SearchStrategy[str],
    odd: SearchStrategy[str],
    short: SearchStrategy[str],
    long: SearchStrategy[str],
) -> SearchStrategy[str]:
    """Mix names of four kinds: many common and odd ones, few long ones."""
    return st.one_of(*[common] * 4, *[odd] * 8, *[short] * 3, long)
