"""imsmanifest.xml, by which a learning platform knows what is in a package.

SCORM 1.2: ADL's Content Aggregation Model 1.2 with IMS Content Packaging 1.1.2. SCORM 2004: its 4th edition with IMS
Content Packaging 1.1.4. One organization with one item, whose resource is the page around the book.

The XSDs of the standards are not packed: platforms have their own, and IMS asks whoever passes them on to register.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote
from xml.etree import ElementTree as ET

Version = Literal["1.2", "2004"]
NAME = "imsmanifest.xml"
LAUNCHED = "index.html"

_CP12, _ADLCP12 = "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_CP2004, _ADLCP2004 = "http://www.imsglobal.org/xsd/imscp_v1p1", "http://www.adlnet.org/xsd/adlcp_v1p3"
_SEQUENCING = "http://www.imsglobal.org/xsd/imsss"


def manifest(version: Version, identifier: str, title: str, paths: Sequence[str]) -> bytes:
    """The manifest. identifier: letters, digits and "-", a letter first; paths: all files of the package but it."""
    package, adl, kind, schema = (
        (_CP12, _ADLCP12, "scormtype", "1.2")
        if version == "1.2"
        else (_CP2004, _ADLCP2004, "scormType", "2004 4th Edition")
    )
    # Parts of SCORM 1.2 platforms look for names without a prefix.
    root = ET.Element("manifest", {"xmlns": package, "xmlns:adlcp": adl, "identifier": identifier, "version": "1.0"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "ADL SCORM"
    ET.SubElement(metadata, "schemaversion").text = schema
    organizations = ET.SubElement(root, "organizations", default=f"{identifier}-book")
    organization = ET.SubElement(organizations, "organization", identifier=f"{identifier}-book")
    ET.SubElement(organization, "title").text = title
    item = ET.SubElement(
        organization, "item", identifier=f"{identifier}-item", identifierref=f"{identifier}-page", isvisible="true"
    )
    ET.SubElement(item, "title").text = title
    if version == "2004":
        root.set("xmlns:imsss", _SEQUENCING)
        # The page alone says what is completed and what the score is; a platform adds nothing of its own.
        own = {"completionSetByContent": "true", "objectiveSetByContent": "true"}
        ET.SubElement(ET.SubElement(item, "imsss:sequencing"), "imsss:deliveryControls", own)
    resources = ET.SubElement(root, "resources")
    resource = ET.SubElement(
        resources,
        "resource",
        {"identifier": f"{identifier}-page", "type": "webcontent", f"adlcp:{kind}": "sco", "href": LAUNCHED},
    )
    for path in sorted(paths):
        ET.SubElement(resource, "file", href=quote(path))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
