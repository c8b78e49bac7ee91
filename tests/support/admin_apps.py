"""The two admins of `docs/admin.md` on the blog's models."""

import datetime as dt
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from sqladmin import Admin, ModelView
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.datastructures import FormData
from starlette_admin.contrib.sqla import Admin as StarletteAdmin
from starlette_admin.contrib.sqla import ModelView as StarletteView
from starlette_admin.fields import DateTimeField
from starlette_admin.fields import PasswordField as StarlettePassword
from wtforms import PasswordField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from generated.models.comment import Comment
from generated.models.post import Post
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime import edited_attributes, password_attributes, shown_attributes
from generated.runtime.types.columns import UtcDateTime

MODELS = (User, Post, Tag, Comment)
setattr(User, "__str__", lambda user: user.email)  # noqa: B010 - type checkers refuse to assign a method

MAY_BE_EMPTY = {"class": "form-control", "required": False, "autocomplete": "new-password"}
EXACT_MOMENT: dict[str, Any] = {
    "format": ["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"],
    "widget": TextInput(),  # the package's own picker cuts what is behind the second
}
EXACT_TIME: dict[str, Any] = {"format": ["%H:%M:%S.%f", "%H:%M:%S", "%H:%M"], "widget": TextInput()}


class UserAdmin(ModelView, model=User):
    """Users."""

    column_list = column_details_list = shown_attributes(User)
    form_columns = edited_attributes(User)
    form_overrides: ClassVar = {"password": PasswordField}  # which never shows what is stored
    form_args: ClassVar = {"password": {"validators": [Optional()], "render_kw": MAY_BE_EMPTY}}

    async def on_model_change(self, data: dict[str, Any], _: Any, is_created: bool, __: Any) -> None:
        """Keep the password if the form has none."""
        if not data.get("password"):
            if is_created:
                raise ValueError("A new user needs a password.")
            data.pop("password", None)


class PostAdmin(ModelView, model=Post):
    """Posts."""

    column_list: ClassVar = [*shown_attributes(Post), "author"]
    column_details_list = shown_attributes(Post)
    column_formatters: ClassVar = {"author": lambda post, _: post.author.email}
    form_columns = edited_attributes(Post)
    form_args: ClassVar = {"published_at": EXACT_MOMENT}


class TagAdmin(ModelView, model=Tag):
    """Tags."""

    column_list = column_details_list = shown_attributes(Tag)
    form_columns = edited_attributes(Tag)


class CommentAdmin(ModelView, model=Comment):
    """Comments, which the API alone deletes softly."""

    column_list = column_details_list = shown_attributes(Comment)
    form_columns = edited_attributes(Comment)
    can_delete = False


def with_sqladmin(engine: AsyncEngine) -> FastAPI:
    """Return an application with the admin of `sqladmin` at /admin."""
    app = FastAPI()
    admin = Admin(app, engine)
    for view in (UserAdmin, PostAdmin, TagAdmin, CommentAdmin):
        admin.add_view(view)
    return app


class EmptyPassword(StarlettePassword):
    """A field for a new password. The package's own shows the hash of the one that is stored."""

    async def serialize_value(self, *_: Any) -> str:
        """Return what the form shows."""
        return ""


class UtcField(DateTimeField):
    """A moment in UTC. The package's own forms give one without a time zone, which the columns refuse."""

    async def parse_form_data(self, request: Request, form_data: FormData) -> Any:
        """Return what a form has."""
        value = await super().parse_form_data(request, form_data)
        return None if value is None else value.replace(tzinfo=dt.UTC)


def starlette_view(model: type[Any]) -> StarletteView:
    """Return the view of a model in the other admin."""
    fields: list[Any] = [
        *shown_attributes(model),
        *(name for name in edited_attributes(model) if name not in shown_attributes(model)),
    ]
    for name in password_attributes(model):
        fields[fields.index(name)] = EmptyPassword(name, exclude_from_list=True, exclude_from_detail=True)

    for column in inspect(model).columns:
        if isinstance(column.type, UtcDateTime) and column.key in edited_attributes(model):
            fields[fields.index(column.key)] = UtcField(column.key)

    class Kept(StarletteView):
        async def before_edit(self, _: Request, __: dict[str, Any], row: Any) -> None:
            for name in password_attributes(model):
                if not getattr(row, name):  # an empty field: what was there stays
                    setattr(row, name, inspect(row).attrs[name].history.deleted[0])

    Kept.fields = fields
    Kept.exclude_fields_from_create = Kept.exclude_fields_from_edit = [
        name for name in shown_attributes(model) if name not in edited_attributes(model)
    ]
    return Kept(model)


def with_starlette_admin(engine: AsyncEngine) -> FastAPI:
    """Return an application with the admin of `starlette-admin` at /admin."""
    app = FastAPI()
    admin = StarletteAdmin(engine, secret_key="of the tests, and long enough for them")
    for model in MODELS:
        admin.add_view(starlette_view(model))
    admin.mount_to(app)
    return app
