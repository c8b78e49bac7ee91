"""The table `items` as Django's ORM has it."""

from django.core.validators import MinValueValidator
from django.db import models
from uuid_utils.compat import uuid7


class Item(models.Model):
    """A row of ten columns."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=80)
    description = models.TextField(max_length=2000)
    quantity = models.IntegerField(validators=[MinValueValidator(0)])
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    active = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The table is there already."""

        app_label = "django_items"
        db_table = "items"
        managed = False

    def __str__(self) -> str:
        return self.name
