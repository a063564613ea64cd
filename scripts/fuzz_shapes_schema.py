"""Schemas that are large, or small and cost much to follow."""

from fuzz_shapes import asked, shape, times


def formed(schema, key="responseJsonSchema"):
    return asked([{"text": "hello"}], generationConfig={"responseMimeType": "application/json", key: schema})


@shape("schema")
def many_properties(size):
    names = [f"v{n}" for n in range(size // 50)]
    schema = {"type": "OBJECT", "properties": {name: {"type": "STRING"} for name in names}}
    return formed(dict(schema, propertyOrdering=names[::-1]), "responseSchema")


@shape("schema")
def many_required(size):
    names = [f"v{n}" for n in range(size // 40)]
    properties = {name: {"type": "string"} for name in names}
    return formed({"type": "object", "properties": properties, "required": names[::-1]})


@shape("schema")
def required_that_are_not_there(size):
    return formed({"type": "object", "required": [f"v{n}" for n in range(size // 9)], "default": {}})


@shape("schema")
def many_values(size):
    values = [f"v{n}" for n in range(size // 20)]
    return formed({"type": "array", "items": {"enum": values}, "default": [values[-1]] * len(values)})


@shape("schema")
def many_numbers(size):
    values = list(range(size // 16))
    return formed({"type": "array", "items": {"enum": values}, "default": values[::-1]})


@shape("schema")
def large_values(size):
    value = ["a"] * (size // 15)
    return formed({"enum": [value + [1], value + [2]], "default": value + [2]})


@shape("schema")
def many_defaults(size):
    schema = {"type": "string"}
    default = {"a": times("x", size // 50)}
    for _ in range(min(40, size // 250)):
        schema = {"type": "object", "properties": {"a": schema}, "default": default, "required": ["b"]}
    return formed(schema)


@shape("schema")
def defaults_side_by_side(size):
    one = {"type": "integer", "default": "x", "minimum": 3}
    return formed({"type": "object", "properties": {f"v{n}": one for n in range(size // 60)}})


@shape("schema")
def alternatives(size):
    return formed({"anyOf": [{"type": "object", "required": [f"v{n}"]} for n in range(size // 45)], "default": {}})


@shape("schema")
def references_that_double(size):
    names = [f"d{n}" for n in range(size // 70)]
    definitions = {
        name: {"allOf": [{"$ref": f"#/$defs/{after}"}, {"$ref": f"#/$defs/{after}"}]}
        for name, after in zip(names, names[1:] + ["end"])
    }
    return formed({"$defs": dict(definitions, end={"type": "string"}), "$ref": "#/$defs/d0", "default": "x"})


@shape("schema")
def references_to_the_last(size):
    count = size // 60
    definitions = {f"d{n}": {"type": "string"} for n in range(count)}
    properties = {f"p{n}": {"$ref": f"#/$defs/d{count - 1}"} for n in range(count)}
    return formed({"$defs": definitions, "type": "object", "properties": properties})


@shape("schema")
def long_reference(size):
    return formed({"$ref": "#" + times("/a~1b", size), "type": "string"})


@shape("schema")
def references_in_a_circle(size):
    one = {"$ref": "#/$defs/a"}
    return formed({"$defs": {"a": {"anyOf": [one] * (size // 24)}}, "$ref": "#/$defs/a", "default": 1})


@shape("schema")
def nested(size):
    levels = min(80, size // 30)
    schema = {"type": "string", "description": times("x", size - 30 * levels)}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return formed(schema)


@shape("schema")
def tuple_of_many(size):
    return formed({"type": "array", "prefixItems": [{"type": "string"}] * (size // 20), "items": {"type": "string"}})


@shape("schema")
def parameters(size):
    properties = {f"v{n}": {"type": "STRING", "enum": ["a", "b"]} for n in range(size // 50)}
    declared = {"name": "f", "description": "a", "parameters": {"type": "OBJECT", "properties": properties}}
    return asked([{"text": "hello"}], tools=[{"functionDeclarations": [declared]}])
