"""Routes of the agents API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
