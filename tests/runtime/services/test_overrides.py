"""A method that replaces one of `Service` is found, however the class got it."""

from typing import Any

from generated.services.post import PostService


async def refuse(*_: Any, **__: Any) -> None:
    raise PermissionError


def replacing_update(kind: type[Any]) -> type[Any]:
    kind.update = refuse
    return kind


def test_a_generated_service_overrides_nothing() -> None:
    assert PostService.generated and not PostService.overridden
    assert PostService().overridden == frozenset()


def test_a_method_of_the_class_or_of_a_base_is_found() -> None:
    class Posts(PostService):
        async def create(self, db: Any, data: Any) -> Any:
            return await super().create(db, data)

    class MorePosts(Posts):
        """Inherits the override."""

    assert Posts.overridden == MorePosts.overridden == {"create"}
    assert not Posts.generated and not MorePosts.generated


def test_a_method_that_a_class_decorator_sets_is_found() -> None:
    @replacing_update
    class Posts(PostService):
        async def create(self, db: Any, data: Any) -> Any:
            return await super().create(db, data)

    assert Posts.overridden == {"create", "update"}


def test_a_mixin_that_does_not_call_its_base_hides_nothing() -> None:
    class Mixin:
        def __init_subclass__(cls) -> None:
            """Keep to itself."""

        update = refuse

    class Posts(Mixin, PostService):  # type: ignore[misc] # the signature of `update` is of no interest here
        """Overrides by the mixin."""

    assert Posts.overridden == {"update"}
    assert not Posts.generated
