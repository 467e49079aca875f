"""What Schemathesis is told beside the document."""

import schemathesis

# A lead of a version this edge does not know is answered 503 on purpose: its sender keeps it for a newer edge.
KNOWN = 1


def known(value):
    """The same with every version of a lead that is a number as this edge knows it."""
    if isinstance(value, dict):
        return {key: KNOWN if key == "v" and isinstance(inner, (int, float)) else known(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [known(inner) for inner in value]
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    case.body = known(case.body)


@schemathesis.serializer("application/toml")
def toml(context, value):
    return str(value).encode()
