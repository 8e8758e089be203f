"""How an XML signature may be made.

What is not on the list is refused before anything is computed: a broken digest, a shared secret, a
transform (XSLT, XPath) that would run for whoever sends it.
"""

from __future__ import annotations

from lxml import etree

from wangyu.institutions.connections.kinds.saml import refusals

ENCRYPTION = "{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
SIZES = ("256", "384", "512")
METHODS = {
    f"http://www.w3.org/2001/04/xmldsig-more#{kind}-sha{size}"
    for kind in ("rsa", "ecdsa")
    for size in SIZES
}
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
}  # fmt: skip
SPELLINGS = {
    "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
}  # fmt: skip
ALLOWED = {
    "SignatureMethod": METHODS,
    "DigestMethod": DIGESTS,
    "CanonicalizationMethod": SPELLINGS,
    "Transform": SPELLINGS | {f"{DS.strip('{}')}enveloped-signature"},
}


def require_known_methods(root: etree._Element) -> None:
    """Raises ArrivalError. What encryption says of its own hash makes no signature."""
    for name, allowed in ALLOWED.items():
        for one in root.iter(f"{DS}{name}"):
            if one.get("Algorithm") not in allowed and not _is_of_encryption(one):
                raise refusals.weak()


def _is_of_encryption(one: etree._Element) -> bool:
    parent = one.getparent()
    return one.tag == f"{DS}DigestMethod" and parent is not None and parent.tag == ENCRYPTION
