"""Names for entities that Python, libraries or generated code also use."""

import builtins
import collections.abc
import typing

import fastapi
import pydantic
import sqlalchemy
import sqlalchemy.orm

from specloom.naming import identifiers

COMMON = (
    "Account Action Activity Address Agent Alert Answer App Application Appointment Article Asset Attachment"
    " Attempt Attribute Audit Author Badge Bank Batch Bill Block Blob Board Body Book Booking Bookmark Bool Branch"
    " Brand Build Bundle Business Calendar Call Campaign Card Cart Case Cash Category Channel Chapter Chat Check"
    " Child City Class Client Code Comment Commit Company Component Condition Config Contact Content Contract"
    " Conversation Cookie Copy Country Coupon Course Credential Criteria Currency Cursor Customer Dashboard Data"
    " Database Deal Default Delete Deletion Deleted Department Deployment Detail Device Diff Digits Dict Directory"
    " Discount Doc Document Domain Download Draft Driver Duration Email Employee Engine Entity Entry Environment"
    " Error Event Exam Expense Export Feature Feedback File Filter Folder Form Forum Friend Function Game Gift Goal"
    " Grade Group Guard Handler Hash Header Health History Holiday Host Hotel House Icon Identity Idea Image Import"
    " Index Info Init Input Instance Integration Interface Inventory Invitation Invoice Issue Item Job Journal Json"
    " Key Label Lambda Language Layer Lead League Lesson Level License Line Link Linked NameList Listing Loan Location"
    " Lock Log Login Main Mapper Match Matrix Media Meeting Member Membership Menu Message Metadata Method Metric"
    " Migration Milestone Model Module Money Monitor Movie Music Name News Node Note Notification Number Object"
    " Offer Operation Operators Option Order Organization Owner Package Page Parameter Parent Part Party Pass"
    " Password Patient Payment Payout Permission Person Phone Photo Pipeline Place Plan Player Plugin Point Policy"
    " Poll Pool Portfolio Position Preference Price Priority Problem Process Product Profile Progress Project"
    " Promotion Property Provider Purchase Quality Question Queue Quiz Quote Range Rate Rating Reaction Read Reader"
    " Receipt Recipe Record Redirect Reference Refund Region Registry Related Relation Release Report Repository"
    " Reservation Resource Result Review Role Room Root Route Router Row Rule Runtime Sale Sample Schedule Schema"
    " School Scope Score Search Season Seat Secret Section Segment Sensor Series Server Service Settings Shift Ship"
    " Shipment Shop Signal Site Skill Slot Slug Snapshot Source Staff Stage State Statistics Status Step Stock Store"
    " Story Stream Street Student Style Subject Subscription Supplier Support Survey Sync System Tag Target Task Tax"
    " Teacher Team Template Tenant Term Test Theme Thread Ticket Timestamp Token Tool Topic Trade Transaction"
    " Transfer Translation Trip Unit Upload User Value Variable Variant Vehicle Vendor Venue Version Video Visit"
    " Voucher Vote Wallet Warehouse Webhook Website Widget Wiki Window Word Work Worker Workflow Workspace Zone"
).split()
SUFFIXES = (
    "Page View ViewPage Batch BatchResult Create Update Replace Row Query ListQuery ViewQuery Service Data Item Read"
    " Change Schema Fields Expand Filter Link Router List Out In"
).split()
GENERATED = (
    "Base Change ConditionalChange Conditional ConditionalDeletion Database FixedDecimal FullText FullTextQuery GetDb"
    " GetReadDb IfMatch Items JsonValue Key KEYS LinkFilter Links ListQuery MISSING MODULES Named OrNull OrderFilter"
    " Part1 Problem Provider REFERRERS RELATIONS ReadParameters Referrer Relations RequestModel ResponseModel Services"
    " Sessions EntitySource StrEnum TextFilter Unique UtcDateTime VersionedChange Uuid Decimal UUID I O None True False"
    " Enums Models Routers Schemas Api References Openapi Dataclass ImportModule LoadAll IdempotencyKey AlembicVersion"
    " MatchesSchema"
).split()


def of(*modules: object) -> list[str]:
    """Return the names with a capital letter that modules have."""
    return [name for module in modules for name in dir(module) if identifiers.is_entity(name)]


LIBRARIES = of(builtins, collections.abc, typing, fastapi, pydantic, sqlalchemy, sqlalchemy.orm)
PAIRS = [f"{COMMON[place * 7]}{suffix}" for place, suffix in enumerate(SUFFIXES)]
PAIRS += [f"Wiki{suffix}" for suffix in SUFFIXES] + ["WikiViewViewPage", "WikiSchemaPage", "WikiPageSchema"]
_MANY = reversed([*COMMON, *PAIRS, *GENERATED, *LIBRARIES])
# Of names that lead to one module or plural, such as `Date` and `DATE`, the first.
ALL = tuple({identifiers.plural(identifiers.snake(name)): name for name in _MANY}.values())

HARD = """
enums:
  UserWarning: [a, b]
  Field: [x]
  I: [y]
  PostCreate: [z]
entities:
  Warning: {fields: {parent: {type: Warning, nullable: true}, text: string, kind: UserWarning, field: Field, letter: I}}
  EnvironmentError:
    fields:
      warning: {type: Warning, inverse: errors}
      date: {type: Date, unique: true, inverse: error}
      dates: {type: "Date[]", inverse: errors}
  Date:
    fields:
      day: date
      at: datetime
      none: {type: None, nullable: true}
      import: {type: Import, nullable: true, on_delete: cascade, inverse: its_dates}
  None:
    fields:
      name: string
      nones: {type: "None[]", inverse: back}
      exception: {type: Exception, nullable: true, inverse: nones}
      exceptions: {type: "Exception[]", inverse: many_nones}
  Exception: {fields: {name: string, fields: "Field[]", post: {type: Post, inverse: exceptions}}}
  Import: {fields: {name: string, rows: {type: "Row[]", through: ImportRow, inverse: imports}}}
  ImportRow: {fields: {row: Row, import: {type: Import, on_delete: cascade}}, unique: [[import, row]]}
  Row: {fields: {name: string}}
  Post: {fields: {kind: PostCreate, kinds: "PostCreate[]"}}
  PostUpdate: {fields: {post: {type: Post, inverse: updates}}}
  List: {search: [name], fields: {name: string, tree: json}}
  ListPage: {fields: {name: string}}
  ListView: {fields: {name: string, list: {type: List, inverse: views}}}
  JsonValue: {fields: {tree: json}}
  Problem: {fields: {name: string, problem: {type: Problem, nullable: true, inverse: problems}}}
  Wiki: {fields: {name: string}}
  WikiPage: {fields: {name: string}}
  Doc: {fields: {name: string}}
  IdempotencyKey: {fields: {name: string}}
"""
"""A spec of names that meet those of generated code in every place that there is."""
