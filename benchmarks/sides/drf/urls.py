"""Django REST Framework: a ModelSerializer, a ModelViewSet and a router."""

from rest_framework.routers import SimpleRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ModelViewSet

from benchmarks.sides.django_items.models import Item


class ItemSerializer(ModelSerializer):
    """Requests and responses of items."""

    class Meta:
        """All ten columns."""

        model = Item
        fields = "__all__"


class ItemViewSet(ModelViewSet):
    """What the API does with items."""

    queryset = Item.objects.order_by("id")
    serializer_class = ItemSerializer


router = SimpleRouter(trailing_slash=False)
router.register("items", ItemViewSet)
urlpatterns = router.urls
