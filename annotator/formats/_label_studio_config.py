"""The labelling config with which Label Studio shows the labels of a scheme."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from annotator.domain.scheme import Attribute, Scheme


def config(scheme: Scheme) -> str:
    """The config as XML: labels on a text, relations by role, and per region what is said of it.

    Controls are named as `label_studio` names its results: `category`, `reciprocal`, `tie-NAME` and
    `span-NAME` for attributes, `implicit-ROLE`, `entity`.
    """
    view = ET.Element("View")
    relations = ET.SubElement(view, "Relations")
    for name in scheme.roles:
        ET.SubElement(relations, "Relation", value=name)
    labels = ET.SubElement(view, "Labels", name="label", toName="text")
    for label in scheme.labels.values():
        shown = ET.SubElement(labels, "Label", value=label.name, hotkey=label.key)
        if label.colour:
            shown.set("background", label.colour)
    ET.SubElement(view, "Text", name="text", value="$text", granularity="word")
    if scheme.has_categories:
        _choices(view, "category", [name for name in scheme.categories if name], scheme.head)
    for attribute in scheme.attributes_of(None):
        _attribute(view, f"tie-{attribute.name}", attribute, scheme.head)
    _choices(view, "reciprocal", ["true"], scheme.head)
    for role in scheme.roles.values():
        if role.implicit:
            _choices(view, f"implicit-{role.name}", role.implicit, scheme.head, choice="multiple")
    seen = set()
    for label in scheme.labels.values():
        for attribute in scheme.attributes_of(label.name):
            if attribute.name not in seen:
                seen.add(attribute.name)
                bearing = [one.name for one in scheme.labels.values() if attribute.name in one.attributes]
                _attribute(view, f"span-{attribute.name}", attribute, ",".join(bearing))
    bearing = [label.name for label in scheme.labels.values() if label.entity]
    if bearing:
        _text(view, "entity", ",".join(bearing))
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def _attribute(view: ET.Element, name: str, attribute: Attribute, labels: str) -> None:
    match attribute.type:
        case "choice":
            _choices(view, name, attribute.values, labels)
        case "flag":
            _choices(view, name, ["true", "false"], labels)
        case _:
            _text(view, name, labels)


def _choices(
    view: ET.Element, name: str, values: tuple[str, ...] | list[str], labels: str, choice: str = "single"
) -> None:
    control = ET.SubElement(
        view, "Choices", name=name, toName="text", perRegion="true", choice=choice, whenTagName="label",
        whenLabelValue=labels, visibleWhen="region-selected",
    )  # fmt: skip
    for value in values:
        ET.SubElement(control, "Choice", value=value)


def _text(view: ET.Element, name: str, labels: str) -> None:
    ET.SubElement(
        view, "TextArea", name=name, toName="text", perRegion="true", editable="true", maxSubmissions="1",
        whenTagName="label", whenLabelValue=labels, visibleWhen="region-selected", displayMode="region-list",
    )  # fmt: skip
