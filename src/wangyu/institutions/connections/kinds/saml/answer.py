"""A SAML response as python3-saml reads it, opened by our rules where it is encrypted.

The library never has a key of ours: it would open whatever is sent, by whatever method it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from wangyu.institutions.connections.kinds.base import ArrivalError, Place
from wangyu.institutions.connections.kinds.saml import encrypted, refusals, signed
from wangyu.institutions.connections.kinds.saml.encrypted import S

P = "{urn:oasis:names:tc:SAML:2.0:protocol}"


class Answer(OneLogin_Saml2_Response):
    def __init__(self, settings: OneLogin_Saml2_Settings, text: str, place: Place) -> None:
        """Raises ArrivalError, and whatever a document makes the library raise."""
        self.place, self.opened = place, ""
        super().__init__(settings, text)

    def _decrypt_assertion(self, xml: etree._Element) -> etree._Element:
        """Called by the library for a response that has an EncryptedAssertion."""
        boxes = xml.findall(f"{S}EncryptedAssertion")
        if xml.tag != f"{P}Response" or len(boxes) != 1:
            raise ArrivalError(refusals.UNCLEAR)
        sealed = encrypted.read(boxes[0])
        if sealed.method in encrypted.CBC and not self._is_signed_as_a_whole():
            raise refusals.open_to_change()
        assertion, pair = encrypted.opened(sealed, self.place)
        signed.require_known_methods(assertion)
        self.opened = pair.use
        return encrypted.put_in(xml, boxes[0], assertion)

    def _is_signed_as_a_whole(self) -> bool:
        """By the other side, over all of what was sent as it was sent."""
        root = self.document
        made = root.findall(f"{signed.DS}Signature")
        references = made[0].findall(f".//{signed.DS}Reference") if len(made) == 1 else []
        number = root.get("ID", "")
        if not number or [one.get("URI") for one in references] != [f"#{number}"]:
            return False
        certificates: Sequence[str] = self._settings.get_idp_data()["x509certMulti"]["signing"]
        return bool(
            OneLogin_Saml2_Utils.validate_sign(
                root, xpath=OneLogin_Saml2_Utils.RESPONSE_SIGNATURE_XPATH,
                multicerts=certificates,
            )
        )  # fmt: skip

    @property
    def assertion(self) -> Any:
        """The only one. ``is_valid`` has counted them."""
        return self.get_xml_document().find(f"{S}Assertion")
