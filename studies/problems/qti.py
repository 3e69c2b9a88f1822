"""Questions as a QTI 2.1 package (https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html).

A zip file with an item for each question, a test with a section for each entry, of which one variant is drawn, and the
manifest.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from studies.problems.markup import element
from studies.problems.questions import OTHERWISE, RIGHT, Question, plain
from studies.problems.statement import statement

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_WHERE = {
    QTI: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    PACKAGE: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
}
_MADE = (2020, 1, 1, 0, 0, 0)  # the same questions give the same file, whenever it is made


def package(questions: Sequence[Question]) -> bytes:
    """The zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "imsmanifest.xml", _manifest(questions))
        _put(archive, "assessment.xml", _test(questions))
        for question in questions:
            _put(archive, f"items/{question.identifier}.xml", item(question))
    return file.getvalue()


def _put(archive: zipfile.ZipFile, name: str, root: Element) -> None:
    indent(root) if root.tag != "assessmentItem" else None
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
    about = zipfile.ZipInfo(name, _MADE)
    about.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(about, text.encode("utf-8"))


def _root(tag: str, namespace: str, **attributes: str) -> Element:
    where = f"{namespace} {_WHERE[namespace]}"
    return Element(tag, {"xmlns": namespace, "xmlns:xsi": _XSI, "xsi:schemaLocation": where, **attributes})


def item(question: Question) -> Element:
    """One assessmentItem: a number to type, judged within the tolerance, with feedback for each foreseen answer."""
    about = {"identifier": question.identifier, "title": question.title}
    root = _root("assessmentItem", QTI, **about, adaptive="false", timeDependent="false")
    response = SubElement(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType="float")
    SubElement(SubElement(response, "correctResponse"), "value").text = plain(question.answer)
    for name, kind, value in (("SCORE", "float", "0"), ("FEEDBACK", "identifier", "none")):
        outcome = SubElement(root, "outcomeDeclaration", identifier=name, cardinality="single", baseType=kind)
        SubElement(SubElement(outcome, "defaultValue"), "value").text = value
    entry = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="12")
    root.append(element("itemBody", *statement(question.problem), element("p", question.asked, " ", entry)))
    _processing(SubElement(root, "responseProcessing"), question)
    for name, feedback in _feedback(question):
        said = SubElement(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
        said.text = feedback
    return root


def _feedback(question: Question) -> list[tuple[str, str]]:
    named = [(wrong.slip, wrong.feedback) for wrong in question.wrong]
    return [("right", RIGHT), *named, ("otherwise", OTHERWISE)]


def _processing(parent: Element, question: Question) -> None:
    condition = SubElement(parent, "responseCondition")
    first = SubElement(condition, "responseIf")
    _equal(first, question, question.answer)
    _set(first, "SCORE", "float", "1")
    _set(first, "FEEDBACK", "identifier", "right")
    for wrong in question.wrong:
        other = SubElement(condition, "responseElseIf")
        _equal(other, question, wrong.value)
        _set(other, "FEEDBACK", "identifier", wrong.slip)
    _set(SubElement(condition, "responseElse"), "FEEDBACK", "identifier", "otherwise")


def _equal(parent: Element, question: Question, value: float) -> None:
    tolerance = plain(question.tolerance)
    equal = SubElement(parent, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
    SubElement(equal, "variable", identifier="RESPONSE")
    SubElement(equal, "baseValue", baseType="float").text = plain(value)


def _set(parent: Element, name: str, kind: str, value: str) -> None:
    outcome = SubElement(parent, "setOutcomeValue", identifier=name)
    SubElement(outcome, "baseValue", baseType=kind).text = value


def _test(questions: Sequence[Question]) -> Element:
    problem = questions[0].problem
    title = f"{problem.choice.title}, seed {problem.seed}"
    root = _root("assessmentTest", QTI, identifier="hidden_layers", title=title)
    part = SubElement(root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    ordered = sorted(questions, key=lambda question: (question.number, question.problem.variant))
    for group, members in groupby(ordered, key=lambda question: question.group):
        listed = list(members)
        about = {"identifier": f"section_{listed[0].number:02d}", "title": group, "visible": "true"}
        section = SubElement(part, "assessmentSection", about)
        SubElement(section, "selection", select="1")
        for question in listed:
            href = f"items/{question.identifier}.xml"
            SubElement(section, "assessmentItemRef", identifier=question.identifier, href=href)
    return root


def _manifest(questions: Sequence[Question]) -> Element:
    root = _root("manifest", PACKAGE, identifier="MANIFEST_hidden_layers")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    test = _resource(resources, "hidden_layers", "imsqti_test_xmlv2p1", "assessment.xml")
    for question in questions:
        SubElement(test, "dependency", identifierref=question.identifier)
    for question in questions:
        _resource(resources, question.identifier, "imsqti_item_xmlv2p1", f"items/{question.identifier}.xml")
    return root


def _resource(resources: Element, identifier: str, kind: str, href: str) -> Element:
    resource = SubElement(resources, "resource", identifier=identifier, type=kind, href=href)
    SubElement(resource, "file", href=href)
    return resource
