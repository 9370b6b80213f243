"""Shapes of the agents in the OpenAPI document."""

from typing import Any

from drf_spectacular.contrib.pydantic import PydanticExtension
from drf_spectacular.plumbing import ResolvedComponent
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

COMPONENT = "#/components/schemas/{model}"


class NullableJsonSchema(GenerateJsonSchema):
    """OpenAPI 3.0 has no type null: a value that may be absent is called nullable."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        inner = self.generate_inner(schema["schema"])
        if "$ref" in inner:
            return {"allOf": [inner], "nullable": True}
        return {**inner, "nullable": True}


class ShapeExtension(PydanticExtension):
    """Describe a shape and the shapes within it as components."""

    target_class = "tutoring.agents.shapes.Shape"
    match_subclasses = True
    priority = 1

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        schema = self.target.model_json_schema(
            ref_template=COMPONENT, mode="serialization", schema_generator=NullableJsonSchema
        )
        for name, parts in schema.pop("$defs", {}).items():
            component = ResolvedComponent(
                name=name, type=ResolvedComponent.SCHEMA, object=name, schema=parts
            )
            auto_schema.registry.register_on_missing(component)
        return schema
